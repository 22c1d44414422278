#include "cli/methods.h"

#include <string.h>

#include "cli/skeleton.h"
#include "cli/suggest.h"
#include "pvd/bus/v1/actor.pb-c.h"

/* "RegistryService/GetCommune" of "pvd.registry.v1.RegistryService/GetCommune" */
static const char *short_path(const struct method *method)
{
	const char *slash = strchr(method->path, '/');
	const char *at = slash;

	while (at > method->path && at[-1] != '.')
		at--;
	return at ? at : method->path;
}

const struct method *methods_named(const struct cli *cli, const char *name)
{
	struct suggestion suggestion = suggestion_for(name);
	bool ambiguous;
	const struct method *method = method_guess(name, &ambiguous);

	if (method)
		return method;
	if (ambiguous) {
		cli_fail(cli, CLI_USAGE, "AMBIGUOUS_METHOD",
			 "plusieurs services ont une méthode « %.128s » : écrivez Service/Méthode", name);
		return NULL;
	}
	for (size_t i = 0; i < METHOD_COUNT; i++) {
		suggestion_consider(&suggestion, METHODS[i].name);
		suggestion_consider(&suggestion, short_path(&METHODS[i]));
		suggestion_consider(&suggestion, METHODS[i].path);
	}
	if (suggestion.best)
		cli_fail(cli, CLI_USAGE, "UNKNOWN_METHOD",
			 "méthode inconnue « %.128s » ; vouliez-vous dire « %s » ?", name, suggestion.best);
	else
		cli_fail(cli, CLI_USAGE, "UNKNOWN_METHOD",
			 "méthode inconnue « %.128s » ; pvd help call les dit toutes", name);
	return NULL;
}

static bool has_role(const struct method *method, const ProtobufCEnumValue *role)
{
	return role->value > 0 && role->value < 32 && (method->roles >> role->value & 1);
}

static void describe_roles(const struct method *method, struct buf *out)
{
	const char *separator = "";

	for (unsigned i = 0; i < bus__role__descriptor.n_values; i++) {
		const ProtobufCEnumValue *role = &bus__role__descriptor.values[i];

		if (!has_role(method, role))
			continue;
		buf_printf(out, "%s%s", separator, role->name + strlen("ROLE_"));
		separator = ", ";
	}
	buf_byte(out, '\n');
}

static const char *kind_text(enum method_kind kind)
{
	switch (kind) {
	case METHOD_QUERY:
		return "question, sans effet";
	case METHOD_COMMAND:
		return "acte : une fois, quel que soit le nombre d'envois de sa clé";
	case METHOD_FETCH:
		return "lecture d'un journal, qui peut attendre la suite";
	}
	return "";
}

static void describe_scope(const struct method *method, struct buf *out)
{
	const char *field = method->scope_field < 0 ? "" : method_scope_field(method)->name;

	switch (method->scope_rule) {
	case SCOPE_RULE_NONE:
		buf_printf(out, "le rôle seul décide\n");
		return;
	case SCOPE_RULE_FILTER:
		buf_printf(out, "la réponse se limite au territoire de l'appelant\n");
		return;
	case SCOPE_RULE_DEPARTEMENT:
		buf_printf(out, "le ou les départements de « %s » sont ceux de l'appelant\n", field);
		return;
	case SCOPE_RULE_COLLECTIVITE:
		buf_printf(out, "les communes ou EPCI de « %s » sont de son territoire\n", field);
		return;
	case SCOPE_RULE_SUBJECT:
		buf_printf(out, "ce que désigne « %s » est de son territoire\n", field);
		return;
	}
}

void methods_describe(const struct method *method, struct buf *out)
{
	buf_printf(out, "%s\n\n", method->path);
	if (*method->doc)
		buf_printf(out, "%s\n\n", method->doc);
	buf_printf(out, "Sorte       %s\n", kind_text(method->kind));
	buf_printf(out, "Service     %s\n",
		   method->service ? method->service : "tous : nommez-le avec --service");
	buf_printf(out, "Rôles       ");
	describe_roles(method, out);
	buf_printf(out, "Territoire  ");
	describe_scope(method, out);
	buf_printf(out, "Taille      %u octets au plus\n", (unsigned)method->max_request_bytes);
	if (method->test_only)
		buf_printf(out, "            servie par les seules instances d'essai\n");
	buf_printf(out, "\nDemande :\n");
	skeleton_append(method->request, out);
	buf_printf(out, "\nRéponse :\n");
	skeleton_append(method->response, out);
}

static const char *kind_name(enum method_kind kind)
{
	switch (kind) {
	case METHOD_QUERY:
		return "QUERY";
	case METHOD_COMMAND:
		return "COMMAND";
	case METHOD_FETCH:
		return "FETCH";
	}
	return "";
}

static json_t *roles_json(const struct method *method)
{
	json_t *roles = json_array();

	for (unsigned i = 0; i < bus__role__descriptor.n_values; i++)
		if (has_role(method, &bus__role__descriptor.values[i]))
			json_array_append_new(roles, json_string(bus__role__descriptor.values[i].name));
	return roles;
}

json_t *methods_json(const struct method *method)
{
	return json_pack("{s:s, s:s?, s:s, s:o, s:s, s:I, s:b}", "path", method->path, "service",
			 method->service, "kind", kind_name(method->kind), "roles", roles_json(method), "doc",
			 method->doc, "maxRequestBytes", (json_int_t)method->max_request_bytes, "testOnly",
			 method->test_only);
}

void methods_list(struct buf *out)
{
	for (size_t i = 0; i < METHOD_COUNT; i++)
		buf_printf(out, "  %s\n", short_path(&METHODS[i]));
}
