/* What the directory answers. */
#include "bus/roster.h"
#include "bus/state.h"
#include "bus/traffic.h"
#include "bus_binding.h"
#include "service/record.h"
#include "service/service.h"

/* The next page of the directory into `response`; *ret_last is the last key given, *ret_more whether there
 * are others behind it. */
static bool fill_page(struct query *query, const struct page *page, bool with_revoked,
		      Bus__ListPrincipalsResponse *response, struct bytes *ret_last, bool *ret_more)
{
	struct scan scan;
	struct bytes key, value;

	*ret_more = false;
	scan_open(&scan, query->txn, TABLE_PRINCIPALS, page->after);
	while (scan_next(&scan, &key, &value)) {
		Bus__Principal *principal;

		if (page->after.len && bytes_equal(key, page->after))
			continue;
		principal = arena_unpack(query->arena, &bus__principal__descriptor, value);
		if (!principal)
			break; /* past the arena's cap: the engine refuses the answer */
		if (principal->revoked && !with_revoked)
			continue;
		*ret_more = response->n_principals == page->size;
		if (*ret_more)
			break;
		response->principals[response->n_principals++] = principal;
		*ret_last = key;
	}
	scan_close(&scan);
	return !arena_exceeded(query->arena);
}

bool bus_query_list_principals(struct query *query, const Bus__ListPrincipalsRequest *request,
			       Bus__ListPrincipalsResponse *response)
{
	struct page page;
	struct bytes last = {0};
	bool more;

	if (!page_parse(query->arena, request->page_size, request->page_token, &page, query->refusal))
		return false;
	response->principals = arena_array(query->arena, page.size, sizeof *response->principals);
	if (!response->principals || !fill_page(query, &page, request->with_revoked, response, &last, &more))
		return refuse(query->refusal, FAULT_RESOURCE_EXHAUSTED, "RESPONSE_TOO_LARGE", "page_size",
			      "La réponse serait trop volumineuse ; demandez des pages plus petites.");
	if (more)
		response->next_page_token = page_token(query->arena, last);
	return true;
}

bool bus_query_who_am_i(struct query *query, const Bus__WhoAmIRequest *request, Bus__WhoAmIResponse *response)
{
	(void)request;
	response->actor = (Bus__Actor *)query->actor; /* packed from here, never written to */
	return true;
}

bool bus_query_get_traffic(struct query *query, const Bus__GetTrafficRequest *request,
			   Bus__GetTrafficResponse *response)
{
	(void)request;
	if (traffic_report(traffic_here(), roster_here(), query->arena, response))
		return true;
	return refuse(query->refusal, FAULT_RESOURCE_EXHAUSTED, "RESPONSE_TOO_LARGE", NULL,
		      "Il y a trop de trafic à raconter en une réponse.");
}
