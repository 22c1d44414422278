#include "funding/beneficiary.h"

#include "funding/mirror.h"

bool beneficiary_check_actor(struct decision *decision, const Funding__Application *application)
{
	const Bus__Actor *actor = decision->actor;
	Registry__Territory *territory =
		mirrored_territory(decision->txn, decision->arena, application->territory_id);

	if (actor_covers_collectivite(actor, application->beneficiary_code) ||
	    actor_covers_territory(actor, application->territory_id))
		return true;
	for (size_t i = 0; i < application->n_departement_codes; i++)
		if (actor_covers_departement(actor, application->departement_codes[i]))
			return true;
	for (size_t i = 0; territory && i < territory->n_epci_sirens; i++)
		if (actor_covers_collectivite(actor, territory->epci_sirens[i]))
			return true;
	return refuse(decision->refusal, FAULT_PERMISSION_DENIED, "NOT_YOUR_APPLICATION", "application_id",
		      "Cette demande est celle de %s : lui seul, son intercommunalité ou la préfecture peut "
		      "agir pour elle.",
		      application->beneficiary_code);
}
