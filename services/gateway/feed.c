#include "gateway/feed.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "bus/method.h"
#include "bus/position.h"
#include "gateway/connect.h"
#include "json/json.h"
#include "json/text.h"

/* ---- Places */

/* A hash is written as a secret is: 32 bytes in 43 characters. */
void feed_place_text(const struct feed_place *place, char out[FEED_ID_SIZE])
{
	struct secret hash;
	char text[SECRET_TEXT_SIZE];

	memcpy(hash.bytes, place->hash.bytes, HASH_SIZE);
	secret_text(&hash, text);
	snprintf(out, FEED_ID_SIZE, "%" PRIu32 ":%" PRIu64 ":%s", place->epoch, place->sequence, text);
}

bool feed_place_read(struct bytes text, struct feed_place *ret)
{
	char copy[FEED_ID_SIZE];
	const char *at = copy;
	uint64_t epoch, sequence;
	struct secret hash;

	if (bytes_equal(text, bytes_text("0"))) {
		*ret = (struct feed_place){0};
		return true;
	}
	if (text.len == 0 || text.len >= sizeof copy || memchr(text.data, '\0', text.len))
		return false;
	memcpy(copy, text.data, text.len);
	copy[text.len] = '\0';
	if (!position_parse_number(&at, UINT32_MAX, &epoch) || *at++ != ':' ||
	    !position_parse_number(&at, UINT64_MAX, &sequence) || *at++ != ':' || !secret_read(at, &hash))
		return false;
	*ret = (struct feed_place){.epoch = (uint32_t)epoch, .sequence = sequence};
	memcpy(ret->hash.bytes, hash.bytes, HASH_SIZE);
	return true;
}

/* ---- Entries */

static bool listed(const char *const *list, unsigned count, const char *text)
{
	for (unsigned i = 0; i < count; i++)
		if (strcmp(list[i], text) == 0)
			return true;
	return false;
}

static bool wanted(const struct feed_filter *filter, const Bus__EntryHeader *header)
{
	if (filter->type_count && !listed(filter->types, filter->type_count, header->type))
		return false;
	if (!filter->departement_count)
		return true;
	for (size_t i = 0; i < header->n_departements; i++)
		if (listed(filter->departements, filter->departement_count, header->departements[i]))
			return true;
	return false;
}

static void append_id(struct buf *out, const struct feed_place *place)
{
	char id[FEED_ID_SIZE];

	feed_place_text(place, id);
	buf_printf(out, "id: %s\n", id);
}

/* The event itself; null where it is too large, or of a type that this release does not know. */
static void append_payload(struct buf *out, const Bus__EntryHeader *header, ProtobufCBinaryData payload,
			   struct arena *scratch)
{
	const struct event_type *type = event_type_find(header->type);
	const ProtobufCMessage *event = NULL;

	if (type && payload.len <= FEED_PAYLOAD_MAX)
		event = arena_unpack(scratch, type->descriptor, bytes_of(payload.data, payload.len));
	if (!event || !json_from_message(event, 0, out))
		buf_append(out, "null", 4);
}

static void append_entry(struct buf *out, const Bus__JournalEntry *entry, const Bus__EntryHeader *header,
			 const char *service, const struct feed_place *place, struct arena *scratch)
{
	append_id(out, place);
	buf_printf(out, "data: {\"service\":\"%s\",\"header\":", service);
	if (!json_from_message(&header->base, 0, out))
		buf_append(out, "null", 4);
	buf_printf(out, ",\"event\":");
	append_payload(out, header, entry->payload, scratch);
	buf_append(out, "}\n\n", 3);
}

static bool take(struct buf *out, const Bus__JournalEntry *entry, const char *service,
		 const struct feed_filter *filter, struct feed_place *place, bool *passed_over,
		 struct arena *scratch)
{
	const Bus__EntryHeader *header = arena_unpack(scratch, &bus__entry_header__descriptor,
						      bytes_of(entry->header.data, entry->header.len));

	if (!header || entry->hash.len != HASH_SIZE)
		return false;
	place->epoch = header->epoch;
	place->sequence = header->sequence;
	memcpy(place->hash.bytes, entry->hash.data, HASH_SIZE);
	*passed_over = entry->salt.len == 0 || !wanted(filter, header);
	if (!*passed_over)
		append_entry(out, entry, header, service, place, scratch);
	return true;
}

bool feed_append(struct buf *out, const Bus__FetchResponse *fetched, const char *service,
		 const struct feed_filter *filter, struct feed_place *place, struct arena *scratch)
{
	bool passed_over = false;

	for (size_t i = 0; i < fetched->n_entries; i++) {
		struct arena_mark mark = arena_mark(scratch);
		bool taken = take(out, fetched->entries[i], service, filter, place, &passed_over, scratch);

		arena_forget(scratch, mark);
		if (!taken)
			return false;
	}
	if (passed_over) { /* an id alone moves the client's place, and tells it nothing else */
		append_id(out, place);
		buf_byte(out, '\n');
	}
	return true;
}

void feed_append_refusal(struct buf *out, const struct refusal *refusal)
{
	buf_printf(out, "event: refused\ndata: ");
	connect_error(refusal, out);
	buf_append(out, "\n\n", 2);
}
