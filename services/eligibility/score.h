/* One commune's score as it is told. */
#ifndef PVD_ELIGIBILITY_SCORE_H
#define PVD_ELIGIBILITY_SCORE_H

#include "eligibility/scorer.h"
#include "pvd/eligibility/v1/run.pb-c.h"
#include "pvd/eligibility/v1/score.pb-c.h"
#include "service/service.h"

/* Borrows the scores' texts only where they are literals. */
Eligibility__Score *score_message(struct query *query, const struct scores *scores,
				  const Eligibility__Run *run, size_t commune);
/* Adds what each indicator gave. */
void score_explain(struct query *query, const struct scores *scores, size_t commune,
		   Eligibility__Score *score);

#endif
