/* The way of a candidacy to a territory, step by step. */
#ifndef PVD_REGISTRY_TEST_PATH_H
#define PVD_REGISTRY_TEST_PATH_H

#include "fixture.h"

#include "registry/subjects.h"

static inline struct answer submit(struct harness *harness, const Bus__Actor *actor, char **communes,
				   size_t n, char *epci)
{
	Registry__SubmitCandidacyRequest request = REGISTRY__SUBMIT_CANDIDACY_REQUEST__INIT;

	request.commune_codes = communes;
	request.n_commune_codes = n;
	request.epci_sirens = &epci;
	request.n_epci_sirens = epci != NULL;
	request.project_note = "Un centre qui revit.";
	return harness_call(harness, actor, "SubmitCandidacy", &request.base);
}

static inline struct answer submit_one(struct harness *harness, char *commune, char *epci)
{
	return submit(harness, harness_collectivite(harness, "mairie", commune), &commune, 1, epci);
}

static inline Registry__Candidacy *submitted(struct answer answer)
{
	assert_accepted(answer);
	return ((Registry__SubmitCandidacyResponse *)answer.response)->candidacy;
}

static inline struct answer opine(struct harness *harness, char *id, const char *departement,
				  Registry__OpinionKind kind, const char *comment)
{
	Registry__GiveOpinionRequest request = REGISTRY__GIVE_OPINION_REQUEST__INIT;

	request.candidacy_id = id;
	request.kind = kind;
	request.rank = 1;
	request.comment = (char *)(uintptr_t)comment;
	return harness_call(harness, prefecture(harness, departement), "GiveOpinion", &request.base);
}

static inline struct answer propose(struct harness *harness, const char *departement, const char *region_code,
				    char **ids, size_t n, const char *against)
{
	Registry__ProposeSelectionRequest request = REGISTRY__PROPOSE_SELECTION_REQUEST__INIT;

	request.region_code = (char *)(uintptr_t)region_code;
	request.candidacy_ids = ids;
	request.n_candidacy_ids = n;
	request.committee_date = "2026-01-10";
	request.minutes_reference = "CR-2026-1";
	request.unfavourable_reason = (char *)(uintptr_t)against;
	return harness_call(harness, region(harness, departement), "ProposeSelection", &request.base);
}

static inline struct answer grant(struct harness *harness, char *id)
{
	Registry__GrantLabelRequest request = REGISTRY__GRANT_LABEL_REQUEST__INIT;

	request.candidacy_id = id;
	request.territory_name = "Le Centre";
	request.decision_reference = "ANCT-2026-7";
	request.decision_date = "2026-01-15";
	return harness_call(harness, anct(harness), "GrantLabel", &request.base);
}

static inline struct answer withdraw_label(struct harness *harness, char *id)
{
	Registry__WithdrawLabelRequest request = REGISTRY__WITHDRAW_LABEL_REQUEST__INIT;

	request.label_id = id;
	request.reason = "Sortie demandée.";
	request.decision_reference = "ANCT-2026-8";
	return harness_call(harness, anct(harness), "WithdrawLabel", &request.base);
}

static inline struct answer refuse_candidacy(struct harness *harness, char *id, const char *reason)
{
	Registry__RefuseCandidacyRequest request = REGISTRY__REFUSE_CANDIDACY_REQUEST__INIT;

	request.candidacy_id = id;
	request.reason = (char *)(uintptr_t)reason;
	request.decision_reference = "ANCT-2026-9";
	return harness_call(harness, anct(harness), "RefuseCandidacy", &request.base);
}

static inline struct answer withdraw(struct harness *harness, const Bus__Actor *actor, char *id)
{
	Registry__WithdrawCandidacyRequest request = REGISTRY__WITHDRAW_CANDIDACY_REQUEST__INIT;

	request.candidacy_id = id;
	request.reason = "Le conseil a changé d'avis.";
	return harness_call(harness, actor, "WithdrawCandidacy", &request.base);
}

/* A commune of Brie, alone, up to the proposal of its région. */
static inline char *proposed_commune(struct harness *harness, char *commune)
{
	char *id = submitted(submit_one(harness, commune, EPCI_BRIE))->id;

	assert_accepted(opine(harness, id, "77", OPINION_FAVOURABLE, ""));
	assert_accepted(propose(harness, "77", "11", &id, 1, ""));
	return id;
}

static inline char *proposed(struct harness *harness)
{
	return proposed_commune(harness, "77131");
}

/* As anybody reads it. */
static inline Registry__GetTerritoryResponse *get_territory(struct harness *harness, char *id)
{
	Registry__GetTerritoryRequest request = REGISTRY__GET_TERRITORY_REQUEST__INIT;

	request.territory_id = id;
	struct answer answer = harness_call(harness, citizen(harness), "GetTerritory", &request.base);

	assert_accepted(answer);
	return answer.response;
}

/* Labels a candidacy; the territory that follows. */
static inline char *territory_of(struct harness *harness, char *candidacy)
{
	Registry__ListTerritoriesRequest request = REGISTRY__LIST_TERRITORIES_REQUEST__INIT;
	struct answer label = grant(harness, candidacy);

	assert_accepted(label);
	request.commune_code = ((Registry__GrantLabelResponse *)label.response)->label->commune_codes[0];
	struct answer listed = harness_call(harness, citizen(harness), "ListTerritories", &request.base);
	Registry__ListTerritoriesResponse *found = listed.response;

	assert_accepted(listed);
	return found->territories[found->n_territories - 1]->id;
}

#endif
