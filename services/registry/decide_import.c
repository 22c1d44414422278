/* Importing a geography: begin, put chunks, publish. Sent twice, it writes nothing the second time. */
#include <string.h>

#include "registry/import.h"
#include "registry/population.h"
#include "registry/state.h"
#include "registry_binding.h"
#include "service/check.h"

static struct bytes binary(const ProtobufCBinaryData *data)
{
	return bytes_of(data->data, data->len);
}

static bool totals_equal(const Registry__GeographyTotals *a, const Registry__GeographyTotals *b)
{
	return a->regions == b->regions && a->departements == b->departements &&
	       a->arrondissements == b->arrondissements && a->communes == b->communes && a->epcis == b->epcis;
}

static bool check_begin(struct decision *decision, const Registry__BeginImportRequest *request)
{
	struct refusal *refusal = decision->refusal;
	const Registry__GeographyTotals *totals = request->totals;

	if (request->digest.len != 32)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "DIGEST_INVALID", "digest",
			      "L'empreinte des données doit faire 32 octets.");
	if (!totals || !totals->regions || !totals->departements || !totals->arrondissements ||
	    !totals->communes || !totals->epcis)
		return refuse(
			refusal, FAULT_INVALID_ARGUMENT, "TOTALS_MISSING", "totals",
			"Indiquez combien l'import compte de régions, de départements, d'arrondissements, de "
			"communes et d'EPCI.");
	return check_year(refusal, "cog_year", request->cog_year) &&
	       check_year(refusal, "population_year", request->population_year) &&
	       check_text(refusal, "source", request->source, TEXT_REFERENCE_MAX) &&
	       check_text(refusal, "population_source", request->population_source, TEXT_REFERENCE_MAX);
}

/* Whether an import that began before is this one, so that it can go on. */
static bool same_import(const Registry__ImportBegun *begun, const Registry__BeginImportRequest *request)
{
	return begun && bytes_equal(binary(&begun->digest), binary(&request->digest)) &&
	       begun->cog_year == request->cog_year && begun->population_year == request->population_year &&
	       strcmp(begun->source, request->source) == 0 &&
	       strcmp(begun->population_source, request->population_source) == 0 &&
	       totals_equal(begun->totals, request->totals);
}

bool registry_decide_begin_import(struct decision *decision, const Registry__BeginImportRequest *request,
				  Registry__BeginImportResponse *response)
{
	Registry__GetGeographyResponse *published = geography_published(decision->txn, decision->arena);
	Registry__ImportBegun *current = import_current(decision->txn, decision->arena);
	Registry__ImportBegun event = REGISTRY__IMPORT_BEGUN__INIT;
	struct progress progress;

	if (!check_begin(decision, request))
		return false;
	if (published && bytes_equal(binary(&published->digest), binary(&request->digest))) {
		response->import_id = published->import_id;
		response->already_published = true;
		return true;
	}
	if (published && request->cog_year < published->cog_year)
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "COG_YEAR_OLDER", "cog_year",
			      "Le COG %u est déjà en vigueur : celui de %u est plus ancien et ne peut le "
			      "remplacer.",
			      published->cog_year, request->cog_year);
	if (same_import(current, request)) {
		progress_load(decision->txn, &progress);
		response->import_id = current->import_id;
		response->next_chunk = progress.next_chunk;
		return true;
	}
	event.import_id = response->import_id = decision_id(decision, "import", 0);
	event.digest = request->digest;
	event.cog_year = request->cog_year;
	event.source = request->source;
	event.population_year = request->population_year;
	event.population_source = request->population_source;
	event.totals = request->totals;
	emit(decision, &event.base, NULL);
	return true;
}

static bool refuse_unknown_import(struct decision *decision)
{
	return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "IMPORT_UNKNOWN", "import_id",
		      "Cet import n'est pas en cours : il est publié, abandonné ou inconnu. Recommencez-le.");
}

/* A chunk sent again may come at any time; a new one goes on where the last one ended. */
static bool in_order(const Registry__PutImportChunkRequest *request, enum geography_kind kind,
		     const struct progress *progress)
{
	if (request->index < progress->next_chunk || kind > progress->kind)
		return true;
	return kind == progress->kind && strcmp(request->after_code, progress->last_code) >= 0;
}

static void emit_chunk(struct decision *decision, const Registry__PutImportChunkRequest *request,
		       const struct columns *columns, const struct chunk_changes *changes)
{
	Registry__GeographyChunkStaged event = REGISTRY__GEOGRAPHY_CHUNK_STAGED__INIT;
	struct columns kept = columns_select(decision->arena, columns, changes->keep);
	struct rows rows = rows_of(columns);
	struct row row;

	if (!kept.message) {
		refuse_too_large(decision->refusal);
		return;
	}
	while (rows_next(&rows, &row))
		event.last_code = (char *)(uintptr_t)row.code;
	event.import_id = request->import_id;
	event.index = request->index;
	columns_into_event(&kept, &event);
	event.ended_codes = changes->ended;
	event.n_ended_codes = changes->ended_count;
	emit(decision, &event.base, NULL);
}

bool registry_decide_put_import_chunk(struct decision *decision,
				      const Registry__PutImportChunkRequest *request,
				      Registry__PutImportChunkResponse *response)
{
	Registry__ImportBegun *import = import_current(decision->txn, decision->arena);
	struct columns columns = columns_of_request(request);
	struct chunk chunk = {.import = import,
			      .columns = &columns,
			      .after_code = request->after_code,
			      .last = request->last};
	struct chunk_changes changes;
	struct progress progress;

	if (!import || strcmp(import->import_id, request->import_id) != 0)
		return refuse_unknown_import(decision);
	if (!columns.kind)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "NO_ROWS", "columns",
			      "Le lot ne contient aucune colonne.");
	if (strlen(request->after_code) > CODE_MAX)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "CODE_INVALID", "after_code",
			      "« after_code » n'est pas un code.");
	progress_load(decision->txn, &progress);
	if (!in_order(request, columns.kind, &progress))
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "CHUNK_OUT_OF_ORDER", "index",
			      "Le lot %u ne suit pas ceux déjà reçus : reprenez au lot %u.", request->index,
			      progress.next_chunk);
	if (!columns_check(&columns, decision->refusal) || !chunk_check(decision, &chunk) ||
	    !chunk_compare(decision, &chunk, &changes))
		return false;
	if (changes.changed || changes.ended_count)
		emit_chunk(decision, request, &columns, &changes);
	response->next_chunk =
		request->index < progress.next_chunk ? progress.next_chunk : request->index + 1;
	response->changed = changes.changed;
	response->unchanged = changes.unchanged;
	response->ended = (uint32_t)changes.ended_count;
	return !refused(decision->refusal);
}

static bool refuse_totals(struct decision *decision, const char *what,
			  const Registry__GeographyTotals *expected, const Registry__GeographyTotals *found)
{
	return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "TOTALS_DIFFER", "totals",
		      "%s : attendu %u régions, %u départements, %u arrondissements, %u communes, %u EPCI ; "
		      "trouvé %u, "
		      "%u, %u, %u, %u. Recommencez l'import depuis le premier lot.",
		      what, expected->regions, expected->departements, expected->arrondissements,
		      expected->communes, expected->epcis, found->regions, found->departements,
		      found->arrondissements, found->communes, found->epcis);
}

bool registry_decide_publish_import(struct decision *decision, const Registry__PublishImportRequest *request,
				    Registry__PublishImportResponse *response)
{
	Registry__GetGeographyResponse *published = geography_published(decision->txn, decision->arena);
	Registry__ImportBegun *import = import_current(decision->txn, decision->arena);
	Registry__GeographyPublished event = REGISTRY__GEOGRAPHY_PUBLISHED__INIT;
	Registry__GeographyTotals *found = arena_alloc(decision->arena, sizeof(*found));

	if (!found)
		return refuse_too_large(decision->refusal);
	registry__geography_totals__init(found);
	if (published && strcmp(published->import_id, request->import_id) == 0) {
		response->totals = published->totals;
		return true;
	}
	if (!import || strcmp(import->import_id, request->import_id) != 0)
		return refuse_unknown_import(decision);
	if (!request->totals || !totals_equal(request->totals, import->totals))
		return refuse_totals(decision, "Totaux de la publication", import->totals,
				     request->totals ? request->totals : found);
	if (!geography_check(decision, found))
		return false;
	if (!totals_equal(found, import->totals))
		return refuse_totals(decision, "Totaux des données reçues", import->totals, found);
	event.import_id = import->import_id;
	event.digest = import->digest;
	event.cog_year = import->cog_year;
	event.source = import->source;
	event.population_year = import->population_year;
	event.population_source = import->population_source;
	event.totals = found;
	emit(decision, &event.base, NULL);
	response->written = (uint32_t)txn_count(decision->txn, TABLE_STAGED);
	response->totals = found;
	return true;
}
