/* Candidacies and selections, within the caller's scope; labels and territories, for everyone. */
#include <string.h>

#include "registry/geography.h"
#include "registry/sheet.h"
#include "registry/state.h"
#include "registry/subjects.h"
#include "registry_binding.h"
#include "service/check.h"
#include "service/record.h"

static bool refuse_unknown(struct query *query, const char *field, const char *id)
{
	return refuse(query->refusal, FAULT_NOT_FOUND, "UNKNOWN_ID", field,
		      "Rien ne porte l'identifiant « %.26s ». Vérifiez-le.", id);
}

bool registry_query_get_candidacy(struct query *query, const Registry__GetCandidacyRequest *request,
				  Registry__GetCandidacyResponse *response)
{
	response->candidacy = candidacy_load(query->txn, query->arena, request->candidacy_id);
	if (!response->candidacy)
		return refuse_unknown(query, "candidacy_id", request->candidacy_id);
	response->score = score_sheet_load(query->txn, query->arena, request->candidacy_id);
	return true;
}

bool registry_query_get_selection(struct query *query, const Registry__GetSelectionRequest *request,
				  Registry__GetSelectionResponse *response)
{
	response->selection = selection_load(query->txn, query->arena, request->selection_id);
	return response->selection || refuse_unknown(query, "selection_id", request->selection_id);
}

bool registry_query_get_label(struct query *query, const Registry__GetLabelRequest *request,
			      Registry__GetLabelResponse *response)
{
	response->label = label_load(query->txn, query->arena, request->label_id);
	return response->label || refuse_unknown(query, "label_id", request->label_id);
}

bool registry_query_get_territory(struct query *query, const Registry__GetTerritoryRequest *request,
				  Registry__GetTerritoryResponse *response)
{
	Registry__Territory *territory = territory_load(query->txn, query->arena, request->territory_id);
	Registry__Label *label;

	if (!territory)
		return refuse_unknown(query, "territory_id", request->territory_id);
	label = label_load(query->txn, query->arena, territory->label_id);
	if (label)
		response->score = score_sheet_load(query->txn, query->arena, label->candidacy_id);
	response->funding = funding_sheet_load(query->txn, query->arena, territory->id);
	response->territory = territory;
	return true;
}

/* A list in order of ids: which table, what its records are, and which of them are wanted. */
struct listing {
	unsigned table;
	const ProtobufCMessageDescriptor *type;
	bool (*wanted)(struct query *query, const void *request, const ProtobufCMessage *record);
	const void *request;
	bool backwards;
};

struct listed {
	void **records;
	size_t count;
	char *next_page_token;
};

static bool list(struct query *query, const struct listing *listing, uint32_t size, const char *token,
		 struct listed *ret)
{
	struct bytes key, value, last = {0};
	struct page page;
	struct scan scan;

	if (!page_parse(query->arena, size, token, &page, query->refusal))
		return false;
	*ret = (struct listed){.records = arena_array(query->arena, page.size, sizeof(*ret->records)),
			       .next_page_token = arena_strdup(query->arena, "")};
	if (!ret->records)
		return refuse_too_large(query->refusal);
	(listing->backwards ? scan_open_backwards : scan_open)(&scan, query->txn, listing->table, page.after);
	while (!refused(query->refusal) && scan_next(&scan, &key, &value)) {
		struct arena_mark mark = arena_mark(query->arena);
		ProtobufCMessage *record;

		if (bytes_equal(key, page.after))
			continue;
		record = arena_unpack(query->arena, listing->type, value);
		if (!record) {
			refuse_too_large(query->refusal);
		} else if (!listing->wanted(query, listing->request, record)) {
			arena_rewind(query->arena, mark);
		} else if (ret->count == page.size) {
			ret->next_page_token = page_token(query->arena, last);
			break;
		} else {
			ret->records[ret->count++] = record;
			last = key; /* in the map, which a query does not write to */
		}
	}
	scan_close(&scan);
	return !refused(query->refusal);
}

static bool has_text(char *const *texts, size_t count, const char *wanted)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(texts[i], wanted) == 0)
			return true;
	return false;
}

static bool covers_any_departement(const struct query *query, char *const *departements, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (actor_covers_departement(query->actor, departements[i]))
			return true;
	return false;
}

static bool covers_any_collectivite(const struct query *query, char *const *codes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (actor_covers_collectivite(query->actor, codes[i]))
			return true;
	return false;
}

static bool wants_candidacy(struct query *query, const void *wanted, const ProtobufCMessage *record)
{
	const Registry__Candidacy *candidacy = (const Registry__Candidacy *)record;
	const Registry__ListCandidaciesRequest *request = wanted;

	if (request->status && candidacy->status != request->status)
		return false;
	if (*request->departement_code &&
	    !has_text(candidacy->departement_codes, candidacy->n_departement_codes,
		      request->departement_code))
		return false;
	return covers_any_departement(query, candidacy->departement_codes, candidacy->n_departement_codes) ||
	       covers_any_collectivite(query, candidacy->commune_codes, candidacy->n_commune_codes) ||
	       covers_any_collectivite(query, candidacy->epci_sirens, candidacy->n_epci_sirens);
}

bool registry_query_list_candidacies(struct query *query, const Registry__ListCandidaciesRequest *request,
				     Registry__ListCandidaciesResponse *response)
{
	struct listing listing = {
		.table = TABLE_CANDIDACIES,
		.type = &registry__candidacy__descriptor,
		.wanted = wants_candidacy,
		.request = request,
	};
	struct listed listed;

	if (!list(query, &listing, request->page_size, request->page_token, &listed))
		return false;
	response->candidacies = (Registry__Candidacy **)listed.records;
	response->n_candidacies = listed.count;
	response->next_page_token = listed.next_page_token;
	return true;
}

static bool wants_selection(struct query *query, const void *wanted, const ProtobufCMessage *record)
{
	const Registry__Selection *selection = (const Registry__Selection *)record;
	const Registry__ListSelectionsRequest *request = wanted;

	if (*request->region_code && strcmp(selection->region_code, request->region_code) != 0)
		return false;
	return covers_any_departement(query, selection->departement_codes, selection->n_departement_codes);
}

bool registry_query_list_selections(struct query *query, const Registry__ListSelectionsRequest *request,
				    Registry__ListSelectionsResponse *response)
{
	struct listing listing = {
		.table = TABLE_SELECTIONS,
		.type = &registry__selection__descriptor,
		.wanted = wants_selection,
		.request = request,
	};
	struct listed listed;

	if (!list(query, &listing, request->page_size, request->page_token, &listed))
		return false;
	response->selections = (Registry__Selection **)listed.records;
	response->n_selections = listed.count;
	response->next_page_token = listed.next_page_token;
	return true;
}

static bool is_in_region(struct query *query, const Registry__Territory *territory, const char *region)
{
	for (size_t i = 0; i < territory->n_departement_codes; i++) {
		Registry__Departement *departement =
			departement_load(query->txn, query->arena, territory->departement_codes[i]);

		if (departement && strcmp(departement->region_code, region) == 0)
			return true;
	}
	return false;
}

static bool wants_territory(struct query *query, const void *wanted, const ProtobufCMessage *record)
{
	const Registry__Territory *territory = (const Registry__Territory *)record;
	const Registry__ListTerritoriesRequest *request = wanted;

	if (request->status && territory->status != request->status)
		return false;
	if (*request->departement_code &&
	    !has_text(territory->departement_codes, territory->n_departement_codes,
		      request->departement_code))
		return false;
	if (*request->commune_code &&
	    !has_text(territory->commune_codes, territory->n_commune_codes, request->commune_code))
		return false;
	if (*request->epci_siren &&
	    !has_text(territory->epci_sirens, territory->n_epci_sirens, request->epci_siren))
		return false;
	return !*request->region_code || is_in_region(query, territory, request->region_code);
}

bool registry_query_list_territories(struct query *query, const Registry__ListTerritoriesRequest *request,
				     Registry__ListTerritoriesResponse *response)
{
	struct listing listing = {
		.table = TABLE_TERRITORIES,
		.type = &registry__territory__descriptor,
		.wanted = wants_territory,
		.request = request,
		.backwards = request->latest_first,
	};
	struct listed listed;

	if (!list(query, &listing, request->page_size, request->page_token, &listed))
		return false;
	response->territories = (Registry__Territory **)listed.records;
	response->n_territories = listed.count;
	for (size_t i = 0; i < listed.count; i++)
		response->territories[i]->n_committees = 0;
	response->next_page_token = listed.next_page_token;
	return true;
}
