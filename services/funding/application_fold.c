/* What each event makes of an application. */
#include <string.h>

#include "funding/application.h"
#include "funding/clock.h"
#include "service/check.h"

/* One line per payer asked. An arena that is exceeded gives none, and says so itself. */
static void lines_of(Funding__Application *application, struct arena *arena,
		     const Funding__ApplicationFiled *event)
{
	application->lines = arena_array(arena, event->n_amounts, sizeof *application->lines);
	for (size_t i = 0; application->lines && i < event->n_amounts; i++) {
		Funding__PayerLine *line = arena_alloc(arena, sizeof *line);

		if (!line)
			return;
		funding__payer_line__init(line);
		line->payer = event->amounts[i]->payer;
		line->requested_cents = event->amounts[i]->amount_cents;
		application->lines[application->n_lines++] = line;
	}
}

void application_fold_filed(Funding__Application *application, struct arena *arena,
			    const Funding__ApplicationFiled *event, struct instant at)
{
	funding__application__init(application);
	application->id = event->application_id;
	application->status = APPLICATION_FILED;
	application->territory_id = event->territory_id;
	application->territory_name = event->territory_name;
	application->beneficiary_code = event->beneficiary_code;
	application->measure_id = event->measure_id;
	application->measure_version = event->measure_version;
	application->title = event->title;
	application->starts_on = event->starts_on;
	application->months = event->months;
	application->annual_cost_cents = event->annual_cost_cents;
	lines_of(application, arena, event);
	application->n_documents = event->n_documents;
	application->documents = event->documents;
	application->coordinating_departement_code = event->coordinating_departement_code;
	application->n_departement_codes = event->n_departement_codes;
	application->departement_codes = event->departement_codes;
	application->filed_at = timestamp_new(arena, at);
	application->deemed_complete_due = event->deemed_complete_due;
}

static bool names(char *const *codes, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(codes[i], code) == 0)
			return true;
	return false;
}

/* For people: "deliberation, plan : il manque le cachet". */
static char *note_of(struct arena *arena, const Funding__DocumentsRequested *event)
{
	char *note = arena_strdup(arena, "");

	for (size_t i = 0; i < event->n_document_codes; i++)
		note = arena_printf(arena, "%s%s%s", note, i ? ", " : "", event->document_codes[i]);
	return *event->note ? arena_printf(arena, "%s : %s", note, event->note) : note;
}

void application_fold_requested(Funding__Application *application, struct arena *arena,
				const Funding__DocumentsRequested *event, struct instant at)
{
	clock_stop(application, at);
	application->status = APPLICATION_INCOMPLETE;
	application->n_requested_document_codes = event->n_document_codes;
	application->requested_document_codes = event->document_codes;
	application->request_note = note_of(arena, event);
}

void application_fold_provided(Funding__Application *application, const Funding__DocumentsProvided *event)
{
	size_t still = 0;

	for (size_t i = 0; i < event->n_documents; i++) {
		Funding__FiledDocument *document =
			application_document(application, event->documents[i]->code);

		if (document)
			document->reference = event->documents[i]->reference;
	}
	for (size_t i = 0; i < application->n_requested_document_codes; i++) {
		char *code = application->requested_document_codes[i];
		bool provided = false;

		for (size_t n = 0; n < event->n_documents && !provided; n++)
			provided = names(&event->documents[n]->code, 1, code);
		if (!provided)
			application->requested_document_codes[still++] = code;
	}
	application->n_requested_document_codes = still;
	if (still > 0)
		return;
	application->status = APPLICATION_FILED;
	application->deemed_complete_due = event->deemed_complete_due;
	application->clock_days_left = 0;
}

void application_fold_completed(Funding__Application *application, struct arena *arena,
				const Funding__ApplicationCompleted *event, struct instant at)
{
	application->status = APPLICATION_COMPLETE;
	application->complete_at = timestamp_new(arena, at);
	application->deemed_complete = event->deemed;
	application->deemed_complete_due = NULL;
}

static Funding__Decision *decision_new(struct arena *arena, char *reference, char *date)
{
	Funding__Decision *decision = arena_alloc(arena, sizeof *decision);

	if (!decision)
		return NULL;
	funding__decision__init(decision);
	decision->reference = reference;
	decision->date = date;
	return decision;
}

void application_fold_granted(Funding__Application *application, struct arena *arena,
			      const Funding__ApplicationGranted *event)
{
	application->status = APPLICATION_GRANTED;
	application->decision = decision_new(arena, event->decision_reference, event->decision_date);
	for (size_t i = 0; i < event->n_amounts; i++) {
		Funding__PayerLine *line = application_line(application, event->amounts[i]->payer);

		if (line)
			line->granted_cents = event->amounts[i]->amount_cents;
	}
}

/* Nothing waits any more. */
static void close_with(Funding__Application *application, Funding__ApplicationStatus status)
{
	application->status = status;
	application->deemed_complete_due = NULL;
	application->clock_days_left = 0;
	application->n_requested_document_codes = 0;
}

void application_fold_refused(Funding__Application *application, struct arena *arena,
			      const Funding__ApplicationRefused *event)
{
	close_with(application, APPLICATION_REFUSED);
	application->decision = decision_new(arena, event->decision_reference, event->decision_date);
	if (!application->decision)
		return;
	application->decision->reason = event->reason;
	application->decision->rule = event->rule;
}

void application_fold_withdrawn(Funding__Application *application, const Funding__ApplicationWithdrawn *event)
{
	close_with(application, APPLICATION_WITHDRAWN);
	for (size_t i = 0; i < application->n_lines; i++)
		application->lines[i]->granted_cents = 0;
	application->withdrawal_reason = event->reason;
}

/* Committed once all that was granted is, paid once all of that is. */
static void derive_status(Funding__Application *application)
{
	bool committed = true, paid = true;

	for (size_t i = 0; i < application->n_lines; i++) {
		const Funding__PayerLine *line = application->lines[i];

		committed &= line->committed_cents == line->granted_cents;
		paid &= line->paid_cents == line->granted_cents;
	}
	application->status = paid        ? APPLICATION_PAID
			      : committed ? APPLICATION_COMMITTED
					  : APPLICATION_GRANTED;
}

void application_fold_committed(Funding__Application *application, const Funding__FundsCommitted *event)
{
	Funding__PayerLine *line = application_line(application, event->payer);

	if (!line)
		return;
	line->committed_cents += event->amount_cents;
	line->commitment_reference = event->commitment_reference;
	derive_status(application);
}

static void payment_add(Funding__Application *application, struct arena *arena,
			const Funding__PaymentRecorded *event, struct instant at)
{
	size_t count = application->n_payments;
	Funding__Payment **payments = arena_array(arena, count + 1, sizeof *payments);
	Funding__Payment *payment = arena_alloc(arena, sizeof *payment);

	if (!payments || !payment)
		return;
	if (count)
		memcpy(payments, application->payments, count * sizeof *payments);
	funding__payment__init(payment);
	payment->id = event->payment_id;
	payment->payer = event->payer;
	payment->amount_cents = event->amount_cents;
	payment->reference = event->reference;
	payment->paid_on = event->paid_on;
	payment->recorded_at = timestamp_new(arena, at);
	payments[count] = payment;
	application->payments = payments;
	application->n_payments = count + 1;
}

void application_fold_paid(Funding__Application *application, struct arena *arena,
			   const Funding__PaymentRecorded *event, struct instant at)
{
	Funding__PayerLine *line = application_line(application, event->payer);

	if (!line)
		return;
	line->paid_cents += event->amount_cents;
	payment_add(application, arena, event, at);
	derive_status(application);
}
