/* Is the file complete? Documents asked for, brought, and the word that all is there. */
#include <stdio.h>
#include <string.h>

#include "funding/application.h"
#include "funding/beneficiary.h"
#include "funding/clock.h"
#include "funding/documents.h"
#include "funding/measure.h"
#include "funding_binding.h"
#include "service/check.h"

static bool is_being_completed(const Funding__Application *application)
{
	return application->status == APPLICATION_FILED || application->status == APPLICATION_INCOMPLETE;
}

static bool check_codes(struct decision *decision, const Funding__Application *application,
			const Funding__RequestDocumentsRequest *request)
{
	enum { FIELD_SIZE = 48 };
	char field[FIELD_SIZE];

	if (request->n_document_codes == 0)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "DOCUMENTS_NOT_NAMED",
			      "document_codes", "Indiquez les pièces que vous demandez.");
	for (size_t i = 0; i < request->n_document_codes; i++) {
		snprintf(field, sizeof field, "document_codes[%zu]", i);
		if (!application_document(application, request->document_codes[i]))
			return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "DOCUMENT_UNKNOWN", field,
				      "« %.64s » n'est pas une pièce que la mesure « %s » demande.",
				      request->document_codes[i], application->measure_id);
		for (size_t before = 0; before < i; before++)
			if (strcmp(request->document_codes[before], request->document_codes[i]) == 0)
				return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "DOCUMENT_TWICE",
					      field, "La pièce « %s » figure deux fois : retirez le doublon.",
					      request->document_codes[i]);
	}
	return true;
}

/* The clock stops until they are there (CGCT, art. R2334-23). After the time of silence it is too late: the file
 * is complete. */
bool funding_decide_request_documents(struct decision *decision,
				      const Funding__RequestDocumentsRequest *request,
				      Funding__RequestDocumentsResponse *response)
{
	Funding__DocumentsRequested event = FUNDING__DOCUMENTS_REQUESTED__INIT;
	Funding__Application *application = application_find(decision, request->application_id);

	if (!application)
		return false;
	if (!is_being_completed(application))
		return application_refuse_status(decision, application);
	if (clock_has_run_out(application, decision->now)) {
		refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "DEEMED_COMPLETE", "application_id",
		       "Le délai pour demander des pièces est passé : le silence vaut dossier complet.");
		refusal_cite(decision->refusal, "CGCT R2334-23");
		return false;
	}
	if (!check_codes(decision, application, request) ||
	    !check_text(decision->refusal, "note", request->note, TEXT_REASON_MAX))
		return false;
	event.application_id = application->id;
	event.territory_id = application->territory_id;
	event.n_document_codes = request->n_document_codes;
	event.document_codes = request->document_codes;
	event.note = request->note;
	application_fold_requested(application, decision->arena, &event, decision->now);
	application_emit(decision, application, &event.base);
	response->application = application;
	return true;
}

static bool brings(const Funding__ProvideDocumentsRequest *request, const char *code)
{
	for (size_t i = 0; i < request->n_documents; i++)
		if (strcmp(request->documents[i]->code, code) == 0)
			return true;
	return false;
}

static bool brings_all_requested(const Funding__Application *application,
				 const Funding__ProvideDocumentsRequest *request)
{
	for (size_t i = 0; i < application->n_requested_document_codes; i++)
		if (!brings(request, application->requested_document_codes[i]))
			return false;
	return true;
}

/* Where the clock stands after them: it goes on where it ran, and with what remained once all that was asked for
 * is there. */
static Pb__Timestamp *due_after(struct decision *decision, const Funding__Application *application,
				const Funding__ProvideDocumentsRequest *request)
{
	Funding__Measure *measure;

	if (application->status == APPLICATION_FILED)
		return application->deemed_complete_due;
	measure = measure_wording(decision->txn, decision->arena, application->measure_id,
				  application->measure_version);
	if (!measure || measure->completeness_months == 0 || !brings_all_requested(application, request))
		return NULL;
	return timestamp_new(decision->arena, clock_resume(application, decision->now));
}

bool funding_decide_provide_documents(struct decision *decision,
				      const Funding__ProvideDocumentsRequest *request,
				      Funding__ProvideDocumentsResponse *response)
{
	Funding__DocumentsProvided event = FUNDING__DOCUMENTS_PROVIDED__INIT;
	Funding__Application *application = application_find(decision, request->application_id);

	if (!application || !beneficiary_check_actor(decision, application))
		return false;
	if (!is_being_completed(application))
		return application_refuse_status(decision, application);
	if (request->n_documents == 0)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "DOCUMENTS_NOT_NAMED", "documents",
			      "Indiquez les pièces que vous fournissez.");
	if (!documents_take(decision, application->documents, application->n_documents, request->documents,
			    request->n_documents))
		return false;
	event.application_id = application->id;
	event.territory_id = application->territory_id;
	event.n_documents = request->n_documents;
	event.documents = request->documents;
	event.deemed_complete_due = due_after(decision, application, request);
	application_fold_provided(application, &event);
	application_emit(decision, application, &event.base);
	response->application = application;
	return true;
}

bool funding_decide_declare_complete(struct decision *decision,
				     const Funding__DeclareCompleteRequest *request,
				     Funding__DeclareCompleteResponse *response)
{
	Funding__ApplicationCompleted event = FUNDING__APPLICATION_COMPLETED__INIT;
	Funding__Application *application = application_find(decision, request->application_id);

	if (!application)
		return false;
	if (!is_being_completed(application))
		return application_refuse_status(decision, application);
	if (!documents_check_all(decision, application))
		return false;
	event.application_id = application->id;
	event.territory_id = application->territory_id;
	application_fold_completed(application, decision->arena, &event, decision->now);
	application_emit(decision, application, &event.base);
	response->application = application;
	return true;
}
