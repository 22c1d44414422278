/* One commune's score as it is told. */
#ifndef PVD_ELIGIBILITY_SCORE_H
#define PVD_ELIGIBILITY_SCORE_H

#include "eligibility/scorer.h"
#include "pvd/eligibility/v1/run.pb-c.h"
#include "pvd/eligibility/v1/score.pb-c.h"
#include "service/service.h"

/* Borrows the run. */
Eligibility__Score *score_message(struct query *query, const struct scores *scores,
				  const Eligibility__Run *run, size_t commune);
/* What one line of the grid gave. */
Eligibility__Contribution *score_contribution(struct query *query, const struct scores *scores, size_t line,
					      size_t commune);
/* Adds what each line gave. */
void score_explain(struct query *query, const struct scores *scores, size_t commune,
		   Eligibility__Score *score);
/* As it is today; the code where nothing is known of it. */
char *score_commune_name(struct query *query, const char *code);

/* criterion_told.c: each hard criterion, as the commune stands to it. */
Eligibility__CriterionCheck **criteria_told(struct query *query, const struct scores *scores, size_t commune,
					    size_t *ret_count);
/* outlook.c: what would have changed the outcome. */
Eligibility__Outlook *outlook_message(struct query *query, const struct scores *scores, size_t commune);

#endif
