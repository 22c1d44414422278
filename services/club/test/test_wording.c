/* Every event in words, as a national agent reads it. */
#include "fixture.h"

static void assert_told(struct harness *harness, const char *title, const char *text)
{
	const Club__ListNoticesResponse *told = notices(harness, nation(harness, "anct"));

	assert_string_equal(told->notices[0]->title, title);
	assert_string_equal(told->notices[0]->text, text);
	assert_null(strchr(told->notices[0]->title, '\n'));
}

static struct harness *club_new(void)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);

	join(harness, nation(harness, "anct"));
	return harness;
}

static void candidacies(void **state)
{
	struct harness *harness = club_new();
	Registry__OpinionGiven opinion = REGISTRY__OPINION_GIVEN__INIT;
	Registry__CandidacyRefused refused_ = REGISTRY__CANDIDACY_REFUSED__INIT;
	Registry__CandidacyWithdrawn withdrawn = REGISTRY__CANDIDACY_WITHDRAWN__INIT;

	(void)state;
	submit(harness);
	assert_told(harness, "Candidature déposée : La Ferté-sous-Jouarre et Coulommiers",
		    "La Ferté-sous-Jouarre et Coulommiers : une candidature au programme Petites villes de "
		    "demain est déposée. La préfecture du département 77 l'instruit.");
	opinion.candidacy_id = CANDIDACY_ID;
	opinion.kind = REGISTRY__OPINION_KIND__OPINION_KIND_FAVOURABLE;
	harness_source(harness, "registry", &opinion.base, &CONCERNED);
	assert_told(harness, "Avis favorable du préfet : La Ferté-sous-Jouarre et Coulommiers",
		    "La Ferté-sous-Jouarre et Coulommiers : le préfet rend un avis favorable.");
	opinion.kind = REGISTRY__OPINION_KIND__OPINION_KIND_RESERVED;
	opinion.rank = 1;
	opinion.comment = "À préciser";
	harness_source(harness, "registry", &opinion.base, &CONCERNED);
	assert_told(harness, "Avis réservé du préfet : La Ferté-sous-Jouarre et Coulommiers",
		    "La Ferté-sous-Jouarre et Coulommiers : le préfet rend un avis réservé et classe la "
		    "candidature 1re de son département. «\u00a0À préciser\u00a0»");
	refused_.candidacy_id = CANDIDACY_ID;
	refused_.reason = "Projet trop court";
	refused_.decision_reference = "ANCT 3";
	harness_source(harness, "registry", &refused_.base, &CONCERNED);
	assert_told(harness, "Candidature non retenue : La Ferté-sous-Jouarre et Coulommiers",
		    "La Ferté-sous-Jouarre et Coulommiers : la candidature n'est pas retenue (référence : "
		    "ANCT 3). Motif : «\u00a0Projet trop court\u00a0». Une nouvelle candidature peut être "
		    "déposée.");
	withdrawn.candidacy_id = CANDIDACY_ID;
	withdrawn.reason = "Le conseil a changé d'avis";
	harness_source(harness, "registry", &withdrawn.base, &CONCERNED);
	assert_told(
		harness, "Candidature retirée : La Ferté-sous-Jouarre et Coulommiers",
		"La Ferté-sous-Jouarre et Coulommiers : la candidature est retirée par ceux qui l'avaient "
		"déposée. Motif : «\u00a0Le conseil a changé d'avis\u00a0».");
	club_free(harness);
}

/* A text may hold line ends, a name be long, a candidacy be of many communes, an entry older than names. */
static void texts_of_people(void **state)
{
	struct harness *harness = club_new();
	Registry__CandidacySubmitted event = candidacy_submitted();
	Registry__LabelGranted label = label_granted();
	char *many[] = {"14001", "14002", "14003", "14004", "14005"}, name[200];

	(void)state;
	event.commune_codes = many;
	event.n_commune_codes = 5;
	event.n_commune_names = 0;
	harness_source(harness, "registry", &event.base, &CONCERNED);
	assert_told(harness, "Candidature déposée : 14001, 14002, 14003 et 2 autres",
		    "14001, 14002, 14003, 14004 et 14005 : une candidature au programme Petites villes de "
		    "demain est déposée. La préfecture du département 77 l'instruit.");
	memset(name, 'a', sizeof name);
	memcpy(name, "Ligne\nautre", 11);
	name[118] = '\0';
	label.territory_name = arena_printf(harness->arena, "%sééé", name);
	label.candidacy_id = "01KZZZZZZZZZZZZZZZZZZZZZZZ";
	harness_source(harness, "registry", &label.base, NULL);
	name[5] = ' ';
	assert_string_equal(notices(harness, nation(harness, "anct"))->notices[0]->title,
			    arena_printf(harness->arena, "Label accordé : %sé…", name));
	club_free(harness);
}

static void selections(void **state)
{
	struct harness *harness = club_new();
	Registry__SelectionProposed event = REGISTRY__SELECTION_PROPOSED__INIT;
	char *ids[] = {CANDIDACY_ID, "01KZZZZZZZZZZZZZZZZZZZZZZZ"};

	(void)state;
	submit(harness);
	event.selection_id = "01KFFFFFFFFFFFFFFFFFFFFFFF";
	event.region_code = "11";
	event.candidacy_ids = ids;
	event.n_candidacy_ids = 1;
	event.committee_date = "2026-01-10";
	event.minutes_reference = "PV 3";
	event.departement_codes = departements;
	event.n_departement_codes = 1;
	harness_source(harness, "registry", &event.base, &CONCERNED);
	assert_told(harness, "Sélection régionale : 1 candidature proposée",
		    "Le comité de la région 11 du 10 janvier 2026 (PV 3) propose, dans cet ordre : La "
		    "Ferté-sous-Jouarre et Coulommiers.");
	event.n_candidacy_ids = 2;
	event.unfavourable_reason = "L'urgence";
	harness_source(harness, "registry", &event.base, &CONCERNED);
	assert_told(harness, "Sélection régionale : 2 candidatures proposées",
		    "Le comité de la région 11 du 10 janvier 2026 (PV 3) propose, dans cet ordre : La "
		    "Ferté-sous-Jouarre et Coulommiers ; candidature 01KZZZZZZZZZZZZZZZZZZZZZZZ. Malgré un "
		    "avis défavorable : «\u00a0L'urgence\u00a0»");
	club_free(harness);
}

static void labels_and_territories(void **state)
{
	struct harness *harness = club_new();
	Registry__TerritoryCreated created = REGISTRY__TERRITORY_CREATED__INIT;
	Registry__TerritoryGeographyChanged changed = REGISTRY__TERRITORY_GEOGRAPHY_CHANGED__INIT;
	Registry__LabelWithdrawn withdrawn = REGISTRY__LABEL_WITHDRAWN__INIT;
	Registry__CommitteeHeld held = REGISTRY__COMMITTEE_HELD__INIT;
	Registry__Committee committee = REGISTRY__COMMITTEE__INIT;
	char *axes[] = {"Habitat", "Commerce et halles"};

	(void)state;
	submit(harness);
	grant(harness);
	assert_told(harness, "Label accordé : Pays fertois",
		    "Le territoire Pays fertois (La Ferté-sous-Jouarre et Coulommiers) entre dans le "
		    "programme Petites villes de demain (référence : ANCT 2026-12, 1er janvier 2026).");
	created.territory_id = TERRITORY_ID;
	created.name = "Pays fertois";
	created.departement_codes = departements;
	created.n_departement_codes = 1;
	harness_source(harness, "registry", &created.base, NULL);
	assert_int_equal(notices(harness, nation(harness, "anct"))->n_notices, 2);
	changed.territory_id = TERRITORY_ID;
	changed.cog_year = 2027;
	changed.note = "Jouarre rejoint La Ferté.";
	harness_source(harness, "registry", &changed.base, NULL);
	assert_told(harness, "Périmètre modifié : Pays fertois",
		    "Le code officiel géographique 2027 change le périmètre du territoire Pays fertois. "
		    "«\u00a0Jouarre rejoint La Ferté.\u00a0»");
	committee.held_on = "2026-02-10";
	committee.place = "Mairie";
	held.territory_id = TERRITORY_ID;
	held.committee = &committee;
	harness_source(harness, "registry", &held.base, NULL);
	assert_told(
		harness, "Comité de projet : Pays fertois",
		"Le comité de projet du territoire Pays fertois s'est réuni le 10 février 2026 (Mairie).");
	committee.decisions = "La halle d'abord.";
	committee.axes = axes;
	committee.n_axes = 2;
	harness_source(harness, "registry", &held.base, NULL);
	assert_told(
		harness, "Comité de projet : Pays fertois",
		"Le comité de projet du territoire Pays fertois s'est réuni le 10 février 2026 (Mairie). "
		"Décisions : «\u00a0La halle d'abord.\u00a0» Axes adoptés : Habitat ; Commerce et halles.");
	withdrawn.label_id = LABEL_ID;
	withdrawn.reason = "Convention non signée";
	withdrawn.decision_reference = "ANCT 2026-40";
	harness_source(harness, "registry", &withdrawn.base, NULL);
	assert_told(harness, "Label retiré : Pays fertois",
		    "Le territoire Pays fertois sort du programme (référence : ANCT 2026-40). Motif : "
		    "«\u00a0Convention non signée\u00a0».");
	club_free(harness);
}

static void score(struct harness *harness, bool first, bool second)
{
	Eligibility__CandidacyScored event = ELIGIBILITY__CANDIDACY_SCORED__INIT;
	Eligibility__Standing a = ELIGIBILITY__STANDING__INIT, b = ELIGIBILITY__STANDING__INIT;
	Eligibility__Standing *standings[] = {&a, &b};

	event.candidacy_id = CANDIDACY_ID;
	event.run_id = RUN_ID;
	event.standings = standings;
	event.n_standings = 2;
	a.commune_code = "77183";
	b.commune_code = "77131";
	a.eligible = first;
	b.eligible = second;
	a.failed_criterion = b.failed_criterion = "POPULATION_LIMIT";
	a.rank_departement = b.rank_departement = 1;
	a.count_departement = b.count_departement = 42;
	a.rank_nation = b.rank_nation = 1205;
	a.count_nation = b.count_nation = 2560;
	harness_source(harness, "eligibility", &event.base, &CONCERNED);
}

/* A run scores every open candidacy again: what it does not change is no news. */
static void scores(void **state)
{
	struct harness *harness = club_new();

	(void)state;
	submit(harness);
	run_completed(harness);
	assert_told(harness, "Nouveau classement des communes",
		    "La grille grille-2026 a été appliquée à 34\u202f969 communes : 2\u202f560 remplissent "
		    "les critères d'entrée (criteria-2026).");
	score(harness, true, false);
	assert_told(harness, "Score calculé : La Ferté-sous-Jouarre et Coulommiers",
		    "La Ferté-sous-Jouarre : 1re sur 42 dans le département, 1\u202f205e sur 2\u202f560 en "
		    "France. Coulommiers : ne remplit pas les critères (trop d'habitants).");
	assert_int_equal(notices(harness, nation(harness, "anct"))->n_notices, 3);
	score(harness, true, false);
	score(harness, true, false);
	assert_int_equal(notices(harness, nation(harness, "anct"))->n_notices, 3);
	score(harness, true, true);
	assert_int_equal(notices(harness, nation(harness, "anct"))->n_notices, 4);
	score(harness, true, true);
	assert_int_equal(notices(harness, nation(harness, "anct"))->n_notices, 4);
	club_free(harness);
}

static void measures(void **state)
{
	struct harness *harness = club_new();
	Funding__MeasuresAdopted event = FUNDING__MEASURES_ADOPTED__INIT;
	Funding__Measure a = FUNDING__MEASURE__INIT, b = FUNDING__MEASURE__INIT, *both[] = {&a, &b};

	(void)state;
	a.id = "chef-de-projet";
	a.title = "Chef de projet";
	b.title = "Manager de commerce";
	event.measures = both;
	event.n_measures = 1;
	harness_source(harness, "funding", &event.base, NULL);
	assert_told(harness, "Mesure nouvelle ou modifiée : Chef de projet",
		    "L'offre de services du programme change : Chef de projet.");
	event.n_measures = 2;
	harness_source(harness, "funding", &event.base, NULL);
	assert_told(harness, "2 mesures nouvelles ou modifiées",
		    "L'offre de services du programme change : Chef de projet ; Manager de commerce.");
	club_free(harness);
}

static void instruction(void **state)
{
	struct harness *harness = club_new();
	Funding__DocumentsRequested requested = FUNDING__DOCUMENTS_REQUESTED__INIT;
	Funding__ApplicationCompleted completed = FUNDING__APPLICATION_COMPLETED__INIT;
	char *codes[] = {"deliberation", "devis"};

	(void)state;
	file_application(harness);
	assert_told(
		harness, "Demande déposée : Poste de 2026 (Pays fertois)",
		"Le territoire Pays fertois demande, au titre de la mesure «\u00a0Chef de projet\u00a0» : "
		"45\u202f000,50\u00a0€ (État 30\u202f000,00\u00a0€, Banque des territoires "
		"15\u202f000,50\u00a0€).");
	requested.application_id = completed.application_id = APPLICATION_ID;
	requested.document_codes = codes;
	requested.n_document_codes = 2;
	harness_source(harness, "funding", &requested.base, &CONCERNED);
	assert_told(harness, "Pièces demandées : Poste de 2026 (Pays fertois)",
		    "Poste de 2026 (Pays fertois) : le dossier est incomplet. Pièces attendues : "
		    "deliberation et devis.");
	harness_source(harness, "funding", &completed.base, &CONCERNED);
	assert_told(harness, "Dossier complet : Poste de 2026 (Pays fertois)",
		    "Poste de 2026 (Pays fertois) : le dossier est déclaré complet.");
	completed.deemed = true;
	harness_source(harness, "funding", &completed.base, &CONCERNED);
	assert_told(harness, "Dossier complet : Poste de 2026 (Pays fertois)",
		    "Poste de 2026 (Pays fertois) : le dossier est réputé complet, rien n'ayant été demandé "
		    "dans le délai.");
	club_free(harness);
}

static void decisions(void **state)
{
	struct harness *harness = club_new();
	Funding__ApplicationGranted granted = FUNDING__APPLICATION_GRANTED__INIT;
	Funding__ApplicationRefused refused_ = FUNDING__APPLICATION_REFUSED__INIT;
	Funding__ApplicationWithdrawn withdrawn = FUNDING__APPLICATION_WITHDRAWN__INIT;
	Funding__PayerAmount state_amount = FUNDING__PAYER_AMOUNT__INIT, *amounts[] = {&state_amount};

	(void)state;
	file_application(harness);
	state_amount.payer = "etat";
	state_amount.amount_cents = 4500000;
	granted.application_id = refused_.application_id = withdrawn.application_id = APPLICATION_ID;
	granted.amounts = amounts;
	granted.n_amounts = 1;
	granted.decision_reference = refused_.decision_reference = "A 7";
	granted.decision_date = refused_.decision_date = "2026-02-03";
	harness_source(harness, "funding", &granted.base, &CONCERNED);
	assert_told(harness, "Subvention accordée : Poste de 2026 (Pays fertois)",
		    "Poste de 2026 (Pays fertois) : État 45\u202f000,00\u00a0€. Référence : A 7, 3 février "
		    "2026.");
	refused_.rule = "CGCT R2334-27";
	refused_.reason = "Commencé trop tôt";
	harness_source(harness, "funding", &refused_.base, &CONCERNED);
	assert_told(harness, "Demande refusée : Poste de 2026 (Pays fertois)",
		    "Poste de 2026 (Pays fertois) : la demande est refusée. Règle : CGCT R2334-27. Motif : "
		    "«\u00a0Commencé trop tôt\u00a0». Référence : A 7, 3 février 2026.");
	withdrawn.reason = "Sans suite";
	harness_source(harness, "funding", &withdrawn.base, &CONCERNED);
	assert_told(harness, "Demande retirée : Poste de 2026 (Pays fertois)",
		    "Poste de 2026 (Pays fertois) : la demande est retirée. Motif : «\u00a0Sans "
		    "suite\u00a0».");
	withdrawn.released = amounts;
	withdrawn.n_released = 1;
	harness_source(harness, "funding", &withdrawn.base, &CONCERNED);
	assert_told(harness, "Demande retirée : Poste de 2026 (Pays fertois)",
		    "Poste de 2026 (Pays fertois) : la demande est retirée. Motif : «\u00a0Sans "
		    "suite\u00a0». Somme rendue : État 45\u202f000,00\u00a0€.");
	club_free(harness);
}

static void money(void **state)
{
	struct harness *harness = club_new();
	Funding__FundsCommitted committed = FUNDING__FUNDS_COMMITTED__INIT;
	Funding__PaymentRecorded paid = FUNDING__PAYMENT_RECORDED__INIT;

	(void)state;
	committed.application_id = paid.application_id = APPLICATION_ID;
	committed.payer = "anah";
	committed.amount_cents = 123456;
	committed.commitment_reference = "2101234567";
	harness_source(harness, "funding", &committed.base, &CONCERNED);
	assert_told(harness, "Crédits engagés : demande " APPLICATION_ID,
		    "demande " APPLICATION_ID " : 1\u202f234,56\u00a0€ engagés par le financeur Anah "
		    "(engagement 2101234567).");
	file_application(harness);
	paid.payer = "departement-77";
	paid.amount_cents = 100;
	paid.reference = "M 12";
	paid.paid_on = "2026-03-31";
	harness_source(harness, "funding", &paid.base, &CONCERNED);
	assert_told(harness, "Versement : Poste de 2026 (Pays fertois)",
		    "Poste de 2026 (Pays fertois) : 1,00\u00a0€ versés le 31 mars 2026 par le financeur "
		    "departement-77 (référence M 12).");
	club_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(candidacies), cmocka_unit_test(texts_of_people),
		cmocka_unit_test(selections),  cmocka_unit_test(labels_and_territories),
		cmocka_unit_test(scores),      cmocka_unit_test(measures),
		cmocka_unit_test(instruction), cmocka_unit_test(decisions),
		cmocka_unit_test(money),
	};

	return cmocka_run_group_tests_name("club/wording", tests, NULL, NULL);
}
