/* Folds events into the state: the subject, which is an application for money, its clock, and the ledger. */
#include "funding/application.h"
#include "funding/clock.h"
#include "funding/ledger.h"
#include "funding/measure.h"
#include "funding/state.h"
#include "funding_binding.h"
#include "service/check.h"
#include "service/record.h"

void funding_apply_measures_adopted(struct application *application, const Funding__MeasuresAdopted *event)
{
	for (size_t i = 0; i < event->n_measures; i++)
		measure_put(application->txn, application->arena, event->measures[i]);
}

static Funding__Application *load(struct application *application, const char *id)
{
	return application_load(application->txn, application->arena, id);
}

/* With its deadline, which is where the clock says. */
static void put(struct application *application, const Funding__Application *subject)
{
	const Pb__Timestamp *due = subject->deemed_complete_due;

	record_put_text(application->txn, application->arena, TABLE_APPLICATIONS, subject->id,
			&subject->base);
	if (due)
		deadline_set(application->txn, subject->id, DEADLINE_COMPLETENESS, timestamp_instant(due));
	else
		deadline_clear(application->txn, subject->id, DEADLINE_COMPLETENESS);
}

void funding_apply_application_filed(struct application *application, const Funding__ApplicationFiled *event)
{
	Funding__Application subject;

	application_fold_filed(&subject, application->arena, event, application->at);
	put(application, &subject);
}

void funding_apply_documents_requested(struct application *application,
				       const Funding__DocumentsRequested *event)
{
	Funding__Application *subject = load(application, event->application_id);

	if (!subject)
		return;
	application_fold_requested(subject, application->arena, event, application->at);
	put(application, subject);
}

void funding_apply_documents_provided(struct application *application,
				      const Funding__DocumentsProvided *event)
{
	Funding__Application *subject = load(application, event->application_id);

	if (!subject)
		return;
	application_fold_provided(subject, event);
	put(application, subject);
}

void funding_apply_application_completed(struct application *application,
					 const Funding__ApplicationCompleted *event)
{
	Funding__Application *subject = load(application, event->application_id);

	if (!subject)
		return;
	application_fold_completed(subject, application->arena, event, application->at);
	put(application, subject);
}

void funding_apply_application_refused(struct application *application,
				       const Funding__ApplicationRefused *event)
{
	Funding__Application *subject = load(application, event->application_id);

	if (!subject)
		return;
	application_fold_refused(subject, application->arena, event);
	put(application, subject);
}

/* ---- Money moves: the subject's lines, and the ledger */

static void move(struct application *application, const char *payer, enum account from, enum account to,
		 int64_t cents)
{
	ledger_move(application->txn, payer, from, to, (struct cents){.cents = cents});
}

void funding_apply_application_granted(struct application *application,
				       const Funding__ApplicationGranted *event)
{
	Funding__Application *subject = load(application, event->application_id);

	if (!subject)
		return;
	for (size_t i = 0; i < event->n_amounts; i++)
		move(application, event->amounts[i]->payer, ACCOUNT_SOURCE, ACCOUNT_GRANTED,
		     event->amounts[i]->amount_cents);
	application_fold_granted(subject, application->arena, event);
	put(application, subject);
}

void funding_apply_application_withdrawn(struct application *application,
					 const Funding__ApplicationWithdrawn *event)
{
	Funding__Application *subject = load(application, event->application_id);

	if (!subject)
		return;
	for (size_t i = 0; i < event->n_released; i++)
		move(application, event->released[i]->payer, ACCOUNT_GRANTED, ACCOUNT_SOURCE,
		     event->released[i]->amount_cents);
	application_fold_withdrawn(subject, event);
	put(application, subject);
}

void funding_apply_funds_committed(struct application *application, const Funding__FundsCommitted *event)
{
	Funding__Application *subject = load(application, event->application_id);

	if (!subject)
		return;
	move(application, event->payer, ACCOUNT_GRANTED, ACCOUNT_COMMITTED, event->amount_cents);
	application_fold_committed(subject, event);
	put(application, subject);
}

void funding_apply_payment_recorded(struct application *application, const Funding__PaymentRecorded *event)
{
	Funding__Application *subject = load(application, event->application_id);

	if (!subject)
		return;
	move(application, event->payer, ACCOUNT_COMMITTED, ACCOUNT_PAID, event->amount_cents);
	application_fold_paid(subject, application->arena, event, application->at);
	put(application, subject);
}
