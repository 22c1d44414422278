#include "bus/actor.h"

#include <string.h>

enum { ROLE_BITS = 32 };

uint32_t actor_roles(const Bus__Actor *actor)
{
	uint32_t roles = 0;

	for (size_t i = 0; i < actor->n_roles; i++) {
		if (actor->roles[i] > 0 && (unsigned)actor->roles[i] < ROLE_BITS)
			roles |= role_bit(actor->roles[i]);
	}
	return roles;
}

void actor_restrict(Bus__Actor *actor, uint32_t roles)
{
	size_t kept = 0;

	for (size_t i = 0; i < actor->n_roles; i++) {
		if (actor->roles[i] > 0 && (unsigned)actor->roles[i] < ROLE_BITS &&
		    (roles & role_bit(actor->roles[i])))
			actor->roles[kept++] = actor->roles[i];
	}
	actor->n_roles = kept;
}

bool actor_is_nationwide(const Bus__Actor *actor)
{
	const uint32_t nation = role_bit(BUS__ROLE__ROLE_ANCT) | role_bit(BUS__ROLE__ROLE_AUDITOR) |
				role_bit(BUS__ROLE__ROLE_OPERATOR) | role_bit(BUS__ROLE__ROLE_SERVICE);

	return (actor_roles(actor) & nation) || (actor->scope && actor->scope->nationwide);
}

static bool listed(char *const *list, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i], text) == 0)
			return true;
	}
	return false;
}

bool actor_covers_departement(const Bus__Actor *actor, const char *departement)
{
	const Bus__Scope *scope = actor->scope;

	return actor_is_nationwide(actor) ||
	       (scope && listed(scope->departements, scope->n_departements, departement));
}

bool actor_covers_collectivite(const Bus__Actor *actor, const char *code)
{
	const Bus__Scope *scope = actor->scope;

	return actor_is_nationwide(actor) ||
	       (scope && listed(scope->collectivites, scope->n_collectivites, code));
}

bool actor_covers_territory(const Bus__Actor *actor, const char *territory)
{
	const Bus__Scope *scope = actor->scope;

	return actor_is_nationwide(actor) ||
	       (scope && listed(scope->territories, scope->n_territories, territory));
}

bool actor_covers_partner(const Bus__Actor *actor, const char *partner)
{
	const Bus__Scope *scope = actor->scope;

	return actor_is_nationwide(actor) ||
	       (scope && *scope->partner && strcmp(scope->partner, partner) == 0);
}

bool actor_covers_audience(const Bus__Actor *actor, const struct audience *audience)
{
	for (size_t i = 0; i < audience->departement_count; i++)
		if (actor_covers_departement(actor, audience->departements[i]))
			return true;
	for (size_t i = 0; i < audience->collectivite_count; i++)
		if (actor_covers_collectivite(actor, audience->collectivites[i]))
			return true;
	for (size_t i = 0; i < audience->partner_count; i++)
		if (actor_covers_partner(actor, audience->partners[i]))
			return true;
	return false;
}
