/* Folds events into the state: the application, its clock, and the ledger. */
#include "funding/application.h"
#include "funding/clock.h"
#include "funding/ledger.h"
#include "funding/measure.h"
#include "funding/state.h"
#include "funding_binding.h"
#include "service/record.h"

void funding_apply_measures_adopted(struct application *folding, const Funding__MeasuresAdopted *event)
{
	for (size_t i = 0; i < event->n_measures; i++)
		measure_put(folding->txn, folding->arena, event->measures[i]);
}

static Funding__Application *load(struct application *folding, const char *id)
{
	return application_load(folding->txn, folding->arena, id);
}

/* With its deadline, which is where the clock says. */
static void put(struct application *folding, const Funding__Application *application)
{
	const Pb__Timestamp *due = application->deemed_complete_due;

	record_put_text(folding->txn, folding->arena, TABLE_APPLICATIONS, application->id,
			&application->base);
	if (due)
		deadline_set(folding->txn, application->id, DEADLINE_COMPLETENESS,
			     (struct instant){.us = due->seconds * 1000000 + due->nanos / 1000});
	else
		deadline_clear(folding->txn, application->id, DEADLINE_COMPLETENESS);
}

void funding_apply_application_filed(struct application *folding, const Funding__ApplicationFiled *event)
{
	Funding__Application application;

	application_fold_filed(&application, folding->arena, event, folding->at);
	put(folding, &application);
}

void funding_apply_documents_requested(struct application *folding, const Funding__DocumentsRequested *event)
{
	Funding__Application *application = load(folding, event->application_id);

	if (!application)
		return;
	application_fold_requested(application, folding->arena, event, folding->at);
	put(folding, application);
}

void funding_apply_documents_provided(struct application *folding, const Funding__DocumentsProvided *event)
{
	Funding__Application *application = load(folding, event->application_id);

	if (!application)
		return;
	application_fold_provided(application, event);
	put(folding, application);
}

void funding_apply_application_completed(struct application *folding,
					 const Funding__ApplicationCompleted *event)
{
	Funding__Application *application = load(folding, event->application_id);

	if (!application)
		return;
	application_fold_completed(application, folding->arena, event, folding->at);
	put(folding, application);
}

void funding_apply_application_refused(struct application *folding, const Funding__ApplicationRefused *event)
{
	Funding__Application *application = load(folding, event->application_id);

	if (!application)
		return;
	application_fold_refused(application, folding->arena, event);
	put(folding, application);
}

/* ---- Money moves: the application's lines, and the ledger */

static void move(struct application *folding, const char *payer, enum account from, enum account to,
		 int64_t cents)
{
	ledger_move(folding->txn, payer, from, to, (struct cents){.cents = cents});
}

void funding_apply_application_granted(struct application *folding, const Funding__ApplicationGranted *event)
{
	Funding__Application *application = load(folding, event->application_id);

	if (!application)
		return;
	for (size_t i = 0; i < event->n_amounts; i++)
		move(folding, event->amounts[i]->payer, ACCOUNT_SOURCE, ACCOUNT_GRANTED,
		     event->amounts[i]->amount_cents);
	application_fold_granted(application, folding->arena, event);
	put(folding, application);
}

void funding_apply_application_withdrawn(struct application *folding,
					 const Funding__ApplicationWithdrawn *event)
{
	Funding__Application *application = load(folding, event->application_id);

	if (!application)
		return;
	for (size_t i = 0; i < event->n_released; i++)
		move(folding, event->released[i]->payer, ACCOUNT_GRANTED, ACCOUNT_SOURCE,
		     event->released[i]->amount_cents);
	application_fold_withdrawn(application, event);
	put(folding, application);
}

void funding_apply_funds_committed(struct application *folding, const Funding__FundsCommitted *event)
{
	Funding__Application *application = load(folding, event->application_id);

	if (!application)
		return;
	move(folding, event->payer, ACCOUNT_GRANTED, ACCOUNT_COMMITTED, event->amount_cents);
	application_fold_committed(application, event);
	put(folding, application);
}

void funding_apply_payment_recorded(struct application *folding, const Funding__PaymentRecorded *event)
{
	Funding__Application *application = load(folding, event->application_id);

	if (!application)
		return;
	move(folding, event->payer, ACCOUNT_COMMITTED, ACCOUNT_PAID, event->amount_cents);
	application_fold_paid(application, folding->arena, event, folding->at);
	put(folding, application);
}
