#include "funding/measure.h"

#include <string.h>

#include "funding/state.h"
#include "service/record.h"

static struct key wording_key(const char *id, const char *version)
{
	struct key key;

	key_clear(&key);
	key_text(&key, id);
	key_text(&key, version);
	return key;
}

Funding__Measure *measure_in_force(struct txn *txn, struct arena *arena, const char *id)
{
	if (!*id || strlen(id) > MEASURE_ID_MAX)
		return NULL;
	return record_get_text(txn, arena, TABLE_MEASURES, id, &funding__measure__descriptor);
}

Funding__Measure *measure_wording(struct txn *txn, struct arena *arena, const char *id, const char *version)
{
	struct key key;

	if (strlen(id) > MEASURE_ID_MAX || strlen(version) > MEASURE_VERSION_MAX)
		return NULL;
	key = wording_key(id, version);
	return record_get(txn, arena, TABLE_WORDINGS, key_bytes(&key), &funding__measure__descriptor);
}

void measure_put(struct txn *txn, struct arena *arena, const Funding__Measure *measure)
{
	struct key key = wording_key(measure->id, measure->version);

	record_put(txn, arena, TABLE_WORDINGS, key_bytes(&key), &measure->base);
	record_put_text(txn, arena, TABLE_MEASURES, measure->id, &measure->base);
}

static size_t common_length(struct bytes key, const char *id)
{
	size_t len = 0;

	while (len < key.len && id[len] && key.data[len] == (uint8_t)id[len])
		len++;
	return len;
}

/* The id that begins most like the one given; "" where none does. */
static char *nearest(struct decision *decision, const char *id)
{
	enum { ALIKE_MIN = 2 };
	struct bytes key, value, best = {0};
	size_t most = ALIKE_MIN;
	struct scan scan;

	scan_open(&scan, decision->txn, TABLE_MEASURES, (struct bytes){0});
	while (scan_next(&scan, &key, &value)) {
		if (common_length(key, id) <= most)
			continue;
		most = common_length(key, id);
		best = key;
	}
	scan_close(&scan);
	return arena_strndup(decision->arena, best.data ? (const char *)best.data : "", best.len);
}

Funding__Measure *measure_find(struct decision *decision, const char *id)
{
	Funding__Measure *measure = measure_in_force(decision->txn, decision->arena, id);
	const char *meant;

	if (measure)
		return measure;
	meant = nearest(decision, id);
	if (*meant)
		refuse(decision->refusal, FAULT_NOT_FOUND, "MEASURE_UNKNOWN", "measure_id",
		       "Aucune mesure « %.64s » dans l'offre. Vouliez-vous dire « %s » ?", id, meant);
	else
		refuse(decision->refusal, FAULT_NOT_FOUND, "MEASURE_UNKNOWN", "measure_id",
		       "Aucune mesure « %.64s » dans l'offre. Choisissez-en une de la liste des mesures.",
		       id);
	return NULL;
}

static bool has_begun(const Funding__Measure *measure, struct civil_date day)
{
	struct civil_date opens;

	return !civil_date_parse(measure->opens_on, &opens) || civil_date_days(day) >= civil_date_days(opens);
}

static bool has_ended(const Funding__Measure *measure, struct civil_date day)
{
	struct civil_date closes;

	return civil_date_parse(measure->closes_on, &closes) &&
	       civil_date_days(day) > civil_date_days(closes);
}

bool measure_is_open(const Funding__Measure *measure, struct civil_date day)
{
	return has_begun(measure, day) && !has_ended(measure, day);
}

bool measure_check_open(struct decision *decision, const Funding__Measure *measure, struct civil_date day)
{
	char today[CIVIL_DATE_TEXT_SIZE];

	civil_date_text(day, today);
	if (!has_begun(measure, day)) {
		refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "MEASURE_NOT_OPEN_YET", "measure_id",
		       "La mesure « %s » ouvre le %s ; nous sommes le %s. Déposez la demande à partir de son "
		       "ouverture.",
		       measure->title, measure->opens_on, today);
		return measure_cite(decision, measure);
	}
	if (has_ended(measure, day)) {
		refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "MEASURE_CLOSED", "measure_id",
		       "La mesure « %s » a fermé le %s au soir ; nous sommes le %s. Voyez avec la préfecture "
		       "quelle autre mesure convient.",
		       measure->title, measure->closes_on, today);
		return measure_cite(decision, measure);
	}
	return true;
}

bool measure_has_payer(const Funding__Measure *measure, const char *payer)
{
	for (size_t i = 0; i < measure->n_payers; i++)
		if (strcmp(measure->payers[i], payer) == 0)
			return true;
	return false;
}

const Funding__CoPayer *measure_co_payer(const Funding__Measure *measure, const char *payer)
{
	if (measure->amount_case != FUNDING__MEASURE__AMOUNT_SHARE)
		return NULL;
	for (size_t i = 0; i < measure->share->n_co_payers; i++)
		if (strcmp(measure->share->co_payers[i]->payer, payer) == 0)
			return measure->share->co_payers[i];
	return NULL;
}

bool measure_cite(struct decision *decision, const Funding__Measure *measure)
{
	refusal_cite(decision->refusal,
		     *measure->legal_reference ? measure->legal_reference : measure->source);
	return false;
}
