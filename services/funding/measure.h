/* Measures as they are in force, and as they were. */
#ifndef PVD_FUNDING_MEASURE_H
#define PVD_FUNDING_MEASURE_H

#include "pvd/funding/v1/measure.pb-c.h"
#include "service/service.h"

enum { MEASURE_ID_MAX = 64, MEASURE_VERSION_MAX = 64, MEASURE_PAYERS_MAX = 16, MEASURE_DOCUMENTS_MAX = 32 };
enum { MONTHS_MAX = 120, MONTHS_PER_YEAR = 12 };

/* The most an amount can be, in centimes: 10^13 euros. */
#define CENTS_MAX INT64_C(1000000000000000)

/* In the arena; NULL if there is none. */
Funding__Measure *measure_in_force(struct txn *txn, struct arena *arena, const char *id);
Funding__Measure *measure_wording(struct txn *txn, struct arena *arena, const char *id, const char *version);
void measure_put(struct txn *txn, struct arena *arena, const Funding__Measure *measure);

/* The one in force; refuses MEASURE_UNKNOWN, with the id that was perhaps meant. */
Funding__Measure *measure_find(struct decision *decision, const char *id);

/* Whether it takes applications on that day; refuses MEASURE_NOT_OPEN_YET or MEASURE_CLOSED. */
bool measure_check_open(struct decision *decision, const Funding__Measure *measure, struct civil_date day);
bool measure_is_open(const Funding__Measure *measure, struct civil_date day);

bool measure_has_payer(const Funding__Measure *measure, const char *payer);
/* NULL where the payer is not one. */
const Funding__CoPayer *measure_co_payer(const Funding__Measure *measure, const char *payer);

/* Says which rule refuses: the article of the measure, or where its rule was read. Always false. */
bool measure_cite(struct decision *decision, const Funding__Measure *measure);

#endif
