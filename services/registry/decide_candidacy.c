#include <string.h>

#include "registry/perimeter.h"
#include "registry/state.h"
#include "registry_binding.h"
#include "service/check.h"

/* The préfet de département gathers candidacies and gives an opinion; where several are concerned, one of
 * them coordinates. By default, the one of the commune named first. */
static char *coordinating(struct decision *decision, const Registry__SubmitCandidacyRequest *request,
			  const struct perimeter_facts *facts)
{
	const char *wanted = request->coordinating_departement_code;

	if (!*wanted)
		return facts->departements[0];
	for (size_t i = 0; i < facts->departement_count; i++)
		if (strcmp(facts->departements[i], wanted) == 0)
			return facts->departements[i];
	refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "COORDINATION_ELSEWHERE",
	       "coordinating_departement_code",
	       "Aucune des communes n'est dans le département « %.10s » : la préfecture qui coordonne est "
	       "celle de "
	       "l'une d'elles.",
	       wanted);
	return NULL;
}

bool registry_decide_submit_candidacy(struct decision *decision,
				      const Registry__SubmitCandidacyRequest *request,
				      Registry__SubmitCandidacyResponse *response)
{
	struct perimeter perimeter = {.communes = request->commune_codes,
				      .commune_count = request->n_commune_codes,
				      .epcis = request->epci_sirens,
				      .epci_count = request->n_epci_sirens};
	Registry__CandidacySubmitted event = REGISTRY__CANDIDACY_SUBMITTED__INIT;
	Registry__Candidacy *candidacy = arena_alloc(decision->arena, sizeof(*candidacy));
	struct perimeter_facts *facts = arena_alloc(decision->arena, sizeof(*facts));

	if (!candidacy || !facts)
		return refuse_too_large(decision->refusal);
	if (!check_text(decision->refusal, "project_note", request->project_note, TEXT_NOTE_MAX) ||
	    !perimeter_check(decision, &perimeter, facts))
		return false;
	event.coordinating_departement_code = coordinating(decision, request, facts);
	if (!event.coordinating_departement_code)
		return false;
	event.candidacy_id = decision_id(decision, "candidacy", 0);
	event.n_commune_codes = request->n_commune_codes;
	event.commune_codes = request->commune_codes;
	event.n_commune_names = request->n_commune_codes;
	event.commune_names = facts->names;
	event.n_epci_sirens = request->n_epci_sirens;
	event.epci_sirens = request->epci_sirens;
	event.n_departement_codes = facts->departement_count;
	event.departement_codes = facts->departements;
	event.project_note = request->project_note;
	event.n_remarks = facts->remark_count;
	event.remarks = facts->remarks;
	event.criteria_version = (char *)(uintptr_t)facts->criteria_version;
	candidacy_fold_submitted(candidacy, decision->arena, &event, decision->now);
	candidacy_emit(decision, candidacy, &event.base);
	response->candidacy = candidacy;
	return true;
}

bool registry_decide_withdraw_candidacy(struct decision *decision,
					const Registry__WithdrawCandidacyRequest *request,
					Registry__WithdrawCandidacyResponse *response)
{
	Registry__CandidacyWithdrawn event = REGISTRY__CANDIDACY_WITHDRAWN__INIT;
	Registry__Candidacy *candidacy = candidacy_find(decision, request->candidacy_id);

	if (!candidacy || !check_text(decision->refusal, "reason", request->reason, TEXT_REASON_MAX) ||
	    !candidacy_check_open(decision, candidacy))
		return false;
	event.candidacy_id = request->candidacy_id;
	event.reason = request->reason;
	candidacy_fold_withdrawn(candidacy, &event);
	candidacy_emit(decision, candidacy, &event.base);
	response->candidacy = candidacy;
	return true;
}

static bool same_opinion(const Registry__Opinion *given, const Registry__GiveOpinionRequest *request)
{
	return given && given->kind == request->kind && given->rank == request->rank &&
	       strcmp(given->comment, request->comment) == 0;
}

static bool check_opinion(struct decision *decision, const Registry__GiveOpinionRequest *request)
{
	enum { RANK_MAX = 999 };

	switch (request->kind) {
	case OPINION_FAVOURABLE:
		if (!check_optional_text(decision->refusal, "comment", request->comment, TEXT_REASON_MAX))
			return false;
		break;
	case OPINION_RESERVED:
	case OPINION_UNFAVOURABLE:
		/* What does not go with the request is reasoned (CRPA L211-2). */
		if (!check_text(decision->refusal, "comment", request->comment, TEXT_REASON_MAX)) {
			refusal_cite(decision->refusal, "CRPA L211-2");
			return false;
		}
		break;
	case REGISTRY__OPINION_KIND__OPINION_KIND_UNSPECIFIED:
	case _REGISTRY__OPINION_KIND_IS_INT_SIZE:
	default:
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "OPINION_INVALID", "kind",
			      "L'avis est favorable, réservé ou défavorable.");
	}
	if (request->rank > RANK_MAX)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "RANK_INVALID", "rank",
			      "Le rang va de 1 à %d ; 0 pour ne pas classer.", RANK_MAX);
	return true;
}

/* The opinion is that of the préfet de département who coordinates (instruction of 16 October 2019: préfets
 * de département identify the territories, the préfet de région proposes). */
bool registry_decide_give_opinion(struct decision *decision, const Registry__GiveOpinionRequest *request,
				  Registry__GiveOpinionResponse *response)
{
	Registry__OpinionGiven event = REGISTRY__OPINION_GIVEN__INIT;
	Registry__Candidacy *candidacy = candidacy_find(decision, request->candidacy_id);

	if (!candidacy || !check_opinion(decision, request) || !candidacy_check_open(decision, candidacy))
		return false;
	if (!actor_covers_departement(decision->actor, candidacy->coordinating_departement_code))
		return refuse(decision->refusal, FAULT_PERMISSION_DENIED, "NOT_COORDINATING", "candidacy_id",
			      "L'avis est rendu par la préfecture qui coordonne, celle du département %s. "
			      "Transmettez-lui vos observations.",
			      candidacy->coordinating_departement_code);
	if (candidacy->status == CANDIDACY_PROPOSED)
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "ALREADY_PROPOSED",
			      "candidacy_id",
			      "La région a déjà proposé cette candidature : l'avis ne peut plus changer.");
	response->candidacy = candidacy;
	if (same_opinion(candidacy->opinion, request))
		return true;
	event.candidacy_id = request->candidacy_id;
	event.kind = request->kind;
	event.rank = request->rank;
	event.comment = request->comment;
	candidacy_fold_opinion(candidacy, decision->arena, &event, decision->now);
	candidacy_emit(decision, candidacy, &event.base);
	return true;
}

/* The nation does not retain a candidacy it could have labelled: the préfet has been heard, the refusal is
 * reasoned (CRPA L211-2), and the communes may come back with a new one. */
bool registry_decide_refuse_candidacy(struct decision *decision,
				      const Registry__RefuseCandidacyRequest *request,
				      Registry__RefuseCandidacyResponse *response)
{
	Registry__CandidacyRefused event = REGISTRY__CANDIDACY_REFUSED__INIT;
	Registry__Candidacy *candidacy = candidacy_find(decision, request->candidacy_id);
	struct refusal *refusal = decision->refusal;

	if (!candidacy)
		return false;
	if (!check_text(refusal, "reason", request->reason, TEXT_REASON_MAX)) {
		refusal_cite(refusal, "CRPA L211-2");
		return false;
	}
	if (!check_text(refusal, "decision_reference", request->decision_reference, TEXT_REFERENCE_MAX) ||
	    !candidacy_check_open(decision, candidacy))
		return false;
	if (candidacy->status == CANDIDACY_SUBMITTED)
		return refuse(refusal, FAULT_FAILED_PRECONDITION, "NO_OPINION", "candidacy_id",
			      "Le préfet n'a pas encore rendu son avis sur cette candidature. Attendez-le.");
	event.candidacy_id = request->candidacy_id;
	event.reason = request->reason;
	event.decision_reference = request->decision_reference;
	candidacy_fold_refused(candidacy, &event);
	candidacy_emit(decision, candidacy, &event.base);
	response->candidacy = candidacy;
	return true;
}
