#include "registry/perimeter.h"

#include <string.h>

#include "registry/geography.h"
#include "registry/population.h"
#include "registry/state.h"

/* The criteria of selection: instruction to the préfets of 16 October 2019, annex 2. */
static const char INSTRUCTION[] = "Instruction du 16 octobre 2019, annexe 2";
/* A commune belongs to an EPCI à fiscalité propre; an island made of one commune may not. */
static const char CGCT_EPCI[] = "CGCT L5210-1-1";

static const char COMMUNES[] = "commune_codes", EPCIS[] = "epci_sirens";

static bool refuse_citing(struct decision *decision, const char *reference)
{
	refusal_cite(decision->refusal, reference);
	return false;
}

static bool is_repeated(char *const *texts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(texts[i], texts[n]) == 0)
			return true;
	return false;
}

static bool check_form(struct decision *decision, const struct perimeter *perimeter)
{
	struct refusal *refusal = decision->refusal;

	if (perimeter->commune_count == 0)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "COMMUNES_MISSING", COMMUNES,
			      "Indiquez au moins une commune.");
	if (perimeter->commune_count > PERIMETER_COMMUNES_MAX)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "TOO_MANY_COMMUNES", COMMUNES,
			      "%zu communes pour %d au plus : déposez plusieurs candidatures.",
			      perimeter->commune_count, PERIMETER_COMMUNES_MAX);
	if (perimeter->epci_count > PERIMETER_EPCI_MAX)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "TOO_MANY_EPCI", EPCIS,
			      "%zu intercommunalités pour %d au plus : déposez plusieurs candidatures.",
			      perimeter->epci_count, PERIMETER_EPCI_MAX);
	for (size_t i = 0; i < perimeter->commune_count; i++) {
		if (!code_is_commune(perimeter->communes[i]))
			return refuse(refusal, FAULT_INVALID_ARGUMENT, "CODE_INVALID", COMMUNES,
				      "« %.20s » n'est pas un code INSEE de commune (cinq caractères, zéros "
				      "compris).",
				      perimeter->communes[i]);
		if (is_repeated(perimeter->communes, i))
			return refuse(refusal, FAULT_INVALID_ARGUMENT, "COMMUNE_TWICE", COMMUNES,
				      "La commune %s figure deux fois. Retirez le doublon.",
				      perimeter->communes[i]);
	}
	for (size_t i = 0; i < perimeter->epci_count; i++) {
		if (!code_is_siren(perimeter->epcis[i]))
			return refuse(refusal, FAULT_INVALID_ARGUMENT, "CODE_INVALID", EPCIS,
				      "« %.20s » n'est pas un SIREN (neuf chiffres).", perimeter->epcis[i]);
		if (is_repeated(perimeter->epcis, i))
			return refuse(refusal, FAULT_INVALID_ARGUMENT, "EPCI_TWICE", EPCIS,
				      "L'intercommunalité %s figure deux fois. Retirez le doublon.",
				      perimeter->epcis[i]);
	}
	return true;
}

static Registry__Commune *find_commune(struct decision *decision, const char *code)
{
	Registry__Commune *commune = commune_load(decision->txn, decision->arena, code);

	if (!commune) {
		refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "COMMUNE_UNKNOWN", COMMUNES,
		       "La commune %s n'existe pas dans le code officiel géographique en vigueur. Vérifiez "
		       "son code.",
		       code);
		return NULL;
	}
	if (commune->ended_cog_year) {
		const char *successor = successor_get(decision->txn, decision->arena, code);

		refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "COMMUNE_ENDED", COMMUNES,
		       "%s (%s) n'existe plus depuis le COG %u. Présentez la commune qui lui a succédé%s%s.",
		       commune->name, code, commune->ended_cog_year, *successor ? " : " : "", successor);
		return NULL;
	}
	return commune;
}

static bool check_epcis_exist(struct decision *decision, const struct perimeter *perimeter)
{
	for (size_t i = 0; i < perimeter->epci_count; i++) {
		Registry__Epci *epci = epci_load(decision->txn, decision->arena, perimeter->epcis[i]);

		if (!epci)
			return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "EPCI_UNKNOWN", EPCIS,
				      "L'intercommunalité %s n'existe pas dans la géographie en vigueur. "
				      "Vérifiez son "
				      "SIREN.",
				      perimeter->epcis[i]);
		if (epci->ended_cog_year)
			return refuse(
				decision->refusal, FAULT_FAILED_PRECONDITION, "EPCI_ENDED", EPCIS,
				"%s (%s) n'existe plus depuis le COG %u. Présentez celle qui lui a succédé.",
				epci->name, epci->siren, epci->ended_cog_year);
	}
	return true;
}

/* The programme is for towns with their intercommunalité (instruction of 16 October 2019): each commune comes
 * with its own. Four islands of one commune have none; they come alone, and the file says why. */
static bool check_membership(struct decision *decision, const struct perimeter *perimeter,
			     const Registry__Commune *commune, bool *used, struct perimeter_facts *facts)
{
	Registry__Epci *epci;

	for (size_t i = 0; i < perimeter->epci_count; i++) {
		if (strcmp(perimeter->epcis[i], commune->epci_siren) == 0) {
			used[i] = true;
			return true;
		}
	}
	if (!*commune->epci_siren) {
		facts->remarks[facts->remark_count++] =
			arena_printf(decision->arena,
				     "%s (%s) n'appartient à aucune intercommunalité à fiscalité propre, ce "
				     "que la loi permet à une "
				     "île composée d'une seule commune (%s) : sa candidature est recevable "
				     "sans intercommunalité.",
				     commune->name, commune->code, CGCT_EPCI);
		return true;
	}
	epci = epci_load(decision->txn, decision->arena, commune->epci_siren);
	refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "COMMUNE_OUTSIDE_EPCI", EPCIS,
	       "%s (%s) appartient à %s (%s), qui n'est pas dans la candidature. Ajoutez cette "
	       "intercommunalité.",
	       commune->name, commune->code, epci ? epci->name : "une autre intercommunalité",
	       commune->epci_siren);
	return refuse_citing(decision, INSTRUCTION);
}

static bool check_epcis_used(struct decision *decision, const struct perimeter *perimeter, const bool *used)
{
	for (size_t i = 0; i < perimeter->epci_count; i++)
		if (!used[i])
			return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "EPCI_WITHOUT_COMMUNE",
				      EPCIS,
				      "Aucune des communes n'est membre de l'intercommunalité %s. Retirez-la "
				      "ou ajoutez "
				      "une de ses communes.",
				      perimeter->epcis[i]);
	return true;
}

/* A commune is in one living candidacy, and in one living territory, at most. */
static bool check_free(struct decision *decision, const struct perimeter *perimeter,
		       const Registry__Commune *commune)
{
	char *candidacy = reference_load(decision->txn, decision->arena, TABLE_CANDIDATES, commune->code);
	char *label_id = reference_load(decision->txn, decision->arena, TABLE_LABELLED, commune->code);
	Registry__Label *label;

#ifdef PLANT_COMMUNE_TAKEN_TWICE
	label_id = NULL;
#endif
	if (label_id) {
		label = label_load(decision->txn, decision->arena, label_id);
		return refuse(
			decision->refusal, FAULT_FAILED_PRECONDITION, "COMMUNE_TAKEN", COMMUNES,
			"%s (%s) est déjà dans le territoire labellisé « %s ». Retirez-la de la candidature.",
			commune->name, commune->code, label ? label->territory_name : label_id);
	}
	if (candidacy && (!perimeter->candidacy || strcmp(candidacy, perimeter->candidacy) != 0))
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "COMMUNE_ALREADY_CANDIDATE",
			      COMMUNES,
			      "%s (%s) est déjà dans la candidature %s, en cours. Retirez l'une des deux.",
			      commune->name, commune->code, candidacy);
	return true;
}

/* Fewer than 20 000 inhabitants (annex 2): of the commune, not of its EPCI, and of the municipal population
 * of the year the criteria name, because a commune may pass the limit from one census to the next. */
static bool check_population(struct decision *decision, const Registry__Criteria *criteria,
			     const Registry__Commune *commune)
{
	struct population population;

	if (!population_get(decision->txn, commune->code, criteria->reference_year, &population)) {
		refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "NO_POPULATION", COMMUNES,
		       "La population municipale %u de %s (%s), année de référence des critères, n'est pas "
		       "connue. "
		       "Demandez à l'ANCT de la faire enregistrer.",
		       criteria->reference_year, commune->name, commune->code);
		return refuse_citing(decision, INSTRUCTION);
	}
	if (population.value < criteria->population_limit)
		return true;
	refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "POPULATION_LIMIT", COMMUNES,
	       "%s (%s) compte %u habitants (population municipale %u, %.100s) ; il en faut moins de %u. "
	       "Retirez-la "
	       "de la candidature.",
	       commune->name, commune->code, population.value, population.year,
	       citation_text(decision->txn, decision->arena, &population.source), criteria->population_limit);
	return refuse_citing(decision, INSTRUCTION);
}

static void add_departement(struct perimeter_facts *facts, char *departement)
{
	for (size_t i = 0; i < facts->departement_count; i++)
		if (strcmp(facts->departements[i], departement) == 0)
			return;
	facts->departements[facts->departement_count++] = departement;
}

bool perimeter_check(struct decision *decision, const struct perimeter *perimeter,
		     struct perimeter_facts *ret)
{
	Registry__Criteria *criteria = criteria_in_force(decision->txn, decision->arena);
	Registry__Commune *communes[PERIMETER_COMMUNES_MAX];
	bool used[PERIMETER_EPCI_MAX] = {false};

	*ret = (struct perimeter_facts){0};
	if (!check_form(decision, perimeter) || !check_epcis_exist(decision, perimeter))
		return false;
	for (size_t i = 0; i < perimeter->commune_count; i++) {
		communes[i] = find_commune(decision, perimeter->communes[i]);
		if (!communes[i] || !check_membership(decision, perimeter, communes[i], used, ret) ||
		    !check_free(decision, perimeter, communes[i]))
			return false;
		ret->names[i] = communes[i]->name;
		add_departement(ret, communes[i]->departement_code);
	}
	if (!check_epcis_used(decision, perimeter, used))
		return false;
	if (!criteria)
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "NO_CRITERIA", NULL,
			      "Aucun critère d'entrée n'est en vigueur. L'ANCT doit d'abord en adopter.");
	for (size_t i = 0; i < perimeter->commune_count; i++)
		if (!check_population(decision, criteria, communes[i]))
			return false;
	ret->criteria_version = criteria->version;
	return true;
}
