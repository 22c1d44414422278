#include <stdio.h>

#include "acts.h"
#include "base/code.h"
#include "cast.h"
#include "geography.h"
#include "pvd/registry/v1/registry.pb-c.h"
#include "world.h"

/* What users talk about among themselves: whoever hears of a candidacy may act on it, or try to. */
enum { BOARD_MAX = 64, ID_SIZE_MAX = 32 };

static struct {
	char candidacies[BOARD_MAX][ID_SIZE_MAX], labels[BOARD_MAX][ID_SIZE_MAX];
	char territories[BOARD_MAX][ID_SIZE_MAX];
	char departements[BOARD_MAX][CODE_DEPARTEMENT_SIZE]; /* of each candidacy: the first one */
	unsigned candidacy_count, label_count, territory_count;
	uint64_t sequence; /* of the registry, when somebody last heard from it */
} board;

/* Most often a late one, that is still open. */
static char *some_candidacy(struct user *user)
{
	unsigned known = board.candidacy_count < BOARD_MAX ? board.candidacy_count : BOARD_MAX;
	unsigned back = known ? chance_below(&user->chance, known) : 0;

	if (known > 4 && chance_percent(&user->chance, 75))
		back = chance_below(&user->chance, 4);
	return known ? board.candidacies[(board.candidacy_count - 1 - back) % BOARD_MAX] : NULL;
}

/* Most often one that the user may see. */
static char *some_candidacy_of_ours(struct user *user)
{
	char *id;

	do
		id = some_candidacy(user);
	while (id && !user_sees(user, board.departements[(id - board.candidacies[0]) / ID_SIZE_MAX]) &&
	       chance_percent(&user->chance, 80));
	return id;
}

static char *some_label(struct user *user)
{
	unsigned known = board.label_count < BOARD_MAX ? board.label_count : BOARD_MAX;

	return known ? board.labels[chance_below(&user->chance, known)] : NULL;
}

static void submitted(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Registry__SubmitCandidacyResponse *response = verdict->response;

	(void)user, (void)intent;
	if (!verdict->ok)
		return;
	board.sequence = verdict->reply->position.sequence;
	snprintf(board.candidacies[board.candidacy_count % BOARD_MAX], ID_SIZE_MAX, "%s",
		 response->candidacy->id);
	snprintf(board.departements[board.candidacy_count++ % BOARD_MAX], CODE_DEPARTEMENT_SIZE, "%s",
		 response->candidacy->departement_codes[0]);
}

/* Most often one of its own. */
static unsigned some_commune(struct user *user)
{
	unsigned n;

	do
		n = chance_below(&user->chance, GEO_COMMUNES);
	while (!user_sees(user, GEO_DEPARTEMENT_CODES[n / GEO_PER_DEPARTEMENT]) &&
	       chance_percent(&user->chance, 85));
	return n;
}

void act_submit(struct user *user)
{
	Registry__SubmitCandidacyRequest request = REGISTRY__SUBMIT_CANDIDACY_REQUEST__INIT;
	unsigned first = some_commune(user);
	char *communes[2] = {(char *)geo_commune(first), (char *)geo_commune((first + 1) % GEO_COMMUNES)};
	char *epcis[1] = {(char *)geo_epci_of(first)};

	request.commune_codes = communes;
	request.n_commune_codes = 1 + chance_percent(&user->chance, 40);
	request.epci_sirens = epcis;
	request.n_epci_sirens = 1;
	request.project_note = "Rouvrir la halle, et ce qui va autour";
	user_ask(user, "registry", "SubmitCandidacy", &request.base, submitted, NULL);
}

void act_withdraw(struct user *user)
{
	Registry__WithdrawCandidacyRequest request = REGISTRY__WITHDRAW_CANDIDACY_REQUEST__INIT;

	request.candidacy_id = some_candidacy(user);
	request.reason = "Le conseil a changé d'avis";
	if (request.candidacy_id)
		user_ask(user, "registry", "WithdrawCandidacy", &request.base, NULL, NULL);
}

void act_opinion(struct user *user)
{
	Registry__GiveOpinionRequest request = REGISTRY__GIVE_OPINION_REQUEST__INIT;

	request.candidacy_id = some_candidacy_of_ours(user);
	request.kind = 1 + chance_below(&user->chance, 3);
	request.rank = chance_below(&user->chance, 5);
	request.comment = "Le dossier est sérieux";
	if (request.candidacy_id)
		user_ask(user, "registry", "GiveOpinion", &request.base, NULL, NULL);
}

void act_propose(struct user *user)
{
	Registry__ProposeSelectionRequest request = REGISTRY__PROPOSE_SELECTION_REQUEST__INIT;
	char *candidacies[2] = {some_candidacy_of_ours(user), some_candidacy_of_ours(user)};

	request.region_code = chance_percent(&user->chance, 70) ? "28" : "11";
	request.candidacy_ids = candidacies;
	request.n_candidacy_ids = 1 + chance_percent(&user->chance, 20);
	request.committee_date = "2026-01-10";
	request.minutes_reference = "PV 3";
	request.unfavourable_reason = "Le comité retient l'urgence";
	if (candidacies[0])
		user_ask(user, "registry", "ProposeSelection", &request.base, NULL, NULL);
}

static void granted(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Registry__GrantLabelResponse *response = verdict->response;

	(void)user, (void)intent;
	if (verdict->ok)
		snprintf(board.labels[board.label_count++ % BOARD_MAX], ID_SIZE_MAX, "%s",
			 response->label->id);
}

void act_grant(struct user *user)
{
	Registry__GrantLabelRequest request = REGISTRY__GRANT_LABEL_REQUEST__INIT;

	request.candidacy_id = some_candidacy(user);
	request.territory_name = "Binôme";
	request.decision_reference = "Décision 12";
	request.decision_date = "2026-01-12";
	if (request.candidacy_id)
		user_ask(user, "registry", "GrantLabel", &request.base, granted, NULL);
}

void act_refuse(struct user *user)
{
	Registry__RefuseCandidacyRequest request = REGISTRY__REFUSE_CANDIDACY_REQUEST__INIT;

	request.candidacy_id = some_candidacy(user);
	request.reason = "Le projet n'est pas mûr";
	request.decision_reference = "Décision 13";
	if (request.candidacy_id)
		user_ask(user, "registry", "RefuseCandidacy", &request.base, NULL, NULL);
}

void act_withdraw_label(struct user *user)
{
	Registry__WithdrawLabelRequest request = REGISTRY__WITHDRAW_LABEL_REQUEST__INIT;

	request.label_id = some_label(user);
	request.reason = "La convention n'a pas été signée";
	request.decision_reference = "Décision 14";
	if (request.label_id)
		user_ask(user, "registry", "WithdrawLabel", &request.base, NULL, NULL);
}

/* ---- Committees */

/* The living ones of its own. */
static void heard_of(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Registry__ListTerritoriesResponse *response = verdict->response;

	(void)intent;
	if (!verdict->ok)
		return;
	board.territory_count = 0;
	for (size_t i = 0; i < response->n_territories && i < BOARD_MAX; i++)
		if (user_sees(user, response->territories[i]->departement_codes[0]))
			snprintf(board.territories[board.territory_count++], ID_SIZE_MAX, "%s",
				 response->territories[i]->id);
}

/* Most often a day on which there can have been a meeting. */
void act_meet(struct user *user)
{
	static char *const days[] = {"2026-01-12", "2026-01-13", "2026-01-14", "2026-01-11", "2026-12-31"};
	static char *axes[] = {"Habitat", "Commerce", "Mobilités"};
	Registry__ListTerritoriesRequest list = REGISTRY__LIST_TERRITORIES_REQUEST__INIT;
	Registry__RecordCommitteeRequest request = REGISTRY__RECORD_COMMITTEE_REQUEST__INIT;

	if (!board.territory_count || chance_percent(&user->chance, 30)) {
		list.status = REGISTRY__TERRITORY_STATUS__TERRITORY_STATUS_LABELLED;
		list.page_size = BOARD_MAX;
		user_ask(user, "registry", "ListTerritories", &list.base, heard_of, NULL);
		return;
	}
	request.territory_id = board.territories[chance_below(&user->chance, board.territory_count)];
	request.held_on = days[chance_below(&user->chance, sizeof days / sizeof *days)];
	request.place = chance_percent(&user->chance, 50) ? "Mairie" : "Préfecture";
	request.decisions = "Le plan d'action est adopté";
	request.axes = axes;
	request.n_axes = chance_below(&user->chance, 4);
	user_ask(user, "registry", "RecordCommittee", &request.base, NULL, NULL);
}

/* ---- Criteria */

void act_adopt(struct user *user)
{
	Registry__AdoptCriteriaRequest request = REGISTRY__ADOPT_CRITERIA_REQUEST__INIT;
	Registry__Criteria criteria = REGISTRY__CRITERIA__INIT;
	char version[16];
	unsigned n = chance_below(&user->chance, 3);

	snprintf(version, sizeof version, "criteria-%u", n);
	criteria.version = version;
	criteria.population_limit = 20000 - n;
	criteria.reference_year = 2023;
	criteria.source = "Insee";
	criteria.legal_reference = "Instruction du 16 octobre 2019, annexe 2";
	request.criteria = &criteria;
	user_ask(user, "registry", "AdoptCriteria", &request.base, NULL, NULL);
}

/* ---- Looking */

static void check_seen(const struct user *user, const Registry__Candidacy *candidacy)
{
	bool seen = false;

	for (size_t i = 0; i < candidacy->n_departement_codes && !seen; i++)
		seen = user_sees(user, candidacy->departement_codes[i]);
	holds(seen, "scope is never crossed", "%s was shown a candidacy of %s", user->name,
	      candidacy->departement_codes[0]);
}

static void got(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Registry__GetCandidacyResponse *response = verdict->response;

	(void)intent;
	if (verdict->ok)
		check_seen(user, response->candidacy);
}

static void listed(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Registry__ListCandidaciesResponse *response = verdict->response;

	if (!verdict->ok)
		return;
	holds(verdict->reply->position.sequence >= intent->at_least_sequence,
	      "a reader sees what it waits for", "%s waited for %llu and was shown %llu", user->name,
	      (unsigned long long)intent->at_least_sequence,
	      (unsigned long long)verdict->reply->position.sequence);
	for (size_t i = 0; i < response->n_candidacies; i++)
		check_seen(user, response->candidacies[i]);
}

void act_look(struct user *user)
{
	Registry__GetCandidacyRequest get = REGISTRY__GET_CANDIDACY_REQUEST__INIT;
	Registry__ListCandidaciesRequest list = REGISTRY__LIST_CANDIDACIES_REQUEST__INIT;

	get.candidacy_id = some_candidacy(user);
	list.page_size = 1 + chance_below(&user->chance, 20);
	if (get.candidacy_id && chance_percent(&user->chance, 40)) {
		user_ask(user, "registry", "GetCandidacy", &get.base, got, NULL);
		return;
	}
	user_ask_after(user, "registry", "ListCandidacies", &list.base,
		       board.sequence +
			       (chance_percent(&user->chance, 20) ? chance_below(&user->chance, 3) : 0),
		       listed);
}
