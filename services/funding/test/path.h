/* The way of an application from filing to its last payment, step by step. */
#ifndef PVD_FUNDING_TEST_PATH_H
#define PVD_FUNDING_TEST_PATH_H

#include "fixture.h"

static inline struct answer declare(struct harness *harness, const Bus__Actor *actor, char *id)
{
	Funding__DeclareCompleteRequest request = FUNDING__DECLARE_COMPLETE_REQUEST__INIT;

	request.application_id = id;
	return harness_call(harness, actor, "DeclareComplete", &request.base);
}

static inline struct answer ask_documents(struct harness *harness, char *id, char *first, char *second)
{
	Funding__RequestDocumentsRequest request = FUNDING__REQUEST_DOCUMENTS_REQUEST__INIT;
	char *codes[] = {first, second};

	request.application_id = id;
	request.document_codes = codes;
	request.n_document_codes = (first != NULL) + (second != NULL);
	request.note = "Il manque le cachet";
	return harness_call(harness, prefecture(harness, "77"), "RequestDocuments", &request.base);
}

static inline struct answer provide_as(struct harness *harness, const Bus__Actor *actor, char *id, char *code,
				       char *reference)
{
	Funding__ProvideDocumentsRequest request = FUNDING__PROVIDE_DOCUMENTS_REQUEST__INIT;
	Funding__FiledDocument document = FUNDING__FILED_DOCUMENT__INIT, *documents = &document;

	document.code = code;
	document.reference = reference;
	request.application_id = id;
	request.documents = &documents;
	request.n_documents = 1;
	return harness_call(harness, actor, "ProvideDocuments", &request.base);
}

static inline struct answer provide(struct harness *harness, char *id, char *code)
{
	return provide_as(harness, town(harness, "77131"), id, code, "Pièce 1");
}

static inline struct answer grant(struct harness *harness, const Bus__Actor *actor, char *id,
				  const struct ask *ask)
{
	Funding__GrantApplicationRequest request = FUNDING__GRANT_APPLICATION_REQUEST__INIT;

	request.application_id = id;
	request.amounts = amounts_of(harness, ask, &request.n_amounts);
	request.decision_reference = "Arrêté 2026-12";
	request.decision_date = "2026-01-14";
	return harness_call(harness, actor, "GrantApplication", &request.base);
}

static inline struct answer turn_down(struct harness *harness, char *id, char *reason)
{
	Funding__RefuseApplicationRequest request = FUNDING__REFUSE_APPLICATION_REQUEST__INIT;

	request.application_id = id;
	request.rule = "CGCT R2334-24";
	request.reason = reason;
	request.decision_reference = "Arrêté 2026-13";
	request.decision_date = "2026-01-14";
	return harness_call(harness, prefecture(harness, "77"), "RefuseApplication", &request.base);
}

static inline struct answer take_back(struct harness *harness, const Bus__Actor *actor, char *id)
{
	Funding__WithdrawApplicationRequest request = FUNDING__WITHDRAW_APPLICATION_REQUEST__INIT;

	request.application_id = id;
	request.reason = "Le conseil a changé d'avis";
	return harness_call(harness, actor, "WithdrawApplication", &request.base);
}

static inline struct answer commit(struct harness *harness, const Bus__Actor *actor, char *id, char *payer,
				   int64_t cents, char *reference)
{
	Funding__CommitFundsRequest request = FUNDING__COMMIT_FUNDS_REQUEST__INIT;

	request.application_id = id;
	request.payer = payer;
	request.amount_cents = cents;
	request.commitment_reference = reference;
	return harness_call(harness, actor, "CommitFunds", &request.base);
}

static inline struct answer pay(struct harness *harness, const Bus__Actor *actor, char *id, char *payer,
				int64_t cents, char *reference)
{
	Funding__RecordPaymentRequest request = FUNDING__RECORD_PAYMENT_REQUEST__INIT;

	request.application_id = id;
	request.payer = payer;
	request.amount_cents = cents;
	request.reference = reference;
	request.paid_on = "2026-01-15";
	return harness_call(harness, actor, "RecordPayment", &request.base);
}

/* Filed, complete, and granted as it was asked. */
static inline char *granted(struct harness *harness, const struct ask *ask)
{
	Bus__Actor *prefet = prefecture(harness, "77");
	char *id = filed(file(harness, ask))->id;

	assert_accepted(declare(harness, prefet, id));
	assert_accepted(grant(harness, prefet, id, ask));
	return id;
}

#endif
