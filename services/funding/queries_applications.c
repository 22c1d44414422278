#include "funding/state.h"
#include "funding/visible.h"
#include "funding_binding.h"
#include "service/check.h"
#include "service/record.h"

bool funding_query_get_application(struct query *query, const Funding__GetApplicationRequest *request,
				   Funding__GetApplicationResponse *response)
{
	response->application = application_load(query->txn, query->arena, request->application_id);
	return response->application ||
	       refuse(query->refusal, FAULT_NOT_FOUND, "APPLICATION_UNKNOWN", "application_id",
		      "Aucune demande « %.26s ». Vérifiez son identifiant.", request->application_id);
}

static struct filter filter_of(const Funding__ListApplicationsRequest *request)
{
	return (struct filter){.departement_code = request->departement_code,
			       .territory_id = request->territory_id,
			       .measure_id = request->measure_id,
			       .status = request->status};
}

bool funding_query_list_applications(struct query *query, const Funding__ListApplicationsRequest *request,
				     Funding__ListApplicationsResponse *response)
{
	struct filter filter = filter_of(request);
	Funding__Application *application;
	struct bytes key, last = {0};
	struct visible visible;
	struct page page;

	if (!page_parse(query->arena, request->page_size, request->page_token, &page, query->refusal))
		return false;
	response->applications = arena_array(query->arena, page.size, sizeof *response->applications);
	if (!response->applications)
		return refuse_too_large(query->refusal);
	visible_open(&visible, query, &filter, page.after);
	while ((application = visible_next(&visible, &key))) {
		if (response->n_applications == page.size) {
			response->next_page_token = page_token(query->arena, last);
			break;
		}
		response->applications[response->n_applications++] = application;
		last = key; /* in the map, which a query does not write to */
	}
	visible_close(&visible);
	return !refused(query->refusal);
}
