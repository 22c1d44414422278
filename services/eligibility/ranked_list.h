/* Pages of a run's communes, the best first, of one perimeter. */
#ifndef PVD_ELIGIBILITY_RANKED_LIST_H
#define PVD_ELIGIBILITY_RANKED_LIST_H

#include "eligibility/perimeter.h"
#include "pvd/eligibility/v1/run.pb-c.h"
#include "service/service.h"

/* As requests say it. */
struct ranked_list_request {
	const char *run_id;
	struct perimeter_names names;
	bool eligible_only;
	uint32_t page_size;
	const char *page_token;
};

struct ranked_list {
	const struct scores *scores;
	Eligibility__Run *run;
	struct perimeter perimeter;
	uint32_t next; /* in the order of the scores */
	uint32_t size, given;
};

/* False after refusing. */
bool ranked_list_open(struct query *query, const struct ranked_list_request *asked, struct ranked_list *ret);
/* The next of the page; false at its end. */
bool ranked_list_next(struct ranked_list *list, uint32_t *ret_commune);
/* Of the next page; "" at the end of the list. */
char *ranked_list_token(struct query *query, struct ranked_list *list);

#endif
