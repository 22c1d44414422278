#include <stdio.h>

#include "acts.h"
#include "base/code.h"
#include "cast.h"
#include "funding.h"
#include "geography.h"
#include "pvd/funding/v1/application.pb-c.h"
#include "pvd/funding/v1/measure.pb-c.h"
#include "pvd/funding/v1/money.pb-c.h"
#include "pvd/registry/v1/territory.pb-c.h"
#include "world.h"

/* What users have heard: of territories that could be paid for, and of what was asked for them. */
enum { TERRITORIES_MAX = 32, APPLICATIONS_MAX = 16, ID_SIZE_MAX = 32, PAYERS = 2, COST = 1000000 };

static char *const PAYER_CODES[PAYERS] = {"etat", "banque-des-territoires"};

static struct {
	struct {
		char id[ID_SIZE_MAX], commune[GEO_CODE_SIZE], departement[CODE_DEPARTEMENT_SIZE];
	} territories[TERRITORIES_MAX];
	unsigned territory_count;
	struct heard {
		char id[ID_SIZE_MAX], departement[CODE_DEPARTEMENT_SIZE];
		int64_t granted[PAYERS], committed[PAYERS], paid[PAYERS];
	} applications[APPLICATIONS_MAX];
	unsigned application_count;
} board;

/* ---- Hearing */

static void hear_territory(const Registry__Territory *territory)
{
	unsigned at = board.territory_count;

	if (at == TERRITORIES_MAX || territory->n_commune_codes == 0)
		return;
	board.territory_count++;
	snprintf(board.territories[at].id, ID_SIZE_MAX, "%s", territory->id);
	snprintf(board.territories[at].commune, GEO_CODE_SIZE, "%s", territory->commune_codes[0]);
	snprintf(board.territories[at].departement, CODE_DEPARTEMENT_SIZE, "%s",
		 territory->coordinating_departement_code);
}

static void territories_listed(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Registry__ListTerritoriesResponse *response = verdict->response;

	(void)user, (void)intent;
	if (!verdict->ok)
		return;
	board.territory_count = 0;
	for (size_t i = 0; i < response->n_territories; i++)
		hear_territory(response->territories[i]);
}

static struct heard *heard_of(const char *id)
{
	for (unsigned i = 0; i < APPLICATIONS_MAX && i < board.application_count; i++)
		if (strcmp(board.applications[i].id, id) == 0)
			return &board.applications[i];
	return NULL;
}

/* Whoever is shown an application sees that it holds together. */
static void shown(const struct user *user, const Funding__Application *application)
{
	struct heard *heard = heard_of(application->id);
	bool seen = false;

	for (size_t i = 0; i < application->n_departement_codes && !seen; i++)
		seen = user_sees(user, application->departement_codes[i]);
	holds(seen, "scope is never crossed", "%s was shown an application of %s", user->name,
	      application->departement_codes[0]);
	check_application(application);
	for (size_t i = 0; heard && i < application->n_lines; i++)
		for (unsigned n = 0; n < PAYERS; n++) {
			const Funding__PayerLine *line = application->lines[i];

			if (strcmp(line->payer, PAYER_CODES[n]) != 0)
				continue;
			heard->granted[n] = line->granted_cents;
			heard->committed[n] = line->committed_cents;
			heard->paid[n] = line->paid_cents;
		}
}

static void filed(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Funding__FileApplicationResponse *response = verdict->response;
	struct heard *heard = &board.applications[board.application_count % APPLICATIONS_MAX];

	(void)intent;
	if (!verdict->ok)
		return;
	memset(heard, 0, sizeof *heard);
	snprintf(heard->id, ID_SIZE_MAX, "%s", response->application->id);
	snprintf(heard->departement, CODE_DEPARTEMENT_SIZE, "%s",
		 response->application->coordinating_departement_code);
	board.application_count++;
	shown(user, response->application);
}

/* Every answer to an act on an application holds it, and nothing else. */
static void done(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Funding__GetApplicationResponse *response = verdict->response;

	(void)intent;
	if (verdict->ok && response->application)
		shown(user, response->application);
}

/* ---- Choosing */

/* Most often one that the user may see. */
static struct heard *some_application(struct user *user)
{
	unsigned known =
		board.application_count < APPLICATIONS_MAX ? board.application_count : APPLICATIONS_MAX;
	struct heard *heard = NULL;

	if (known == 0)
		return NULL;
	do
		heard = &board.applications[chance_below(&user->chance, known)];
	while (!user_sees(user, heard->departement) && chance_percent(&user->chance, 80));
	return heard;
}

/* Most often what a person would ask: a part or all of what is left; now and then too much. */
static int64_t some_part(struct user *user, int64_t left)
{
	if (left <= 0 || chance_percent(&user->chance, 15))
		return 1 + chance_below(&user->chance, COST);
	return chance_percent(&user->chance, 60) ? left : 1 + chance_between(&user->chance, 0, left - 1);
}

/* ---- Acting */

void act_adopt_catalogue(struct user *user)
{
	Funding__AdoptCatalogueRequest request = FUNDING__ADOPT_CATALOGUE_REQUEST__INIT;
	Funding__Measure measure = FUNDING__MEASURE__INIT, *measures = &measure;
	Funding__ShareOfCost share = FUNDING__SHARE_OF_COST__INIT;
	Funding__Document document = FUNDING__DOCUMENT__INIT, *documents = &document;
	unsigned version = chance_below(&user->chance, 4);
	char text[16];

	snprintf(text, sizeof text, "2026-%u", version);
	measure.id = "travaux";
	measure.version = text;
	measure.title = "Travaux de centre-ville";
	measure.pillar = FUNDING__PILLAR__PILLAR_FUNDING;
	measure.payers = (char **)PAYER_CODES;
	measure.n_payers = PAYERS;
	measure.completeness_months = 3;
	measure.source = "Lettre de l'offre";
	measure.read_on = "2026-01-01";
	document.code = "plan";
	document.title = "Plan de financement";
	measure.documents = &documents;
	measure.n_documents = version % 2;
	share.rate_bp = 8000 - version;
	measure.amount_case = FUNDING__MEASURE__AMOUNT_SHARE;
	measure.share = &share;
	request.measures = &measures;
	request.n_measures = 1;
	user_ask(user, "funding", "AdoptCatalogue", &request.base, NULL, NULL);
}

void act_find_territories(struct user *user)
{
	Registry__ListTerritoriesRequest request = REGISTRY__LIST_TERRITORIES_REQUEST__INIT;

	request.status = REGISTRY__TERRITORY_STATUS__TERRITORY_STATUS_LABELLED;
	user_ask(user, "registry", "ListTerritories", &request.base, territories_listed, NULL);
}

void act_file(struct user *user)
{
	Funding__FileApplicationRequest request = FUNDING__FILE_APPLICATION_REQUEST__INIT;
	Funding__PayerAmount amounts[PAYERS], *list[PAYERS];
	unsigned at;

	if (board.territory_count == 0 || chance_percent(&user->chance, 20)) {
		act_find_territories(user);
		return;
	}
	do
		at = chance_below(&user->chance, board.territory_count);
	while (!user_sees(user, board.territories[at].departement) && chance_percent(&user->chance, 80));
	request.territory_id = board.territories[at].id;
	request.beneficiary_code = board.territories[at].commune;
	request.measure_id = "travaux";
	request.title = "Rouvrir la halle";
	request.starts_on = "2026-09-01";
	request.annual_cost_cents = COST;
	for (unsigned i = 0; i < PAYERS; i++) {
		funding__payer_amount__init(&amounts[i]);
		amounts[i].payer = PAYER_CODES[i];
		amounts[i].amount_cents = 1 + chance_below(&user->chance, COST / 2);
		list[i] = &amounts[i];
	}
	request.amounts = list;
	request.n_amounts = 1 + chance_percent(&user->chance, 60);
	user_ask(user, "funding", "FileApplication", &request.base, filed, NULL);
}

/* Brings what is asked for, asks for it, or says that all is there. */
void act_complete(struct user *user)
{
	Funding__RequestDocumentsRequest request = FUNDING__REQUEST_DOCUMENTS_REQUEST__INIT;
	Funding__ProvideDocumentsRequest provide = FUNDING__PROVIDE_DOCUMENTS_REQUEST__INIT;
	Funding__DeclareCompleteRequest declare = FUNDING__DECLARE_COMPLETE_REQUEST__INIT;
	Funding__FiledDocument document = FUNDING__FILED_DOCUMENT__INIT, *documents = &document;
	struct heard *heard = some_application(user);
	char *code = "plan";

	if (!heard)
		return;
	document.code = code;
	document.reference = "Plan du 3 mars";
	request.application_id = provide.application_id = declare.application_id = heard->id;
	request.document_codes = &code;
	request.n_document_codes = 1;
	request.note = "Il manque le plan";
	provide.documents = &documents;
	provide.n_documents = 1;
	switch (chance_below(&user->chance, 5)) {
	case 0:
		user_ask(user, "funding", "RequestDocuments", &request.base, done, NULL);
		return;
	case 1:
		user_ask(user, "funding", "ProvideDocuments", &provide.base, done, NULL);
		return;
	default:
		user_ask(user, "funding", "DeclareComplete", &declare.base, done, NULL);
	}
}

void act_grant_application(struct user *user)
{
	Funding__GrantApplicationRequest request = FUNDING__GRANT_APPLICATION_REQUEST__INIT;
	Funding__PayerAmount amount = FUNDING__PAYER_AMOUNT__INIT, *list = &amount;
	struct heard *heard = some_application(user);

	if (!heard)
		return;
	request.application_id = heard->id;
	amount.payer = PAYER_CODES[chance_percent(&user->chance, 20)];
	amount.amount_cents = 1 + chance_below(&user->chance, COST / 4);
	request.amounts = &list;
	request.n_amounts = 1;
	request.decision_reference = "Arrêté 12";
	request.decision_date = "2026-01-12";
	user_ask(user, "funding", "GrantApplication", &request.base, done, NULL);
}

void act_withdraw_application(struct user *user)
{
	Funding__WithdrawApplicationRequest request = FUNDING__WITHDRAW_APPLICATION_REQUEST__INIT;
	struct heard *heard = some_application(user);

	if (!heard)
		return;
	request.application_id = heard->id;
	request.reason = "Le projet est abandonné";
	user_ask(user, "funding", "WithdrawApplication", &request.base, done, NULL);
}

void act_commit(struct user *user)
{
	Funding__CommitFundsRequest request = FUNDING__COMMIT_FUNDS_REQUEST__INIT;
	struct heard *heard = some_application(user);
	unsigned payer = chance_percent(&user->chance, 30);

	if (!heard)
		return;
	request.application_id = heard->id;
	request.payer = PAYER_CODES[payer];
	request.amount_cents = some_part(user, heard->granted[payer] - heard->committed[payer]);
	request.commitment_reference = "2102368447";
	user_ask(user, "funding", "CommitFunds", &request.base, done, NULL);
}

void act_pay(struct user *user)
{
	Funding__RecordPaymentRequest request = FUNDING__RECORD_PAYMENT_REQUEST__INIT;
	struct heard *heard = some_application(user);
	unsigned payer = chance_percent(&user->chance, 30);
	char reference[24];

	if (!heard)
		return;
	snprintf(reference, sizeof reference, "DP %u", chance_below(&user->chance, 10000));
	request.application_id = heard->id;
	request.payer = PAYER_CODES[payer];
	request.amount_cents = some_part(user, heard->committed[payer] - heard->paid[payer]);
	request.reference = reference;
	request.paid_on = "2026-01-12";
	user_ask(user, "funding", "RecordPayment", &request.base, done, NULL);
}

/* ---- Looking */

static void ledger_checked(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Funding__CheckLedgerResponse *response = verdict->response;

	(void)intent;
	holds(!verdict->ok || response->balanced, "money is conserved", "%s was told by funding itself: %s",
	      user->name, verdict->ok ? response->fault : "");
}

static void applications_listed(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Funding__ListApplicationsResponse *response = verdict->response;

	(void)intent;
	for (size_t i = 0; verdict->ok && i < response->n_applications; i++)
		shown(user, response->applications[i]);
}

void act_look_at_money(struct user *user)
{
	Funding__ListApplicationsRequest list = FUNDING__LIST_APPLICATIONS_REQUEST__INIT;
	Funding__CheckLedgerRequest check = FUNDING__CHECK_LEDGER_REQUEST__INIT;
	Funding__GetTotalsRequest totals = FUNDING__GET_TOTALS_REQUEST__INIT;

	switch (chance_below(&user->chance, 4)) {
	case 0:
		user_ask(user, "funding", "CheckLedger", &check.base, ledger_checked, NULL);
		return;
	case 1:
		user_ask(user, "funding", "GetTotals", &totals.base, NULL, NULL);
		return;
	default:
		user_ask(user, "funding", "ListApplications", &list.base, applications_listed, NULL);
	}
}
