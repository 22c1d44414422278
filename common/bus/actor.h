/* What an actor may do and where. The actor of a call is the bus's word; nothing else is believed. */
#ifndef PVD_BUS_ACTOR_H
#define PVD_BUS_ACTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pvd/bus/v1/actor.pb-c.h"

/* The principal of whoever is not signed in at the gateway. */
#define ACTOR_PUBLIC "public"

/* Bit n set: pvd.bus.v1.Role n. */
uint32_t actor_roles(const Bus__Actor *actor);
static inline uint32_t role_bit(Bus__Role role)
{
	return 1u << role;
}

/* Keeps those of its roles that are in `roles`: what one lets it do reaches no further for the others it has.
 */
void actor_restrict(Bus__Actor *actor, uint32_t roles);

/* Roles whose duty is the nation: ANCT, AUDITOR, OPERATOR, SERVICE; and whoever's scope says nationwide. */
bool actor_is_nationwide(const Bus__Actor *actor);

bool actor_covers_departement(const Bus__Actor *actor, const char *departement);
/* A commune by INSEE code or an EPCI by SIREN, itself; its département is asked separately. */
bool actor_covers_collectivite(const Bus__Actor *actor, const char *code);
bool actor_covers_territory(const Bus__Actor *actor, const char *territory);
/* The payer whose system it is. */
bool actor_covers_partner(const Bus__Actor *actor, const char *partner);

/* Whom something concerns. */
struct audience {
	const char *const *departements;
	size_t departement_count;
	const char *const *collectivites; /* INSEE codes of communes, SIRENs of EPCI */
	size_t collectivite_count;
	const char *const *partners; /* payers */
	size_t partner_count;
};
/* Any of them. */
bool actor_covers_audience(const Bus__Actor *actor, const struct audience *audience);

#endif
