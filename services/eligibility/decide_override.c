/* The préfet's word stands beside a score, with its reason, and changes nothing of it (CRPA, art. L211-2 and L211-5: a
 * decision that goes against somebody says why). */
#include "base/code.h"
#include "eligibility/overrides.h"
#include "eligibility/place.h"
#include "eligibility/runs.h"
#include "eligibility/scorings.h"
#include "eligibility_binding.h"
#include "service/check.h"

#define REASON_RULE "CRPA L211-2"

static bool check_commune(struct decision *decision, const char *code)
{
	struct place place;

	if (!place_check_commune_code(decision->refusal, code))
		return false;
	if (!place_get(decision->txn, PLACE_COMMUNE, code, &place) || place.ended)
		return refuse(decision->refusal, FAULT_NOT_FOUND, "COMMUNE_UNKNOWN", "commune_code",
			      "La commune %s n'est pas dans la géographie d'aujourd'hui. Vérifiez son code.",
			      code);
	return true;
}

static bool check_reason(struct decision *decision, const char *reason)
{
	bool ok = check_text(decision->refusal, "reason", reason, TEXT_REASON_MAX);

	if (!ok)
		decision->refusal->legal_reference = REASON_RULE;
	return ok;
}

static bool check_kind(struct decision *decision, Eligibility__OverrideKind kind)
{
	switch (kind) {
	case ELIGIBILITY__OVERRIDE_KIND__OVERRIDE_KIND_RETAIN:
	case ELIGIBILITY__OVERRIDE_KIND__OVERRIDE_KIND_SET_ASIDE:
		return true;
	case ELIGIBILITY__OVERRIDE_KIND__OVERRIDE_KIND_UNSPECIFIED:
	case _ELIGIBILITY__OVERRIDE_KIND_IS_INT_SIZE:
		break;
	}
	return refuse(
		decision->refusal, FAULT_INVALID_ARGUMENT, "CHOICE_MISSING", "kind",
		"Choisissez le sens de la dérogation : OVERRIDE_KIND_RETAIN (retenir malgré le rang) ou "
		"OVERRIDE_KIND_SET_ASIDE (écarter malgré le rang).");
}

/* What the préfet had before him: the latest run of the nation. */
static bool stands_beside(struct decision *decision, Eligibility__OverrideRecorded *event)
{
	Eligibility__Run *run = run_find(decision->txn, decision->arena, "", decision->refusal);
	const struct scores *scores =
		run ? scorings_of_run(decision->txn, decision->arena, run, decision->refusal) : NULL;
	size_t commune;

	if (!scores)
		return false;
	if (!dataset_find(scores->dataset, event->commune_code, &commune))
		return refuse(
			decision->refusal, FAULT_FAILED_PRECONDITION, "NOT_SCORED", "commune_code",
			"La commune %s n'a pas de score : elle est plus récente que le dernier calcul. Une "
			"dérogation se lit à côté d'un score ; attendez le prochain.",
			event->commune_code);
	event->run_id = run->id;
	event->score = points_of_100(scores->score[commune]);
	event->rank_departement = scores->departement.rank[commune];
	return true;
}

static struct audience audience_of(const char *const *departement, const char *const *commune)
{
	return (struct audience){.departements = departement,
				 .departement_count = 1,
				 .collectivites = commune,
				 .collectivite_count = 1};
}

static bool is_known(const Eligibility__Override *known, const Eligibility__RecordOverrideRequest *request)
{
	return known && known->kind == request->kind && strcmp(known->reason, request->reason) == 0;
}

bool eligibility_decide_record_override(struct decision *decision,
					const Eligibility__RecordOverrideRequest *request,
					Eligibility__RecordOverrideResponse *response)
{
	Eligibility__OverrideRecorded event = ELIGIBILITY__OVERRIDE_RECORDED__INIT;
	char departement[CODE_DEPARTEMENT_SIZE];
	const char *departements[] = {departement}, *communes[] = {request->commune_code};
	struct audience audience = audience_of(departements, communes);
	Eligibility__Override *known;

	if (!check_commune(decision, request->commune_code) || !check_kind(decision, request->kind) ||
	    !check_reason(decision, request->reason))
		return false;
	known = override_load(decision->txn, decision->arena, request->commune_code);
	response->override = known;
	if (is_known(known, request))
		return true;
	event.commune_code = request->commune_code;
	event.kind = request->kind;
	event.reason = request->reason;
	code_departement_of_commune(request->commune_code, departement);
	event.departement_code = departement;
	if (!stands_beside(decision, &event))
		return false;
	emit(decision, &event.base, &audience);
	event.departement_code = arena_strdup(decision->arena, departement);
	response->override =
		override_recorded(decision->arena, &event, decision->actor->principal, decision->now);
	return true;
}

bool eligibility_decide_withdraw_override(struct decision *decision,
					  const Eligibility__WithdrawOverrideRequest *request,
					  Eligibility__WithdrawOverrideResponse *response)
{
	Eligibility__OverrideWithdrawn event = ELIGIBILITY__OVERRIDE_WITHDRAWN__INIT;
	char departement[CODE_DEPARTEMENT_SIZE];
	const char *departements[] = {departement}, *communes[] = {request->commune_code};
	struct audience audience = audience_of(departements, communes);

	(void)response;
	if (!check_commune(decision, request->commune_code) || !check_reason(decision, request->reason))
		return false;
	if (!override_load(decision->txn, decision->arena, request->commune_code))
		return refuse(decision->refusal, FAULT_NOT_FOUND, "OVERRIDE_UNKNOWN", "commune_code",
			      "Aucune dérogation n'est enregistrée pour %s.", request->commune_code);
	code_departement_of_commune(request->commune_code, departement);
	event.commune_code = request->commune_code;
	event.reason = request->reason;
	event.departement_code = departement;
	emit(decision, &event.base, &audience);
	return true;
}
