#include "funding/documents.h"

#include <stdio.h>
#include <string.h>

#include "service/check.h"

enum { FIELD_SIZE = 48 };

static void add(struct decision *decision, Funding__FiledDocument **list, size_t *count, char *code)
{
	Funding__FiledDocument *document = arena_alloc(decision->arena, sizeof *document);

	if (!document)
		return;
	funding__filed_document__init(document);
	document->code = code;
	list[(*count)++] = document;
}

static bool has(Funding__FiledDocument *const *list, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i]->code, code) == 0)
			return true;
	return false;
}

size_t documents_of(struct decision *decision, const Funding__Measure *measure, const struct demand *demand,
		    Funding__FiledDocument ***ret)
{
	size_t count = 0, most = measure->n_documents + demand->amount_count;
	Funding__FiledDocument **list = arena_array(decision->arena, most + 1, sizeof *list);

	*ret = list;
	for (size_t i = 0; list && i < measure->n_documents; i++)
		add(decision, list, &count, measure->documents[i]->code);
	for (size_t i = 0; list && i < demand->amount_count; i++) {
		const Funding__CoPayer *co_payer = measure_co_payer(measure, demand->amounts[i]->payer);

		if (co_payer && *co_payer->document_code && !has(list, count, co_payer->document_code))
			add(decision, list, &count, co_payer->document_code);
	}
	return count;
}

static const char *codes_text(struct decision *decision, Funding__FiledDocument *const *list, size_t count)
{
	const char *text = "";

	for (size_t i = 0; i < count; i++)
		text = arena_printf(decision->arena, "%s%s%s", text, i ? ", " : "", list[i]->code);
	return *text ? text : "aucune";
}

static bool take_one(struct decision *decision, Funding__FiledDocument *const *wanted, size_t wanted_count,
		     Funding__FiledDocument *const *given, size_t n)
{
	char field[FIELD_SIZE];

	snprintf(field, sizeof field, "documents[%zu].code", n);
	if (!has(wanted, wanted_count, given[n]->code))
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "DOCUMENT_UNKNOWN", field,
			      "« %.64s » n'est pas une pièce de ce dossier. Ses pièces : %.200s.",
			      given[n]->code, codes_text(decision, wanted, wanted_count));
	if (has(given, n, given[n]->code))
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "DOCUMENT_TWICE", field,
			      "La pièce « %s » figure deux fois : retirez le doublon.", given[n]->code);
	snprintf(field, sizeof field, "documents[%zu].reference", n);
	if (!check_text(decision->refusal, field, given[n]->reference, TEXT_REFERENCE_MAX))
		return false;
	for (size_t i = 0; i < wanted_count; i++)
		if (strcmp(wanted[i]->code, given[n]->code) == 0)
			wanted[i]->reference = given[n]->reference;
	return true;
}

bool documents_take(struct decision *decision, Funding__FiledDocument *const *wanted, size_t wanted_count,
		    Funding__FiledDocument *const *given, size_t given_count)
{
	for (size_t i = 0; i < given_count; i++)
		if (!take_one(decision, wanted, wanted_count, given, i))
			return false;
	return true;
}

static bool is_requested(const Funding__Application *application, const char *code)
{
	for (size_t i = 0; i < application->n_requested_document_codes; i++)
		if (strcmp(application->requested_document_codes[i], code) == 0)
			return true;
	return false;
}

bool documents_check_all(struct decision *decision, const Funding__Application *application)
{
	Funding__FiledDocument **missing =
		arena_array(decision->arena, application->n_documents + 1, sizeof *missing);
	size_t count = 0;

	if (!missing)
		return refuse_too_large(decision->refusal);
	for (size_t i = 0; i < application->n_documents; i++) {
		Funding__FiledDocument *document = application->documents[i];

		if (!*document->reference || is_requested(application, document->code))
			missing[count++] = document;
	}
	return count == 0 ||
	       refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "DOCUMENTS_MISSING", "application_id",
		      "Le dossier n'est pas complet ; il y manque : %.250s. Demandez ces pièces.",
		      codes_text(decision, missing, count));
}
