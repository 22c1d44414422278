#include "gateway/upload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "base/log.h"
#include "base/require.h"
#include "gateway/caller.h"
#include "gateway/connect.h"
#include "json/json.h"

enum { SWEEP_MS = 3600 * 1000 };

#define FINISH "/finish"

/* An end under way: sealed off the loop's thread. */
struct finishing {
	struct exchange *exchange;
	struct depot_sealing sealing;
	struct finishing *prev, *next;
};

static struct loop *loop;
static struct depot *depot;
/* Those whose work the loop's end cut off stay here: it may still be using them when we stop. */
static struct finishing *finishings;

static void sweep(void *ctx)
{
	unsigned removed = depot_sweep(depot, instant_believed());

	(void)ctx;
	if (removed)
		log_info("uploads_swept", log_u64("removed", removed));
}

bool upload_start(struct loop *loop_, char *error, size_t error_size)
{
	loop = loop_;
	depot = depot_open(error, error_size);
	if (!depot)
		return false;
	sweep(NULL);
	loop_every(loop, SWEEP_MS, sweep, NULL);
	return true;
}

void upload_stop(void)
{
	if (!depot)
		return;
	loop_forget(loop, sweep, NULL);
	depot_close(depot);
	depot = NULL;
}

/* ---- Bodies */

static const char *owner_of(const struct exchange *exchange)
{
	return exchange_visitor(exchange)->principal;
}

static bool check_type(const struct exchange *exchange, const char *type, struct refusal *refusal)
{
	return connect_type_is(exchange_header(exchange, "Content-Type"), type) ||
	       refuse(refusal, FAULT_INVALID_ARGUMENT, "CONTENT_TYPE_WRONG", NULL,
		      "Le corps de cette requête est de type %s : dites-le dans l'en-tête Content-Type.",
		      type);
}

static void reply(struct exchange *exchange, unsigned status, const ProtobufCMessage *message)
{
	struct refusal refusal = {0};
	struct buf text = {0};

	if (json_from_message(message, JSON_DEFAULTS, &text)) {
		exchange_reply(exchange, status, "application/json", buf_bytes(&text));
	} else {
		refuse(&refusal, FAULT_INTERNAL, "REPLY_UNREADABLE", NULL,
		       "La réponse du service n'est pas lisible : prévenez l'exploitant.");
		exchange_refuse(exchange, &refusal);
	}
	buf_free(&text);
}

/* ---- The beginning */

static Gateway__Document declared_by(const struct exchange *exchange,
				     const Gateway__BeginUploadRequest *request)
{
	Gateway__Document declared = GATEWAY__DOCUMENT__INIT;

	declared.owner_id = (char *)owner_of(exchange);
	declared.file_name = request->file_name;
	declared.media_type = request->media_type;
	declared.size_bytes = request->size_bytes;
	declared.digest = request->digest;
	declared.departement_codes = request->departement_codes;
	declared.n_departement_codes = request->n_departement_codes;
	declared.collectivite_codes = request->collectivite_codes;
	declared.n_collectivite_codes = request->n_collectivite_codes;
	declared.partner_ids = request->partner_ids;
	declared.n_partner_ids = request->n_partner_ids;
	return declared;
}

static bool begin(struct exchange *exchange, char id[ID_TEXT_SIZE], struct refusal *refusal)
{
	struct bytes body = exchange_body(exchange);
	struct id made = id_new(instant_believed());
	Gateway__Document declared;
	void *request;

	if (!check_type(exchange, connect_type(CONNECT_JSON), refusal) ||
	    !json_to_message(exchange_arena(exchange), &gateway__begin_upload_request__descriptor,
			     (const char *)body.data, body.len, &request, refusal))
		return false;
	declared = declared_by(exchange, request);
	id_text(&made, id);
	return depot_begin(depot, id, &declared, refusal);
}

void upload_begin(struct exchange *exchange)
{
	Gateway__BeginUploadResponse response = GATEWAY__BEGIN_UPLOAD_RESPONSE__INIT;
	struct refusal refusal = {0};
	char id[ID_TEXT_SIZE];

	if (!begin(exchange, id, &refusal)) {
		exchange_refuse(exchange, &refusal);
		return;
	}
	response.upload_id = id;
	response.chunk_max_bytes = DEPOT_CHUNK_MAX;
	reply(exchange, 201, &response.base);
}

/* ---- The parts */

static void tell_state(struct exchange *exchange)
{
	Gateway__GetUploadResponse response = GATEWAY__GET_UPLOAD_RESPONSE__INIT;
	struct depot_progress progress;
	struct refusal refusal = {0};

	if (!depot_state(depot, exchange_rest(exchange), owner_of(exchange), &progress, &refusal)) {
		exchange_refuse(exchange, &refusal);
		return;
	}
	response.offset = progress.offset;
	response.size_bytes = progress.size;
	reply(exchange, 200, &response.base);
}

/* Enough digits for any offset, and too few to overflow. */
static bool parse_offset(struct bytes text, uint64_t *ret, struct refusal *refusal)
{
	*ret = 0;
	for (size_t i = 0; i < text.len && i < 10; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			break;
		*ret = *ret * 10 + (text.data[i] - '0');
		if (i + 1 == text.len)
			return true;
	}
	return refuse(refusal, FAULT_INVALID_ARGUMENT, "OFFSET_INVALID", "offset",
		      "Dites par « ?offset= » à quel octet du fichier cette partie commence.");
}

static bool put(struct exchange *exchange, struct depot_progress *ret, struct refusal *refusal)
{
	uint64_t offset;

	return check_type(exchange, "application/octet-stream", refusal) &&
	       parse_offset(exchange_argument(exchange, "offset"), &offset, refusal) &&
	       depot_put(depot, exchange_rest(exchange), owner_of(exchange), offset, exchange_body(exchange),
			 ret, refusal);
}

static void take_part(struct exchange *exchange)
{
	Gateway__PutUploadResponse response = GATEWAY__PUT_UPLOAD_RESPONSE__INIT;
	struct depot_progress progress;
	struct refusal refusal = {0};

	if (!put(exchange, &progress, &refusal)) {
		exchange_refuse(exchange, &refusal);
		return;
	}
	response.offset = progress.offset;
	reply(exchange, 200, &response.base);
}

static void abandon(struct exchange *exchange)
{
	struct refusal refusal = {0};

	if (depot_abandon(depot, exchange_rest(exchange), owner_of(exchange), &refusal))
		exchange_reply(exchange, 200, "application/json", bytes_text("{}"));
	else
		exchange_refuse(exchange, &refusal);
}

/* ---- The end */

static void recorded(void *ctx, const struct link_answer *answer)
{
	Gateway__FinishUploadResponse response = GATEWAY__FINISH_UPLOAD_RESPONSE__INIT;
	Gateway__RecordDocumentResponse *told = NULL;
	struct exchange *exchange = ctx;
	struct refusal refusal = {0};

	if (answer->fault != FAULT_NONE) {
		exchange_refuse(exchange, answer->refusal);
		return;
	}
	told = arena_unpack(exchange_arena(exchange), &gateway__record_document_response__descriptor,
			    answer->reply->body);
	if (!told) {
		refuse(&refusal, FAULT_INTERNAL, "REPLY_UNREADABLE", NULL,
		       "La réponse du service n'est pas lisible : prévenez l'exploitant.");
		exchange_refuse(exchange, &refusal);
		return;
	}
	response.document = told->document;
	reply(exchange, 200, &response.base);
}

/* Under the upload's id as its key: asked again, it is answered as the first time. */
static void record(struct exchange *exchange, Gateway__Document *sealed)
{
	Gateway__RecordDocumentRequest request = GATEWAY__RECORD_DOCUMENT_REQUEST__INIT;
	struct asking asking = {.method = caller_method("pvd.gateway.v1.GatewayService/RecordDocument"),
				.has_key = true};
	struct refusal refusal = {0};

	require(id_parse(sealed->id, &asking.key));
	sealed->id = "";
	request.document = sealed;
	asking.body = arena_pack(exchange_arena(exchange), &request.base);
	if (asking.body.data) {
		caller_ask(&asking, recorded, exchange);
		return;
	}
	refuse(&refusal, FAULT_RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE", NULL,
	       "La description de ce fichier est trop longue.");
	exchange_refuse(exchange, &refusal);
}

static void seal(void *ctx)
{
	struct finishing *finishing = ctx;

	depot_seal(&finishing->sealing);
}

static void sealed(void *ctx)
{
	struct finishing *finishing = ctx;
	struct exchange *exchange = finishing->exchange;
	struct refusal refusal = finishing->sealing.refusal;
	Gateway__Document *document = NULL;

	depot_seal_end(depot, &finishing->sealing);
	if (!refused(&refusal))
		document = depot_sealed(finishing->sealing.id, owner_of(exchange), exchange_arena(exchange));
	DL_DELETE(finishings, finishing);
	free(finishing);
	if (document) {
		record(exchange, document);
		return;
	}
	refuse(&refusal, FAULT_INTERNAL, "DEPOT_FAILED", NULL,
	       "Le fichier déposé n'est plus lisible : recommencez le dépôt.");
	exchange_refuse(exchange, &refusal);
}

static void seal_elsewhere(struct exchange *exchange, const char *id)
{
	struct finishing *finishing = xcalloc(1, sizeof *finishing);
	struct refusal refusal = {0};

	if (!depot_seal_begin(depot, id, owner_of(exchange), &finishing->sealing, &refusal)) {
		exchange_refuse(exchange, &refusal);
		free(finishing);
		return;
	}
	finishing->exchange = exchange;
	DL_APPEND(finishings, finishing);
	if (loop_offload(loop, seal, sealed, finishing))
		return;
	refuse(&finishing->sealing.refusal, FAULT_RESOURCE_EXHAUSTED, "WORKER_BUSY", NULL,
	       "Trop de travaux longs sont en attente ; réessayez dans quelques minutes.");
	sealed(finishing);
}

static void finish(struct exchange *exchange, const char *id)
{
	Gateway__Document *document = depot_sealed(id, owner_of(exchange), exchange_arena(exchange));

	if (document)
		record(exchange, document);
	else
		seal_elsewhere(exchange, id);
}

/* "01K…/finish"; false if that is not what is posted to. */
static bool id_to_finish(const struct exchange *exchange, char ret[ID_TEXT_SIZE], struct refusal *refusal)
{
	const char *rest = exchange_rest(exchange);

	if (strlen(rest) != ID_TEXT_SIZE - 1 + strlen(FINISH) || strcmp(rest + ID_TEXT_SIZE - 1, FINISH) != 0)
		return refuse(refusal, FAULT_NOT_FOUND, "ROUTE_UNKNOWN", NULL,
			      "Il n'y a rien à cette adresse : un dépôt se termine par POST "
			      "/api/uploads/<numéro>/finish.");
	snprintf(ret, ID_TEXT_SIZE, "%.*s", ID_TEXT_SIZE - 1, rest);
	return true;
}

static void post(struct exchange *exchange)
{
	struct refusal refusal = {0};
	char id[ID_TEXT_SIZE];

	if (id_to_finish(exchange, id, &refusal))
		finish(exchange, id);
	else
		exchange_refuse(exchange, &refusal);
}

void upload_go_on(struct exchange *exchange)
{
	switch (exchange_verb(exchange)) {
	case VERB_GET:
		tell_state(exchange);
		return;
	case VERB_PUT:
		take_part(exchange);
		return;
	case VERB_DELETE:
		abandon(exchange);
		return;
	case VERB_POST:
		post(exchange);
		return;
	}
}
