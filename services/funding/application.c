#include "funding/application.h"

#include <string.h>

#include "funding/concerns.h"
#include "funding/mirror.h"
#include "funding/state.h"
#include "service/record.h"

Funding__Application *application_load(struct txn *txn, struct arena *arena, const char *id)
{
	if (!*id || strlen(id) >= ID_TEXT_SIZE)
		return NULL;
	return record_get_text(txn, arena, TABLE_APPLICATIONS, id, &funding__application__descriptor);
}

Funding__Application *application_find(struct decision *decision, const char *id)
{
	Funding__Application *application = application_load(decision->txn, decision->arena, id);

	if (!application)
		refuse(decision->refusal, FAULT_NOT_FOUND, "APPLICATION_UNKNOWN", "application_id",
		       "Aucune demande « %.26s ». Vérifiez son identifiant.", id);
	return application;
}

const char *application_status_text(Funding__ApplicationStatus status)
{
	switch (status) {
	case FUNDING__APPLICATION_STATUS__APPLICATION_STATUS_UNSPECIFIED:
		break;
	case APPLICATION_FILED:
		return "déposée";
	case APPLICATION_INCOMPLETE:
		return "incomplète";
	case APPLICATION_COMPLETE:
		return "complète";
	case APPLICATION_GRANTED:
		return "accordée";
	case APPLICATION_REFUSED:
		return "refusée";
	case APPLICATION_COMMITTED:
		return "engagée";
	case APPLICATION_PAID:
		return "payée";
	case APPLICATION_WITHDRAWN:
		return "retirée";
	case _FUNDING__APPLICATION_STATUS_IS_INT_SIZE:
		break;
	}
	return "inconnue";
}

static const char *what_is_possible(Funding__ApplicationStatus status)
{
	switch (status) {
	case FUNDING__APPLICATION_STATUS__APPLICATION_STATUS_UNSPECIFIED:
		break;
	case APPLICATION_FILED:
		return "on peut y joindre des pièces, en demander, la déclarer complète, la refuser ou la "
		       "retirer";
	case APPLICATION_INCOMPLETE:
		return "on peut fournir les pièces demandées, la déclarer complète, la refuser ou la retirer";
	case APPLICATION_COMPLETE:
		return "on peut l'accorder, la refuser ou la retirer";
	case APPLICATION_GRANTED:
		return "on peut engager les montants accordés, payer ce qui est engagé ou, tant que rien ne "
		       "l'est, la retirer";
	case APPLICATION_COMMITTED:
		return "on peut payer ce qui est engagé";
	case APPLICATION_REFUSED:
	case APPLICATION_WITHDRAWN:
		return "elle ne peut plus évoluer ; déposez-en une nouvelle si besoin";
	case APPLICATION_PAID:
		return "elle est soldée et ne peut plus évoluer";
	case _FUNDING__APPLICATION_STATUS_IS_INT_SIZE:
		break;
	}
	return "signalez-la à l'exploitant";
}

bool application_refuse_status(struct decision *decision, const Funding__Application *application)
{
	return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "WRONG_STATUS", "application_id",
		      "Cette demande est %s : %s.", application_status_text(application->status),
		      what_is_possible(application->status));
}

Funding__PayerLine *application_line(const Funding__Application *application, const char *payer)
{
	for (size_t i = 0; i < application->n_lines; i++)
		if (strcmp(application->lines[i]->payer, payer) == 0)
			return application->lines[i];
	return NULL;
}

Funding__FiledDocument *application_document(const Funding__Application *application, const char *code)
{
	for (size_t i = 0; i < application->n_documents; i++)
		if (strcmp(application->documents[i]->code, code) == 0)
			return application->documents[i];
	return NULL;
}

/* ---- Whom it concerns */

void application_concerns(struct txn *txn, struct arena *arena, const Funding__Application *application,
			  struct concerned *ret)
{
	Registry__Territory *territory = mirrored_territory(txn, arena, application->territory_id);

	*ret = (struct concerned){.territory = application->territory_id};
	concerned_add(ret->departements, &ret->departement_count, application->departement_codes,
		      application->n_departement_codes);
	concerned_add(ret->collectivites, &ret->collectivite_count, &application->beneficiary_code, 1);
	if (territory)
		concerned_add_territory(ret, territory);
	for (size_t i = 0; i < application->n_lines; i++)
		concerned_add(ret->partners, &ret->partner_count, &application->lines[i]->payer, 1);
}

void application_emit(struct decision *decision, const Funding__Application *application,
		      const ProtobufCMessage *event)
{
	struct concerned concerned;
	struct audience audience;

	application_concerns(decision->txn, decision->arena, application, &concerned);
	audience = (struct audience){
		.departements = concerned.departements,
		.departement_count = concerned.departement_count,
		.collectivites = concerned.collectivites,
		.collectivite_count = concerned.collectivite_count,
		.partners = concerned.partners,
		.partner_count = concerned.partner_count,
	};
	emit(decision, event, &audience);
}
