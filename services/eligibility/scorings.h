/* Scores in memory, made again whenever somebody asks for what is not. The last few are kept, by what they were made
 * of: which ones can be seen by nothing but the time an answer takes. For the loop's thread alone. */
#ifndef PVD_ELIGIBILITY_SCORINGS_H
#define PVD_ELIGIBILITY_SCORINGS_H

#include "eligibility/scorer.h"
#include "pvd/eligibility/v1/run.pb-c.h"
#include "service/service.h"

/* The registry's criteria of a version; NULL if it has not told of them. */
Registry__Criteria *criteria_known(struct txn *txn, struct arena *arena, const char *version);

/* The columns of the data; `levels` are theirs. Valid until the next call of any of these. NULL after refusing, where a
 * part of the data is missing: DATA_INCOMPLETE. */
struct columns *columns_of_data(struct txn *txn, const struct data *data, struct levels_kept **ret_levels,
				struct refusal *refusal);
/* Valid until the next call but one of any of these: two can be compared. NULL after refusing: DATA_INCOMPLETE. */
const struct scores *scorings_get(struct txn *txn, struct arena *arena, const struct scoring_terms *terms,
				  const struct data *data, struct refusal *refusal);
/* Of what a run was made of: the data is what its digest says. Refuses RUN_DATA_GONE where the registry, or this service,
 * has gone on from a backup of before that data. */
const struct scores *scorings_of_run(struct txn *txn, struct arena *arena, const Eligibility__Run *run,
				     struct refusal *refusal);
/* The same of the run that a query names, "" being the latest, which comes in *ret. NULL after refusing, also where there
 * is no such run. */
const struct scores *scorings_asked(struct query *query, const char *run_id, Eligibility__Run **ret);
/* Of a grid that a query brings: checked, with its criteria. False after refusing. */
bool terms_of_grid_asked(struct query *query, const Eligibility__Grid *grid, struct scoring_terms *terms);
/* The data as it stands. False after refusing NO_DATA. */
bool data_asked(struct query *query, struct data *ret);
/* What a run was made of. False after refusing RUN_DATA_GONE. */
bool terms_of_run(struct txn *txn, struct arena *arena, const Eligibility__Run *run,
		  struct scoring_terms *terms, struct data *data, struct refusal *refusal);

/* Where a column could not be made: forgets all, and refuses DATA_INCOMPLETE. Always false. */
bool scorings_refuse_incomplete(struct refusal *refusal);

/* Makes the next ones anew. */
void scorings_forget(void);

#endif
