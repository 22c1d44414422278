/* A grid is checked wholly when it is adopted (grid_check.c), and names its content for ever. */
#include "eligibility/grids.h"
#include "eligibility/scorings.h"
#include "eligibility_binding.h"

bool eligibility_decide_adopt_grid(struct decision *decision, const Eligibility__AdoptGridRequest *request,
				   Eligibility__AdoptGridResponse *response)
{
	Eligibility__GridAdopted event = ELIGIBILITY__GRID_ADOPTED__INIT;
	struct indicators indicators = indicators_load(decision->txn, decision->arena);
	Eligibility__Grid *current = grid_in_force(decision->txn, decision->arena), *known, grid;

	if (!grid_check(decision->refusal, &indicators, request->grid))
		return false;
	grid = *request->grid;
	grid.adopted_at = NULL; /* ours to say */
	known = grid_load(decision->txn, decision->arena, grid.version);
	if (known && !grid_same(decision->arena, known, &grid))
		return refuse(decision->refusal, FAULT_ALREADY_EXISTS, "GRID_VERSION_USED", "grid.version",
			      "La version « %s » désigne déjà une autre grille. Donnez une nouvelle version "
			      "à celle-ci.",
			      known->version);
	if (!criteria_known(decision->txn, decision->arena, grid.criteria_version))
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "CRITERIA_UNKNOWN",
			      "grid.criteria_version",
			      "Le registre n'a pas encore dit de critères « %s ». Faites-les y adopter "
			      "d'abord (pvd import criteria), ou corrigez la version.",
			      grid.criteria_version);
	response->grid = current;
	if (current && grid_same(decision->arena, current, &grid))
		return true;
	event.grid = &grid;
	emit(decision, &event.base, NULL);
	response->grid = grid_adopted(decision->arena, &grid, decision->now);
	return true;
}
