/* What one sees: one's own sessions, documents and exports, and what one may read of others'. No hash of a secret
 * leaves. */
#include <string.h>

#include "gateway/document.h"
#include "gateway/export.h"
#include "gateway/owned.h"
#include "gateway/session.h"
#include "gateway/site.h"
#include "gateway/state.h"
#include "gateway/token.h"
#include "gateway_binding.h"
#include "service/check.h"
#include "service/record.h"

/* Those who watch over everybody's. */
static bool sees_all(const Bus__Actor *actor)
{
	return actor_roles(actor) & (role_bit(BUS__ROLE__ROLE_OPERATOR) | role_bit(BUS__ROLE__ROLE_AUDITOR));
}

/* ---- Lists: rows of one table by id, or those of one principal */

struct listing {
	unsigned table, owned_table;
	const char *principal; /* NULL: everybody's */
	const ProtobufCMessageDescriptor *type;
	bool latest_first;
	/* Whether the caller sees it; NULL: it does. */
	bool (*is_seen)(const struct query *query, const void *record);
};

/* A page in the making. */
struct rows {
	void **records;
	size_t count, size;
	struct bytes last; /* the id given last, in the map, which a query does not write to */
	char *next_page_token;
};

static void open_ids(struct query *query, const struct listing *listing, struct bytes after,
		     struct owned *ret)
{
	unsigned table = listing->principal ? listing->owned_table : listing->table;

	if (listing->latest_first)
		owned_open_latest(ret, query->txn, table, listing->principal, after);
	else
		owned_open(ret, query->txn, table, listing->principal, after);
}

/* False at the page's end. */
static bool add_row(struct query *query, const struct listing *listing, struct bytes id, struct rows *rows)
{
	struct arena_mark mark = arena_mark(query->arena);
	void *record = record_get(query->txn, query->arena, listing->table, id, listing->type);

	if (!record)
		return refuse_too_large(query->refusal);
	if (listing->is_seen && !listing->is_seen(query, record)) {
		arena_rewind(query->arena, mark);
		return true;
	}
	if (rows->count == rows->size) {
		rows->next_page_token = page_token(query->arena, rows->last);
		return false;
	}
	rows->records[rows->count++] = record;
	rows->last = id;
	return true;
}

static bool list(struct query *query, const struct listing *listing, uint32_t page_size, const char *token,
		 struct rows *rows)
{
	struct owned ids;
	struct page page;
	struct bytes id;

	*rows = (struct rows){.next_page_token = ""};
	if (!page_parse(query->arena, page_size, token, &page, query->refusal))
		return false;
	if (page.after.len >= ID_TEXT_SIZE)
		return page_refuse(query->refusal);
	rows->size = page.size;
	rows->records = arena_array(query->arena, page.size, sizeof *rows->records);
	if (!rows->records)
		return refuse_too_large(query->refusal);
	open_ids(query, listing, page.after, &ids);
	while (owned_next(&ids, &id) && add_row(query, listing, id, rows))
		;
	owned_close(&ids);
	return !refused(query->refusal);
}

/* ---- Sessions and tokens */

bool gateway_query_list_sessions(struct query *query, const Gateway__ListSessionsRequest *request,
				 Gateway__ListSessionsResponse *response)
{
	struct listing listing = {.table = TABLE_SESSIONS,
				  .owned_table = TABLE_SESSIONS_OWNED,
				  .principal = sees_all(query->actor) ? NULL : query->actor->principal,
				  .type = &gateway__session__descriptor};
	struct rows rows;

	if (!list(query, &listing, request->page_size, request->page_token, &rows))
		return false;
	response->sessions = (Gateway__Session **)rows.records;
	response->n_sessions = rows.count;
	response->next_page_token = rows.next_page_token;
	for (size_t i = 0; i < rows.count; i++)
		response->sessions[i]->secret_hash = (ProtobufCBinaryData){0};
	return true;
}

bool gateway_query_list_tokens(struct query *query, const Gateway__ListTokensRequest *request,
			       Gateway__ListTokensResponse *response)
{
	struct listing listing = {.table = TABLE_TOKENS,
				  .owned_table = TABLE_TOKENS_OWNED,
				  .principal = *request->principal_id ? request->principal_id : NULL,
				  .type = &gateway__token__descriptor};
	struct rows rows;

	if (strlen(request->principal_id) > PRINCIPAL_ID_MAX) /* who can have none */
		return true;
	if (!list(query, &listing, request->page_size, request->page_token, &rows))
		return false;
	response->tokens = (Gateway__Token **)rows.records;
	response->n_tokens = rows.count;
	response->next_page_token = rows.next_page_token;
	for (size_t i = 0; i < rows.count; i++)
		response->tokens[i]->secret_hash = (ProtobufCBinaryData){0};
	return true;
}

/* ---- Documents */

static bool document_is_seen(const struct query *query, const void *record)
{
	return document_may_be_read(record, query->actor);
}

bool gateway_query_get_document(struct query *query, const Gateway__GetDocumentRequest *request,
				Gateway__GetDocumentResponse *response)
{
	Gateway__Document *document = document_load(query->txn, query->arena, request->document_id);

	if (!document || !document_may_be_read(document, query->actor))
		return refuse(query->refusal, FAULT_NOT_FOUND, "DOCUMENT_UNKNOWN", "document_id",
			      "Aucun document « %.26s » ne vous est ouvert. Vérifiez son identifiant.",
			      request->document_id);
	response->document = document;
	return true;
}

bool gateway_query_list_documents(struct query *query, const Gateway__ListDocumentsRequest *request,
				  Gateway__ListDocumentsResponse *response)
{
	struct listing listing = {.table = TABLE_DOCUMENTS,
				  .type = &gateway__document__descriptor,
				  .latest_first = true,
				  .is_seen = document_is_seen};
	struct rows rows;

	if (!list(query, &listing, request->page_size, request->page_token, &rows))
		return false;
	response->documents = (Gateway__Document **)rows.records;
	response->n_documents = rows.count;
	response->next_page_token = rows.next_page_token;
	return true;
}

/* ---- Exports */

bool gateway_query_get_export(struct query *query, const Gateway__GetExportRequest *request,
			      Gateway__GetExportResponse *response)
{
	Gateway__Export *export = export_load(query->txn, query->arena, request->export_id);

	if (!export || (!sees_all(query->actor) && strcmp(export->owner_id, query->actor->principal) != 0))
		return refuse(query->refusal, FAULT_NOT_FOUND, "EXPORT_UNKNOWN", "export_id",
			      "Vous n'avez pas d'export « %.26s ». Vérifiez son identifiant ; un export est "
			      "gardé %d jours.",
			      request->export_id, EXPORT_KEPT_DAYS);
	export_progress_get(export);
	response->export = export;
	return true;
}

bool gateway_query_list_exports(struct query *query, const Gateway__ListExportsRequest *request,
				Gateway__ListExportsResponse *response)
{
	struct listing listing = {.table = TABLE_EXPORTS,
				  .owned_table = TABLE_EXPORTS_OWNED,
				  .principal = sees_all(query->actor) ? NULL : query->actor->principal,
				  .type = &gateway__export__descriptor,
				  .latest_first = true};
	struct rows rows;

	if (!list(query, &listing, request->page_size, request->page_token, &rows))
		return false;
	response->exports = (Gateway__Export **)rows.records;
	response->n_exports = rows.count;
	response->next_page_token = rows.next_page_token;
	for (size_t i = 0; i < rows.count; i++)
		export_progress_get(response->exports[i]);
	return true;
}

/* ---- The site */

bool gateway_query_get_site(struct query *query, const Gateway__GetSiteRequest *request,
			    Gateway__GetSiteResponse *response)
{
	(void)request;
	response->site = site_load(query->txn, query->arena);
	response->accessibility_state = site_accessibility(response->site);
	return true;
}
