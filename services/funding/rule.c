#include "funding/rule.h"

#include <stdio.h>
#include <string.h>

#include "base/quantity.h"
#include "funding/payer.h"

enum { BP_PER_WHOLE = 10000, BP_PER_PERCENT = 100, FIELD_SIZE = 48 };

int64_t rule_prorated(int64_t annual_cents, uint32_t months)
{
	return rule_share(annual_cents, BP_PER_WHOLE, months);
}

/* An amount is at most 10^15, a rate the whole, and a duration ten years: the product fits. */
int64_t rule_share(int64_t annual_cents, uint32_t rate_bp, uint32_t months)
{
	__int128 product = (__int128)annual_cents * rate_bp * (months ? months : MONTHS_PER_YEAR);

	return (int64_t)(product / (BP_PER_WHOLE * MONTHS_PER_YEAR));
}

/* ---- Words of a refusal */

/* An amount, a rate or a proportion, to be quoted at once. */
struct figure {
	char text[CENTS_TEXT_SIZE];
};

static struct figure money(int64_t cents)
{
	struct figure text = {""};

	cents_text((struct cents){.cents = cents}, text.text);
	return text;
}

/* "75 %", "33,33 %" */
static struct figure rate(uint32_t bp)
{
	struct figure text = {""};

	if (bp % BP_PER_PERCENT)
		snprintf(text.text, sizeof text.text, "%u,%02u %%", bp / BP_PER_PERCENT, bp % BP_PER_PERCENT);
	else
		snprintf(text.text, sizeof text.text, "%u %%", bp / BP_PER_PERCENT);
	return text;
}

/* How a figure of a year became one of the application: " × 18/12". */
static struct figure proration(uint32_t months)
{
	struct figure text = {""};

	if (months)
		snprintf(text.text, sizeof text.text, " × %u/12", months);
	return text;
}

static const char *field_of(char field[FIELD_SIZE], size_t n, const char *member)
{
	snprintf(field, FIELD_SIZE, "amounts[%zu].%s", n, member);
	return field;
}

/* ---- The terms */

bool rule_check_terms(struct decision *decision, const Funding__Measure *measure, const struct demand *demand)
{
	bool has_cost = demand->annual_cost_cents > 0;

	if (measure->max_months == 0 && demand->months != 0) {
		refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "DURATION", "months",
		       "La mesure « %s » ne se demande pas pour une durée : laissez les mois vides.",
		       measure->title);
		return measure_cite(decision, measure);
	}
	if (measure->max_months > 0 && (demand->months == 0 || demand->months > measure->max_months)) {
		refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "DURATION", "months",
		       "%u mois sont demandés ; la mesure « %s » en accorde de 1 à %u par demande.",
		       demand->months, measure->title, measure->max_months);
		return measure_cite(decision, measure);
	}
	if (demand->annual_cost_cents < 0 || demand->annual_cost_cents > CENTS_MAX ||
	    (measure->amount_case == FUNDING__MEASURE__AMOUNT_SHARE && !has_cost))
		return refuse(
			decision->refusal, FAULT_INVALID_ARGUMENT, "AMOUNT", "annual_cost_cents",
			"Un coût de %s n'est pas possible : indiquez, en centimes, de 1 à 10^15, le coût "
			"%s.",
			money(demand->annual_cost_cents).text,
			demand->months ? "annuel chargé" : "de l'opération");
	return true;
}

/* ---- Who pays */

/* "etat, anct ou anah" would want a grammar: a list will do. */
static const char *payers_text(struct decision *decision, const Funding__Measure *measure)
{
	const char *text = "";

	for (size_t i = 0; i < measure->n_payers; i++)
		text = arena_printf(decision->arena, "%s%s%s", text, i ? ", " : "", measure->payers[i]);
	for (size_t i = 0;
	     measure->amount_case == FUNDING__MEASURE__AMOUNT_SHARE && i < measure->share->n_co_payers; i++)
		text = arena_printf(decision->arena, "%s, %s", text, measure->share->co_payers[i]->payer);
	return text;
}

static bool check_payer(struct decision *decision, const Funding__Measure *measure,
			const struct demand *demand, size_t n)
{
	const char *payer = demand->amounts[n]->payer;
	char field[FIELD_SIZE];

	if (!measure_has_payer(measure, payer) && !measure_co_payer(measure, payer)) {
		refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "PAYER_NOT_OF_MEASURE",
		       field_of(field, n, "payer"),
		       "« %.40s » ne finance pas la mesure « %s » : choisissez parmi %.120s.", payer,
		       measure->title, payers_text(decision, measure));
		return measure_cite(decision, measure);
	}
	for (size_t i = 0; i < n; i++)
		if (strcmp(demand->amounts[i]->payer, payer) == 0)
			return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "PAYER_TWICE",
				      field_of(field, n, "payer"),
				      "Le financeur « %s » figure deux fois : réunissez ses deux montants.",
				      payer);
	return true;
}

static bool check_amount(struct decision *decision, const struct demand *demand, size_t n)
{
	int64_t cents = demand->amounts[n]->amount_cents;
	char field[FIELD_SIZE];

	if (cents > 0 && cents <= CENTS_MAX)
		return true;
	return refuse(
		decision->refusal, FAULT_INVALID_ARGUMENT, "AMOUNT", field_of(field, n, "amount_cents"),
		"Un montant de %s n'est pas possible : indiquez, en centimes, de 1 à 10^15, ou ne citez "
		"pas ce financeur.",
		money(cents).text);
}

static bool check_payers(struct decision *decision, const Funding__Measure *measure,
			 const struct demand *demand)
{
	bool own = false;

	if (demand->amount_count == 0)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "AMOUNTS_MISSING", "amounts",
			      "Indiquez au moins un financeur et son montant : %.120s.",
			      payers_text(decision, measure));
	for (size_t i = 0; i < demand->amount_count; i++) {
		if (!check_payer(decision, measure, demand, i) || !check_amount(decision, demand, i))
			return false;
		own |= measure_has_payer(measure, demand->amounts[i]->payer);
	}
	if (own)
		return true;
	refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "PAYER_MISSING", "amounts",
	       "La mesure « %s » est payée au moins en partie par l'un de ses financeurs : ajoutez-en un "
	       "parmi %.120s.",
	       measure->title, payers_text(decision, measure));
	return measure_cite(decision, measure);
}

/* Each amount is at most 10^15 and there are few: the sum fits. */
static int64_t total_of(const struct demand *demand)
{
	int64_t total = 0;

	for (size_t i = 0; i < demand->amount_count; i++)
		total += demand->amounts[i]->amount_cents;
	return total;
}

/* ---- How much */

static bool check_flat(struct decision *decision, const Funding__Measure *measure,
		       const struct demand *demand)
{
	int64_t total = total_of(demand), flat = measure->flat->amount_cents;

	if (total == flat)
		return true;
	refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "NOT_THE_FLAT_AMOUNT", "amounts",
	       "Le total est de %s ; la mesure « %s » est un forfait de %s, ni plus ni moins.",
	       money(total).text, measure->title, money(flat).text);
	return measure_cite(decision, measure);
}

static bool check_rate(struct decision *decision, const Funding__Measure *measure,
		       const struct demand *demand)
{
	const Funding__ShareOfCost *share = measure->share;
	int64_t cost = demand->annual_cost_cents, total = total_of(demand);
	int64_t most = rule_share(cost, share->rate_bp, demand->months);
	int64_t least = rule_share(cost, share->min_rate_bp, demand->months);

	if (total > most) {
		refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "ABOVE_RATE", "amounts",
		       "Le total est de %s ; la mesure paie au plus %s du coût, tous financeurs réunis, soit "
		       "%s (%s × %s%s). Ramenez-le à ce montant.",
		       money(total).text, rate(share->rate_bp).text, money(most).text, money(cost).text,
		       rate(share->rate_bp).text, proration(demand->months).text);
		return measure_cite(decision, measure);
	}
	if (total < least) {
		refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "BELOW_RATE", "amounts",
		       "Le total est de %s ; la mesure paie au moins %s du coût, soit %s (%s × %s%s). "
		       "Portez-le "
		       "à ce montant au moins.",
		       money(total).text, rate(share->min_rate_bp).text, money(least).text, money(cost).text,
		       rate(share->min_rate_bp).text, proration(demand->months).text);
		return measure_cite(decision, measure);
	}
	return true;
}

static bool refuse_co_payer(struct decision *decision, const Funding__CoPayer *co_payer, const char *field,
			    int64_t asked, int64_t most, const char *how)
{
	refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "CO_PAYER_CEILING", field,
	       "La part de %s est de %s ; elle est au plus de %s (%s). Ramenez-la à ce montant.",
	       payer_name(co_payer->payer), money(asked).text, money(most).text, how);
	refusal_cite(decision->refusal, co_payer->source);
	return false;
}

static bool check_co_payer(struct decision *decision, const Funding__CoPayer *co_payer,
			   const struct demand *demand, size_t n)
{
	int64_t asked = demand->amounts[n]->amount_cents, base = demand->annual_cost_cents, most;
	uint32_t months = demand->months;
	char field[FIELD_SIZE];

	if (co_payer->annual_base_ceiling_cents && base > co_payer->annual_base_ceiling_cents)
		base = co_payer->annual_base_ceiling_cents;
	most = rule_share(base, co_payer->rate_bp, months);
	field_of(field, n, "amount_cents");
	if (asked > most)
		return refuse_co_payer(decision, co_payer, field, asked, most,
				       arena_printf(decision->arena, "coût retenu %s × %s%s",
						    money(base).text, rate(co_payer->rate_bp).text,
						    proration(months).text));
	most = rule_prorated(co_payer->annual_ceiling_cents, months);
	if (co_payer->annual_ceiling_cents && asked > most)
		return refuse_co_payer(decision, co_payer, field, asked, most,
				       arena_printf(decision->arena, "plafond %s%s",
						    money(co_payer->annual_ceiling_cents).text,
						    proration(months).text));
	return true;
}

/* All together: the measure's ceiling, or the one that a co-payer who takes part raises it to. */
static bool check_ceiling(struct decision *decision, const Funding__Measure *measure,
			  const struct demand *demand)
{
	int64_t ceiling = measure->share->annual_ceiling_cents, total = total_of(demand), most;
	const char *with = "";

	if (ceiling == 0)
		return true;
	for (size_t i = 0; i < demand->amount_count; i++) {
		const Funding__CoPayer *co_payer = measure_co_payer(measure, demand->amounts[i]->payer);

		if (!co_payer || co_payer->raised_annual_ceiling_cents <= ceiling)
			continue;
		ceiling = co_payer->raised_annual_ceiling_cents;
		with = arena_printf(decision->arena, ", relevé par la part de %s",
				    payer_name(co_payer->payer));
	}
	most = rule_prorated(ceiling, demand->months);
	if (total <= most)
		return true;
	refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "ABOVE_CEILING", "amounts",
	       "Le total est de %s ; le plafond, tous financeurs réunis%s, est de %s (%s%s). Ramenez-le à ce "
	       "montant.",
	       money(total).text, with, money(most).text, money(ceiling).text,
	       proration(demand->months).text);
	return measure_cite(decision, measure);
}

static bool check_share(struct decision *decision, const Funding__Measure *measure,
			const struct demand *demand)
{
	if (!check_rate(decision, measure, demand))
		return false;
	for (size_t i = 0; i < demand->amount_count; i++) {
		const Funding__CoPayer *co_payer = measure_co_payer(measure, demand->amounts[i]->payer);

		if (co_payer && !check_co_payer(decision, co_payer, demand, i))
			return false;
	}
	return check_ceiling(decision, measure, demand);
}

bool rule_check_amounts(struct decision *decision, const Funding__Measure *measure,
			const struct demand *demand)
{
	if (!check_payers(decision, measure, demand))
		return false;
	switch (measure->amount_case) {
	case FUNDING__MEASURE__AMOUNT_FLAT:
		return check_flat(decision, measure, demand);
	case FUNDING__MEASURE__AMOUNT_SHARE:
		return check_share(decision, measure, demand);
	case FUNDING__MEASURE__AMOUNT__NOT_SET:
	case _FUNDING__MEASURE__AMOUNT__CASE_IS_INT_SIZE:
		break;
	}
	return refuse(decision->refusal, FAULT_INTERNAL, "MEASURE_WITHOUT_RULE", "measure_id",
		      "La mesure « %s » n'a pas de règle de montant : signalez-le à l'exploitant.",
		      measure->title);
}
