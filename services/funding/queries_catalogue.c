/* The measures: everyone may read them. */
#include <string.h>

#include "funding/measure.h"
#include "funding/state.h"
#include "funding_binding.h"
#include "service/check.h"
#include "service/record.h"

bool funding_query_get_measure(struct query *query, const Funding__GetMeasureRequest *request,
			       Funding__GetMeasureResponse *response)
{
	if (*request->version)
		response->measure =
			measure_wording(query->txn, query->arena, request->measure_id, request->version);
	else
		response->measure = measure_in_force(query->txn, query->arena, request->measure_id);
	return response->measure ||
	       refuse(query->refusal, FAULT_NOT_FOUND, "MEASURE_UNKNOWN", "measure_id",
		      "Aucune mesure « %.64s »%s dans l'offre. Choisissez-en une de la liste des mesures.",
		      request->measure_id, *request->version ? " de cette version" : "");
}

struct wanted {
	bool all;
	struct civil_date day;
};

static bool wanted_of(struct query *query, const Funding__ListMeasuresRequest *request, struct wanted *ret)
{
	*ret = (struct wanted){.all = !*request->open_on};
	return ret->all || check_date(query->refusal, "open_on", request->open_on, &ret->day);
}

static char *token_after(struct query *query, const Funding__Measure *measure)
{
	return page_token(query->arena, bytes_text(measure->id));
}

bool funding_query_list_measures(struct query *query, const Funding__ListMeasuresRequest *request,
				 Funding__ListMeasuresResponse *response)
{
	struct bytes key, value;
	struct wanted wanted;
	struct page page;
	struct scan scan;

	if (!page_parse(query->arena, request->page_size, request->page_token, &page, query->refusal) ||
	    !wanted_of(query, request, &wanted))
		return false;
	response->measures = arena_array(query->arena, page.size, sizeof *response->measures);
	if (!response->measures)
		return refuse_too_large(query->refusal);
	scan_open(&scan, query->txn, TABLE_MEASURES, page.after);
	while (!refused(query->refusal) && scan_next(&scan, &key, &value)) {
		Funding__Measure *measure = arena_unpack(query->arena, &funding__measure__descriptor, value);

		if (bytes_equal(key, page.after))
			continue;
		if (!measure) {
			refuse_too_large(query->refusal);
		} else if (!wanted.all && !measure_is_open(measure, wanted.day)) {
			continue;
		} else if (response->n_measures == page.size) {
			response->next_page_token =
				token_after(query, response->measures[response->n_measures - 1]);
			break;
		} else {
			response->measures[response->n_measures++] = measure;
		}
	}
	scan_close(&scan);
	return !refused(query->refusal);
}
