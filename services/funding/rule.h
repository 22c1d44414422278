/* What a measure allows, asked when an application is filed and again, on what is granted, when it is decided.
 * The rule is the measure's own data (measure.proto); nothing here knows a ceiling of a programme. */
#ifndef PVD_FUNDING_RULE_H
#define PVD_FUNDING_RULE_H

#include "funding/measure.h"
#include "pvd/funding/v1/money.pb-c.h"

struct demand {
	uint32_t months;           /* 0: of a measure that asks for no duration */
	int64_t annual_cost_cents; /* of the whole, then */
	Funding__PayerAmount *const *amounts;
	size_t amount_count;
};

/* The duration and the cost: DURATION, AMOUNT. */
bool rule_check_terms(struct decision *decision, const Funding__Measure *measure,
		      const struct demand *demand);
/* Who pays, and how much: AMOUNTS_MISSING, PAYER_NOT_OF_MEASURE, PAYER_TWICE, PAYER_MISSING, AMOUNT,
 * NOT_THE_FLAT_AMOUNT, ABOVE_RATE, BELOW_RATE, CO_PAYER_CEILING, ABOVE_CEILING. The terms hold. */
bool rule_check_amounts(struct decision *decision, const Funding__Measure *measure,
			const struct demand *demand);

/* An amount of one year, for that many months: months/12, rounded down; of the whole where `months` is 0. */
int64_t rule_prorated(int64_t annual_cents, uint32_t months);
/* A share of a yearly cost for that many months, rounded down once. */
int64_t rule_share(int64_t annual_cents, uint32_t rate_bp, uint32_t months);

#endif
