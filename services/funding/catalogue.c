#include "funding/catalogue.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "funding/payer.h"
#include "service/check.h"

enum { RATE_WHOLE_BP = 10000, CO_PAYERS_MAX = 8, COMPLETENESS_MONTHS_MAX = 24, FIELD_SIZE = 96 };

/* The measure being looked at, and the place of what is wrong in it. */
struct place {
	struct refusal *refusal;
	size_t measure;
	char field[FIELD_SIZE];
};

static const char *at(struct place *place, const char *format, ...) __attribute__((format(printf, 2, 3)));

static const char *at(struct place *place, const char *format, ...)
{
	int len = snprintf(place->field, sizeof place->field, "measures[%zu].", place->measure);
	va_list args;

	va_start(args, format);
	vsnprintf(place->field + len, sizeof place->field - (size_t)len, format, args);
	va_end(args);
	return place->field;
}

static bool wrong(struct place *place, const char *reason, const char *field, const char *words)
{
	return refuse(place->refusal, FAULT_INVALID_ARGUMENT, reason, field, "%s", words);
}

/* An id or a document's code: as a payer's, and longer. */
static bool is_code(const char *text)
{
	size_t len = strlen(text);

	return len >= 2 && len <= MEASURE_ID_MAX &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

static bool check_cents(struct place *place, const char *field, int64_t cents, bool may_be_zero)
{
	if (cents >= !may_be_zero && cents <= CENTS_MAX)
		return true;
	return wrong(place, "AMOUNT", field,
		     may_be_zero ? "Le montant attendu, en centimes, va de 0 (pas de plafond) à 10^15."
				 : "Le montant attendu, en centimes, va de 1 à 10^15.");
}

static bool check_rate(struct place *place, const char *field, uint32_t bp, uint32_t least)
{
	if (bp >= least && bp <= RATE_WHOLE_BP)
		return true;
	return wrong(place, "RATE", field, "Le taux attendu, en points de base, va de 1 à 10 000 (100 %).");
}

static bool check_day(struct place *place, const char *field, const char *text, bool may_be_empty)
{
	struct civil_date day;

	if ((may_be_empty && !*text) || civil_date_parse(text, &day))
		return true;
	return wrong(place, "DATE_INVALID", field,
		     "La date attendue est un jour existant, écrit AAAA-MM-JJ.");
}

static bool check_days(struct place *place, const Funding__Measure *measure)
{
	if (!check_day(place, at(place, "opens_on"), measure->opens_on, true) ||
	    !check_day(place, at(place, "closes_on"), measure->closes_on, true) ||
	    !check_day(place, at(place, "read_on"), measure->read_on, false))
		return false;
	if (*measure->opens_on && *measure->closes_on && strcmp(measure->opens_on, measure->closes_on) > 0)
		return wrong(place, "CLOSES_BEFORE_OPENING", at(place, "closes_on"),
			     "La mesure ferme avant d'ouvrir : corrigez l'une des deux dates.");
	return true;
}

static bool check_names(struct place *place, const Funding__Measure *measure)
{
	if (!is_code(measure->id))
		return wrong(place, "MEASURE_ID_INVALID", at(place, "id"),
			     "L'identifiant est fait de 2 à 64 lettres minuscules, chiffres ou tirets.");
	if (measure->pillar == FUNDING__PILLAR__PILLAR_UNSPECIFIED)
		return wrong(place, "PILLAR_MISSING", at(place, "pillar"),
			     "Indiquez le pilier : ingénierie, financement ou Club.");
	return check_text(place->refusal, at(place, "version"), measure->version, MEASURE_VERSION_MAX) &&
	       check_text(place->refusal, at(place, "title"), measure->title, TEXT_NAME_MAX) &&
	       check_optional_text(place->refusal, at(place, "legal_reference"), measure->legal_reference,
				   TEXT_REFERENCE_MAX) &&
	       check_text(place->refusal, at(place, "source"), measure->source, TEXT_REFERENCE_MAX);
}

static bool check_payer(struct place *place, const char *field, const char *payer)
{
	return payer_is_code(payer) ||
	       wrong(place, "PAYER_INVALID", field,
		     "Un financeur s'écrit en 2 à 40 lettres minuscules, chiffres ou tirets.");
}

static bool check_payers(struct place *place, const Funding__Measure *measure)
{
	if (measure->n_payers == 0 || measure->n_payers > MEASURE_PAYERS_MAX)
		return wrong(place, "PAYERS_COUNT", at(place, "payers"), "Indiquez de 1 à 16 financeurs.");
	for (size_t i = 0; i < measure->n_payers; i++) {
		if (!check_payer(place, at(place, "payers[%zu]", i), measure->payers[i]))
			return false;
		for (size_t before = 0; before < i; before++)
			if (strcmp(measure->payers[before], measure->payers[i]) == 0)
				return wrong(place, "PAYER_TWICE", at(place, "payers[%zu]", i),
					     "Ce financeur figure deux fois : retirez le doublon.");
	}
	return true;
}

static bool has_document(const Funding__Measure *measure, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(measure->documents[i]->code, code) == 0)
			return true;
	return false;
}

static bool check_documents(struct place *place, const Funding__Measure *measure)
{
	if (measure->n_documents > MEASURE_DOCUMENTS_MAX)
		return wrong(place, "DOCUMENTS_COUNT", at(place, "documents"), "Indiquez 32 pièces au plus.");
	for (size_t i = 0; i < measure->n_documents; i++) {
		const Funding__Document *document = measure->documents[i];

		if (!is_code(document->code))
			return wrong(place, "DOCUMENT_INVALID", at(place, "documents[%zu].code", i),
				     "Le code d'une pièce est fait de 2 à 64 lettres minuscules, chiffres ou "
				     "tirets.");
		if (has_document(measure, i, document->code))
			return wrong(place, "DOCUMENT_TWICE", at(place, "documents[%zu].code", i),
				     "Cette pièce figure deux fois : retirez le doublon.");
		if (!check_text(place->refusal, at(place, "documents[%zu].title", i), document->title,
				TEXT_NAME_MAX))
			return false;
	}
	return true;
}

static bool is_co_payer_before(const Funding__ShareOfCost *share, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(share->co_payers[i]->payer, share->co_payers[n]->payer) == 0)
			return true;
	return false;
}

static bool check_co_payer(struct place *place, const Funding__Measure *measure, size_t n)
{
	const Funding__CoPayer *co_payer = measure->share->co_payers[n];
	const char *code = co_payer->document_code;

	if (!check_payer(place, at(place, "share.co_payers[%zu].payer", n), co_payer->payer))
		return false;
	if (measure_has_payer(measure, co_payer->payer) || is_co_payer_before(measure->share, n))
		return wrong(place, "PAYER_TWICE", at(place, "share.co_payers[%zu].payer", n),
			     "Ce financeur figure deux fois : retirez le doublon.");
	if (*code && (!is_code(code) || has_document(measure, measure->n_documents, code)))
		return wrong(
			place, "DOCUMENT_INVALID", at(place, "share.co_payers[%zu].document_code", n),
			"Le code d'une pièce est fait de lettres minuscules, chiffres ou tirets, et n'est "
			"pas celui d'une pièce que la mesure demande déjà.");
	return check_rate(place, at(place, "share.co_payers[%zu].rate_bp", n), co_payer->rate_bp, 1) &&
	       check_cents(place, at(place, "share.co_payers[%zu].annual_base_ceiling_cents", n),
			   co_payer->annual_base_ceiling_cents, true) &&
	       check_cents(place, at(place, "share.co_payers[%zu].annual_ceiling_cents", n),
			   co_payer->annual_ceiling_cents, true) &&
	       check_cents(place, at(place, "share.co_payers[%zu].raised_annual_ceiling_cents", n),
			   co_payer->raised_annual_ceiling_cents, true) &&
	       check_text(place->refusal, at(place, "share.co_payers[%zu].source", n), co_payer->source,
			  TEXT_REFERENCE_MAX);
}

static bool check_share(struct place *place, const Funding__Measure *measure)
{
	const Funding__ShareOfCost *share = measure->share;

	if (!check_rate(place, at(place, "share.rate_bp"), share->rate_bp, 1) ||
	    !check_rate(place, at(place, "share.min_rate_bp"), share->min_rate_bp, 0) ||
	    !check_cents(place, at(place, "share.annual_ceiling_cents"), share->annual_ceiling_cents, true))
		return false;
	if (share->min_rate_bp > share->rate_bp)
		return wrong(place, "RATE", at(place, "share.min_rate_bp"),
			     "Le taux minimal dépasse le taux maximal : corrigez l'un des deux.");
	if (share->n_co_payers > CO_PAYERS_MAX)
		return wrong(place, "PAYERS_COUNT", at(place, "share.co_payers"),
			     "Indiquez 8 cofinanceurs au plus.");
	for (size_t i = 0; i < share->n_co_payers; i++)
		if (!check_co_payer(place, measure, i))
			return false;
	return true;
}

static bool check_amount(struct place *place, const Funding__Measure *measure)
{
	switch (measure->amount_case) {
	case FUNDING__MEASURE__AMOUNT_FLAT:
		return check_cents(place, at(place, "flat.amount_cents"), measure->flat->amount_cents, false);
	case FUNDING__MEASURE__AMOUNT_SHARE:
		return check_share(place, measure);
	case FUNDING__MEASURE__AMOUNT__NOT_SET:
	case _FUNDING__MEASURE__AMOUNT__CASE_IS_INT_SIZE:
		break;
	}
	return wrong(place, "AMOUNT_RULE_MISSING", at(place, "amount"),
		     "Indiquez la règle de montant : un forfait (flat) ou une part du coût (share).");
}

bool catalogue_check(struct decision *decision, const Funding__Measure *measure, size_t n)
{
	struct place place = {.refusal = decision->refusal, .measure = n};

	if (!check_names(&place, measure) || !check_payers(&place, measure) || !check_days(&place, measure) ||
	    !check_documents(&place, measure))
		return false;
	if (measure->max_months > MONTHS_MAX)
		return wrong(&place, "DURATION", at(&place, "max_months"),
			     "La durée d'une demande est de 120 mois au plus.");
	if (measure->completeness_months > COMPLETENESS_MONTHS_MAX)
		return wrong(&place, "DURATION", at(&place, "completeness_months"),
			     "Le silence vaut dossier complet après 24 mois au plus.");
	return check_amount(&place, measure);
}
