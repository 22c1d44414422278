/* Three territories, as the registry says them, and a catalogue of four measures, one of each kind of rule. Tests
 * file with an `ask` and change what they want to see refused. */
#ifndef PVD_FUNDING_TEST_FIXTURE_H
#define PVD_FUNDING_TEST_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"

#include "base/quantity.h"
#include "funding/application.h"
#include "funding/service.h"
#include "funding_binding.h"
#include "pvd/registry/v1/territory.pb-c.h"

#define BRIE  "01JTERRAT0BR1E000000000000"
#define SEINE "01JTERRAT0SE1NE00000000000" /* over two départements, the first one coordinates */
#define SUD   "01JTERRAT0SVD0000000000000"

#define EPCI_SEINE "200010015"
#define EPCI_BRIE  "200010023"
#define EPCI_SUD   "200010031"

#define EUROS(n) (INT64_C(100) * (n))
#define DAY_MS   INT64_C(86400000)

/* ---- Who acts */

static inline Bus__Actor *anct(struct harness *harness)
{
	return harness_actor(harness, "anct", BUS__ROLE__ROLE_ANCT, NULL);
}

static inline Bus__Actor *prefecture(struct harness *harness, const char *departement)
{
	return harness_actor(harness, "prefecture", BUS__ROLE__ROLE_PREFECTURE, departement);
}

static inline Bus__Actor *partner(struct harness *harness, const char *payer)
{
	Bus__Actor *actor = harness_actor(harness, "partner", BUS__ROLE__ROLE_PARTNER, NULL);

	actor->scope->partner = (char *)(uintptr_t)payer;
	return actor;
}

static inline Bus__Actor *town(struct harness *harness, const char *code)
{
	return harness_collectivite(harness, "mairie", code);
}

/* ---- Territories */

static inline void territory(struct harness *harness, char *id, char *name, char *commune, char *other,
			     char *epci, char *departement, char *second)
{
	Registry__TerritoryCreated event = REGISTRY__TERRITORY_CREATED__INIT;
	char *communes[] = {commune, other}, *departements[] = {departement, second};

	event.territory_id = id;
	event.name = name;
	event.label_id = "label";
	event.commune_codes = communes;
	event.n_commune_codes = 1 + (other != NULL);
	event.epci_sirens = &epci;
	event.n_epci_sirens = 1;
	event.coordinating_departement_code = departement;
	event.departement_codes = departements;
	event.n_departement_codes = 1 + (second != NULL);
	event.decision_date = "2021-03-01";
	event.decision_reference = "Décision 1";
	harness_source(harness, "registry", &event.base, NULL);
}

static inline void territory_ends(struct harness *harness, char *id)
{
	Registry__TerritoryEnded event = REGISTRY__TERRITORY_ENDED__INIT;

	event.territory_id = id;
	event.reason = "Retrait du label";
	event.decision_reference = "Décision 2";
	harness_source(harness, "registry", &event.base, NULL);
}

/* ---- The catalogue */

struct catalogue {
	Funding__Measure manager, volunteer, works, later;
	Funding__ShareOfCost manager_share, works_share, later_share;
	Funding__CoPayer anah, *co_payers[1];
	Funding__FlatAmount flat;
	Funding__Document convention, *manager_documents[1];
	Funding__Document note, plan, *works_documents[2];
	Funding__Measure *measures[4];
};

static char *STATE_PAYERS[] = {"etat", "anct", "banque-des-territoires"};
static char *STATE_PAYER[] = {"etat"};

static inline void measure_of(Funding__Measure *measure, char *id, char *title, char **payers, size_t count)
{
	funding__measure__init(measure);
	measure->id = id;
	measure->version = "1";
	measure->title = title;
	measure->pillar = FUNDING__PILLAR__PILLAR_ENGINEERING;
	measure->payers = payers;
	measure->n_payers = count;
	measure->source = "Lettre de l'offre";
	measure->read_on = "2026-01-02";
}

/* chef-de-projet: 75 %, 45 000 a year, 55 000 with the Anah, until 2026-03-31. vta: 15 000. detr: 20 to 80 % of the
 * whole, complete after three months of silence. later: opens on 2026-09-01. */
static inline struct catalogue *catalogue_new(struct harness *harness)
{
	struct catalogue *all = arena_alloc(harness->arena, sizeof *all);

	measure_of(&all->manager, "chef-de-projet", "Chef de projet", STATE_PAYERS, 3);
	all->manager.closes_on = "2026-03-31";
	all->manager.max_months = 36;
	funding__document__init(&all->convention);
	all->convention.code = "convention";
	all->convention.title = "Convention signée";
	all->manager_documents[0] = &all->convention;
	all->manager.documents = all->manager_documents;
	all->manager.n_documents = 1;
	funding__share_of_cost__init(&all->manager_share);
	all->manager_share.rate_bp = 7500;
	all->manager_share.annual_ceiling_cents = EUROS(45000);
	funding__co_payer__init(&all->anah);
	all->anah.payer = "anah";
	all->anah.rate_bp = 5000;
	all->anah.annual_base_ceiling_cents = EUROS(80000);
	all->anah.annual_ceiling_cents = EUROS(40000);
	all->anah.raised_annual_ceiling_cents = EUROS(55000);
	all->anah.document_code = "opah";
	all->anah.source = "Offre, part Anah";
	all->co_payers[0] = &all->anah;
	all->manager_share.co_payers = all->co_payers;
	all->manager_share.n_co_payers = 1;
	all->manager.amount_case = FUNDING__MEASURE__AMOUNT_SHARE;
	all->manager.share = &all->manager_share;

	measure_of(&all->volunteer, "vta", "Volontariat", STATE_PAYER, 1);
	all->volunteer.max_months = 18;
	funding__flat_amount__init(&all->flat);
	all->flat.amount_cents = EUROS(15000);
	all->volunteer.amount_case = FUNDING__MEASURE__AMOUNT_FLAT;
	all->volunteer.flat = &all->flat;

	measure_of(&all->works, "detr", "DETR", STATE_PAYER, 1);
	all->works.pillar = FUNDING__PILLAR__PILLAR_FUNDING;
	all->works.completeness_months = 3;
	all->works.legal_reference = "CGCT R2334-27";
	funding__document__init(&all->note);
	all->note.code = "note";
	all->note.title = "Note explicative";
	funding__document__init(&all->plan);
	all->plan.code = "plan";
	all->plan.title = "Plan de financement";
	all->works_documents[0] = &all->note;
	all->works_documents[1] = &all->plan;
	all->works.documents = all->works_documents;
	all->works.n_documents = 2;
	funding__share_of_cost__init(&all->works_share);
	all->works_share.rate_bp = 8000;
	all->works_share.min_rate_bp = 2000;
	all->works.amount_case = FUNDING__MEASURE__AMOUNT_SHARE;
	all->works.share = &all->works_share;

	measure_of(&all->later, "etude", "Étude", STATE_PAYERS, 3);
	all->later.opens_on = "2026-09-01";
	funding__share_of_cost__init(&all->later_share);
	all->later_share.rate_bp = 5000;
	all->later.amount_case = FUNDING__MEASURE__AMOUNT_SHARE;
	all->later.share = &all->later_share;

	all->measures[0] = &all->manager;
	all->measures[1] = &all->volunteer;
	all->measures[2] = &all->works;
	all->measures[3] = &all->later;
	return all;
}

static inline struct answer adopt(struct harness *harness, struct catalogue *catalogue)
{
	Funding__AdoptCatalogueRequest request = FUNDING__ADOPT_CATALOGUE_REQUEST__INIT;

	request.measures = catalogue->measures;
	request.n_measures = 4;
	return harness_call(harness, anct(harness), "AdoptCatalogue", &request.base);
}

/* 2026-01-15T12:00:00Z, with the territories and the catalogue. */
static inline struct harness *funding_new(void)
{
	struct harness *harness = harness_new(&FUNDING_SERVICE);

	territory(harness, BRIE, "Brie", "77131", "77183", EPCI_BRIE, "77", NULL);
	territory(harness, SEINE, "Seine et Auge", "14366", "27016", EPCI_SEINE, "14", "27");
	territory(harness, SUD, "Sud", "97411", NULL, EPCI_SUD, "974", NULL);
	assert_accepted(adopt(harness, catalogue_new(harness)));
	return harness;
}

/* Every test ends with a verified journal, a state equal to its rebuild, and a ledger that balances. */
static inline Funding__CheckLedgerResponse *check_ledger(struct harness *harness)
{
	Funding__CheckLedgerRequest request = FUNDING__CHECK_LEDGER_REQUEST__INIT;
	struct answer answer = harness_call(harness, anct(harness), "CheckLedger", &request.base);

	assert_accepted(answer);
	return answer.response;
}

static inline void funding_free(struct harness *harness)
{
	Funding__CheckLedgerResponse *ledger = check_ledger(harness);

	if (!ledger->balanced)
		fail_msg("%s", ledger->fault);
	harness_check(harness);
	harness_free(harness);
}

#define assert_nothing_written(harness, given, reason_)                                                      \
	do {                                                                                                 \
		uint64_t before_ = harness_sequence(harness);                                                \
		assert_refused(given, reason_);                                                              \
		assert_int_equal(harness_sequence(harness), before_);                                        \
	} while (0)

/* The refusal names that figure. */
static inline void assert_says_amount(struct answer answer, int64_t cents)
{
	char text[CENTS_TEXT_SIZE];

	cents_text((struct cents){.cents = cents}, text);
	if (!strstr(answer.message, text))
		fail_msg("no %s in: %s", text, answer.message);
}

/* ---- An application */

enum { ASK_MAX = 4 };
struct ask {
	char *territory, *beneficiary, *measure, *starts_on;
	unsigned months;
	int64_t cost;
	struct {
		char *payer;
		int64_t cents;
	} amounts[ASK_MAX];
	struct {
		char *code, *reference;
	} documents[ASK_MAX];
};

/* A year of a project manager who costs 60 000, at the ceiling. */
static const struct ask MANAGER = {
	.territory = BRIE,
	.beneficiary = "77131",
	.measure = "chef-de-projet",
	.starts_on = "2026-02-01",
	.months = 12,
	.cost = EUROS(60000),
	.amounts = {{"etat", EUROS(30000)}, {"banque-des-territoires", EUROS(15000)}},
	.documents = {{"convention", "Convention du 3 mars 2021"}},
};

/* Works of 100 000 for half of it, no document yet. */
static const struct ask WORKS = {
	.territory = BRIE,
	.beneficiary = "77131",
	.measure = "detr",
	.starts_on = "2026-09-01",
	.cost = EUROS(100000),
	.amounts = {{"etat", EUROS(50000)}},
};

static inline Funding__PayerAmount **amounts_of(struct harness *harness, const struct ask *ask, size_t *count)
{
	Funding__PayerAmount **list = arena_array(harness->arena, ASK_MAX, sizeof *list);

	for (*count = 0; *count < ASK_MAX && ask->amounts[*count].payer; ++*count) {
		Funding__PayerAmount *amount = arena_alloc(harness->arena, sizeof *amount);

		funding__payer_amount__init(amount);
		amount->payer = ask->amounts[*count].payer;
		amount->amount_cents = ask->amounts[*count].cents;
		list[*count] = amount;
	}
	return list;
}

static inline Funding__FiledDocument **documents_of_ask(struct harness *harness, const struct ask *ask,
							size_t *count)
{
	Funding__FiledDocument **list = arena_array(harness->arena, ASK_MAX, sizeof *list);

	for (*count = 0; *count < ASK_MAX && ask->documents[*count].code; ++*count) {
		Funding__FiledDocument *document = arena_alloc(harness->arena, sizeof *document);

		funding__filed_document__init(document);
		document->code = ask->documents[*count].code;
		document->reference = ask->documents[*count].reference;
		list[*count] = document;
	}
	return list;
}

static inline struct answer file_as(struct harness *harness, const Bus__Actor *actor, const struct ask *ask)
{
	Funding__FileApplicationRequest request = FUNDING__FILE_APPLICATION_REQUEST__INIT;

	request.territory_id = ask->territory;
	request.beneficiary_code = ask->beneficiary;
	request.measure_id = ask->measure;
	request.title = "Un centre qui revit";
	request.starts_on = ask->starts_on;
	request.months = ask->months;
	request.annual_cost_cents = ask->cost;
	request.amounts = amounts_of(harness, ask, &request.n_amounts);
	request.documents = documents_of_ask(harness, ask, &request.n_documents);
	return harness_call(harness, actor, "FileApplication", &request.base);
}

/* By the beneficiary. */
static inline struct answer file(struct harness *harness, const struct ask *ask)
{
	return file_as(harness, town(harness, ask->beneficiary), ask);
}

static inline Funding__Application *filed(struct answer answer)
{
	assert_accepted(answer);
	return ((Funding__FileApplicationResponse *)answer.response)->application;
}

static inline Funding__Application *get(struct harness *harness, char *id)
{
	Funding__GetApplicationRequest request = FUNDING__GET_APPLICATION_REQUEST__INIT;

	request.application_id = id;
	struct answer answer = harness_call(harness, anct(harness), "GetApplication", &request.base);

	assert_accepted(answer);
	return ((Funding__GetApplicationResponse *)answer.response)->application;
}

#endif
