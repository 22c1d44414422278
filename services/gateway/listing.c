#include "gateway/listing.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/require.h"
#include "gateway/caller.h"
#include "gateway/export.h"
#include "gateway/frontend.h"
#include "json/json.h"

enum { PAGE_SIZE = 500 };

struct listing {
	const struct method *method;
	const ProtobufCFieldDescriptor *rows;
	const struct listing_ops *ops;
	void *ctx;
	char as[PRINCIPAL_ID_MAX + 1];
	struct buf request; /* encoded, without page */
	char *token;        /* of the next page; NULL: the first */
	bool asking, dropped, last;
};

/* ---- Fields by name: a list has them all */

static void *field_of(const ProtobufCMessage *message, const char *name)
{
	const ProtobufCFieldDescriptor *field =
		protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);

	require(field);
	return (char *)message + field->offset;
}

static void set_page(ProtobufCMessage *request, const char *token)
{
	*(uint32_t *)field_of(request, LIST_PAGE_SIZE) = PAGE_SIZE;
	*(const char **)field_of(request, LIST_PAGE_TOKEN) = token;
}

/* ---- Life */

static void listing_free(struct listing *listing)
{
	buf_free(&listing->request);
	free(listing->token);
	free(listing);
}

static void append_packed(struct buf *out, const ProtobufCMessage *message)
{
	out->len += protobuf_c_message_pack(
		message, buf_reserve(out, protobuf_c_message_get_packed_size(message) + 1));
}

static bool read_request(struct listing *listing, struct bytes json, struct refusal *refusal)
{
	struct arena *scratch = frontend_scratch();
	struct arena_mark mark = arena_mark(scratch);
	void *request = NULL;
	bool read;

	if (json.len == 0)
		json = bytes_text("{}");
	read = json_to_message(scratch, listing->method->request, (const char *)json.data, json.len, &request,
			       refusal);
	if (read)
		append_packed(&listing->request, request);
	arena_forget(scratch, mark);
	return read;
}

struct listing *listing_new(const char *path, struct bytes json, const char *as,
			    const struct listing_ops *ops, void *ctx, struct refusal *refusal)
{
	const struct method *method = method_find(path, strlen(path));
	struct listing *listing;

	if (!method || !method_is_list(method)) {
		refuse(refusal, FAULT_INVALID_ARGUMENT, "NOT_A_LIST", "method",
		       "« %.128s » n'est pas une liste. Nommez une demande qui répond par pages, par exemple "
		       "« pvd.registry.v1.RegistryService/ListTerritories ».",
		       path);
		return NULL;
	}
	listing = xcalloc(1, sizeof *listing);
	*listing = (struct listing){.method = method, .rows = method_rows(method), .ops = ops, .ctx = ctx};
	snprintf(listing->as, sizeof listing->as, "%s", as);
	if (read_request(listing, json, refusal))
		return listing;
	listing_free(listing);
	return NULL;
}

const ProtobufCMessageDescriptor *listing_row_type(const struct listing *listing)
{
	return listing->rows->descriptor;
}

void listing_drop(struct listing *listing)
{
	listing->dropped = true;
	if (!listing->asking)
		listing_free(listing);
}

static void end(struct listing *listing, const struct refusal *refusal)
{
	listing->ops->end(listing->ctx, refusal);
	listing_free(listing);
}

/* ---- Pages */

static void end_unreadable(struct listing *listing)
{
	struct refusal refusal = {0};

	refuse(&refusal, FAULT_INTERNAL, "RESPONSE_UNREADABLE", NULL,
	       "Une page de la liste ne se lit pas ; signalez-le à l'exploitant.");
	end(listing, &refusal);
}

static void note_token(struct listing *listing, const ProtobufCMessage *response)
{
	const char *token = *(const char **)field_of(response, LIST_NEXT_PAGE_TOKEN);

	free(listing->token);
	listing->token = xstrdup(token);
	listing->last = *token == '\0';
}

static void take_page(struct listing *listing, struct bytes body)
{
	struct arena *scratch = frontend_scratch();
	struct arena_mark mark = arena_mark(scratch);
	const ProtobufCMessage *response = arena_unpack(scratch, listing->method->response, body);
	const char *base = (const char *)response;

	if (!response) {
		arena_forget(scratch, mark);
		end_unreadable(listing);
		return;
	}
	note_token(listing, response);
	listing->ops->page(listing->ctx,
			   *(const ProtobufCMessage *const *const *)(base + listing->rows->offset),
			   *(const size_t *)(base + listing->rows->quantifier_offset));
	arena_forget(scratch, mark);
}

static void on_page(void *ctx, const struct link_answer *answer)
{
	struct listing *listing = ctx;

	listing->asking = false;
	if (listing->dropped)
		listing_free(listing);
	else if (answer->fault != FAULT_NONE)
		end(listing, answer->refusal);
	else
		take_page(listing, answer->reply->body);
}

void listing_next(struct listing *listing)
{
	struct arena *scratch = frontend_scratch();
	struct arena_mark mark = arena_mark(scratch);
	struct asking asking = {.method = listing->method, .as = listing->as};
	ProtobufCMessage *request;

	if (fails_assert(!listing->asking))
		return;
	if (listing->last) {
		end(listing, NULL);
		return;
	}
	request = arena_unpack(scratch, listing->method->request, buf_bytes(&listing->request));
	require(request); /* it was packed here */
	set_page(request, listing->token ? listing->token : "");
	asking.body = arena_pack(scratch, request);
	listing->asking = true;
	caller_ask(&asking, on_page, listing); /* copies */
	arena_forget(scratch, mark);
}
