#include "cli/principal_options.h"

#include <string.h>
#include <strings.h>

#include "bus/actor.h"
#include "cli/suggest.h"

int principal_enum(const struct cli *cli, const ProtobufCEnumDescriptor *type, const char *prefix,
		   const char *text)
{
	struct suggestion suggestion = suggestion_for(text);

	for (unsigned i = 0; i < type->n_values; i++) {
		const char *name = type->values[i].name + strlen(prefix);

		if (type->values[i].value == 0)
			continue;
		if (strcasecmp(name, text) == 0)
			return type->values[i].value;
		suggestion_consider(&suggestion, name);
	}
	if (suggestion.best)
		cli_usage(cli, "« %.64s » n'est pas un choix ; vouliez-vous dire « %s » ?", text,
			  suggestion.best);
	else
		cli_usage(cli, "« %.64s » n'est pas un choix", text);
	return -1;
}

static char **option_list(const struct cli *cli, struct arena *arena, const char *name, size_t *ret_count)
{
	char **list = arena_array(arena, OPTIONS_MAX, sizeof *list);
	const char *value;

	*ret_count = 0;
	while (list && (value = option_nth(&cli->arguments, name, (unsigned)*ret_count)))
		list[(*ret_count)++] = (char *)value;
	return list;
}

static bool fill_roles(const struct cli *cli, struct arena *arena, Bus__Principal *principal)
{
	size_t count;
	char **names = option_list(cli, arena, "role", &count);

	principal->roles = arena_array(arena, OPTIONS_MAX, sizeof *principal->roles);
	for (size_t i = 0; i < count; i++) {
		int role = principal_enum(cli, &bus__role__descriptor, "ROLE_", names[i]);

		if (role < 0)
			return false;
		principal->roles[principal->n_roles++] = (Bus__Role)role;
	}
	if (count == 0)
		cli_usage(cli, "donnez au moins un --role");
	return count > 0;
}

bool principal_from_options(const struct cli *cli, struct arena *arena, Bus__Principal *ret)
{
	Bus__Scope *scope = arena_alloc(arena, sizeof *scope);

	bus__scope__init(scope);
	scope->nationwide = option_given(&cli->arguments, "nationwide");
	scope->departements = option_list(cli, arena, "departement", &scope->n_departements);
	scope->collectivites = option_list(cli, arena, "collectivite", &scope->n_collectivites);
	scope->territories = option_list(cli, arena, "territory", &scope->n_territories);
	scope->partner = (char *)option_text(&cli->arguments, "partner", "");
	ret->scope = scope;
	return fill_roles(cli, arena, ret);
}

/* ---- A name for it */

/* The one place it has; "" if it has none, NULL if several. */
static const char *only_place(const Bus__Scope *scope)
{
	size_t places = scope->n_departements + scope->n_collectivites + scope->n_territories +
			(*scope->partner ? 1 : 0);

	if (places > 1)
		return NULL;
	if (scope->n_departements)
		return scope->departements[0];
	if (scope->n_collectivites)
		return scope->collectivites[0];
	if (scope->n_territories)
		return scope->territories[0];
	return scope->partner;
}

char *principal_id_suggested(struct arena *arena, const Bus__Principal *principal)
{
	const char *place = only_place(principal->scope);
	const ProtobufCEnumValue *role;
	char *id;

	if (!place || principal->n_roles != 1)
		return NULL;
	role = protobuf_c_enum_descriptor_get_value(&bus__role__descriptor, (int)principal->roles[0]);
	if (!role)
		return NULL;
	id = arena_printf(arena, "%s%s%s", role->name + strlen("ROLE_"), *place ? "-" : "", place);
	for (char *at = id; *at; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	return id;
}

/* ---- Comparing; whoever lists something twice is refused by the bus */

static bool has_all(char *const *texts, size_t count, char *const *others, size_t other_count)
{
	for (size_t i = 0; i < count; i++) {
		bool found = false;

		for (size_t j = 0; j < other_count && !found; j++)
			found = strcmp(texts[i], others[j]) == 0;
		if (!found)
			return false;
	}
	return true;
}

static bool same_texts(char *const *a, size_t a_count, char *const *b, size_t b_count)
{
	return has_all(a, a_count, b, b_count) && has_all(b, b_count, a, a_count);
}

static Bus__Actor actor_of(const Bus__Principal *principal)
{
	Bus__Actor actor = BUS__ACTOR__INIT;

	actor.roles = principal->roles;
	actor.n_roles = principal->n_roles;
	actor.scope = principal->scope;
	return actor;
}

/* Some roles reach everywhere by themselves: where it was not said, it is the same. */
bool principal_same_reach(const Bus__Principal *a, const Bus__Principal *b)
{
	static const Bus__Scope nowhere = BUS__SCOPE__INIT;
	const Bus__Scope *here = a->scope ? a->scope : &nowhere, *there = b->scope ? b->scope : &nowhere;
	const Bus__Actor one = actor_of(a), other = actor_of(b);

	if (actor_roles(&one) != actor_roles(&other) ||
	    actor_is_nationwide(&one) != actor_is_nationwide(&other) ||
	    strcmp(here->partner, there->partner) != 0)
		return false;
	return actor_is_nationwide(&one) ||
	       (same_texts(here->departements, here->n_departements, there->departements,
			   there->n_departements) &&
		same_texts(here->collectivites, here->n_collectivites, there->collectivites,
			   there->n_collectivites) &&
		same_texts(here->territories, here->n_territories, there->territories, there->n_territories));
}
