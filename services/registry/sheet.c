#include "registry/sheet.h"

#include <string.h>

#include "base/quantity.h"
#include "pvd/eligibility/v1/score.pb-c.h"
#include "pvd/funding/v1/application.pb-c.h"
#include "registry/state.h"
#include "service/record.h"

static bool is_id(const char *text)
{
	return *text && strlen(text) < ID_TEXT_SIZE;
}

Registry__ScoreSheet *score_sheet_load(struct txn *txn, struct arena *arena, const char *candidacy_id)
{
	return record_get_text(txn, arena, TABLE_SCORES, candidacy_id, &registry__score_sheet__descriptor);
}

Registry__FundingSheet *funding_sheet_load(struct txn *txn, struct arena *arena, const char *territory_id)
{
	return record_get_text(txn, arena, TABLE_FUNDING, territory_id, &registry__funding_sheet__descriptor);
}

static Registry__CommuneScore *commune_score(struct arena *arena, const Eligibility__Standing *standing)
{
	Registry__CommuneScore *score = arena_alloc(arena, sizeof(*score));

	if (!score)
		return NULL;
	registry__commune_score__init(score);
	score->commune_code = standing->commune_code;
	score->eligible = standing->eligible;
	score->failed_criterion = standing->failed_criterion;
	score->score = standing->score;
	score->rank_departement = standing->rank_departement;
	score->count_departement = standing->count_departement;
	score->rank_region = standing->rank_region;
	score->count_region = standing->count_region;
	score->rank_nation = standing->rank_nation;
	score->count_nation = standing->count_nation;
	return score;
}

void sheet_candidacy_scored(struct application *application, const ProtobufCMessage *message)
{
	const Eligibility__CandidacyScored *event = (const Eligibility__CandidacyScored *)message;
	Registry__ScoreSheet sheet = REGISTRY__SCORE_SHEET__INIT;

	if (!is_id(event->candidacy_id))
		return;
	sheet.run_id = event->run_id;
	sheet.grid_version = event->grid_version;
	sheet.communes = arena_array(application->arena, event->n_standings + 1, sizeof(*sheet.communes));
	for (size_t i = 0; sheet.communes && i < event->n_standings; i++) {
		Registry__CommuneScore *score = commune_score(application->arena, event->standings[i]);

		if (score)
			sheet.communes[sheet.n_communes++] = score;
	}
	record_put_text(application->txn, application->arena, TABLE_SCORES, event->candidacy_id, &sheet.base);
}

/* The territory's sheet to be changed, a new one if there is none; NULL if that is no territory. */
static Registry__FundingSheet *funding_sheet(struct application *application, const char *territory_id)
{
	Registry__FundingSheet *sheet;

	if (!is_id(territory_id))
		return NULL;
	sheet = funding_sheet_load(application->txn, application->arena, territory_id);
	if (!sheet) {
		sheet = arena_alloc(application->arena, sizeof(*sheet));
		if (sheet)
			registry__funding_sheet__init(sheet);
	}
	return sheet;
}

static void funding_sheet_put(struct application *application, const char *territory_id,
			      const Registry__FundingSheet *sheet)
{
	record_put_text(application->txn, application->arena, TABLE_FUNDING, territory_id, &sheet->base);
}

/* Funding keeps its amounts far below what a sum can hold: what passes it stops at the most there is. */
static int64_t plus(int64_t total, int64_t amount)
{
	struct cents sum = {INT64_MAX};

	(void)cents_add((struct cents){total}, (struct cents){amount}, &sum);
	return sum.cents;
}

static int64_t plus_all(int64_t total, Funding__PayerAmount *const *amounts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		total = plus(total, amounts[i]->amount_cents);
	return total;
}

static int64_t minus_all(int64_t total, Funding__PayerAmount *const *amounts, size_t count)
{
	struct cents left = {total};

	for (size_t i = 0; i < count; i++)
		(void)cents_subtract(left, (struct cents){amounts[i]->amount_cents}, &left);
	return left.cents;
}

void sheet_application_filed(struct application *application, const ProtobufCMessage *message)
{
	const Funding__ApplicationFiled *event = (const Funding__ApplicationFiled *)message;
	Registry__FundingSheet *sheet = funding_sheet(application, event->territory_id);

	if (!sheet)
		return;
	sheet->application_count++;
	sheet->requested_cents = plus_all(sheet->requested_cents, event->amounts, event->n_amounts);
	funding_sheet_put(application, event->territory_id, sheet);
}

void sheet_application_granted(struct application *application, const ProtobufCMessage *message)
{
	const Funding__ApplicationGranted *event = (const Funding__ApplicationGranted *)message;
	Registry__FundingSheet *sheet = funding_sheet(application, event->territory_id);

	if (!sheet)
		return;
	sheet->granted_cents = plus_all(sheet->granted_cents, event->amounts, event->n_amounts);
	funding_sheet_put(application, event->territory_id, sheet);
}

void sheet_application_withdrawn(struct application *application, const ProtobufCMessage *message)
{
	const Funding__ApplicationWithdrawn *event = (const Funding__ApplicationWithdrawn *)message;
	Registry__FundingSheet *sheet = funding_sheet(application, event->territory_id);

	if (!sheet)
		return;
	sheet->granted_cents = minus_all(sheet->granted_cents, event->released, event->n_released);
	funding_sheet_put(application, event->territory_id, sheet);
}

void sheet_funds_committed(struct application *application, const ProtobufCMessage *message)
{
	const Funding__FundsCommitted *event = (const Funding__FundsCommitted *)message;
	Registry__FundingSheet *sheet = funding_sheet(application, event->territory_id);

	if (!sheet)
		return;
	sheet->committed_cents = plus(sheet->committed_cents, event->amount_cents);
	funding_sheet_put(application, event->territory_id, sheet);
}

void sheet_payment_recorded(struct application *application, const ProtobufCMessage *message)
{
	const Funding__PaymentRecorded *event = (const Funding__PaymentRecorded *)message;
	Registry__FundingSheet *sheet = funding_sheet(application, event->territory_id);

	if (!sheet)
		return;
	sheet->paid_cents = plus(sheet->paid_cents, event->amount_cents);
	funding_sheet_put(application, event->territory_id, sheet);
}
