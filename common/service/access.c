/* Who may call what, where. The role before the body is read, the scope after; the default is refusal. */
#include "service/core.h"

#include <string.h>

static bool kind_fits(const struct method *method, enum kind kind)
{
	switch (method->kind) {
	case METHOD_QUERY:
		return kind == KIND_QUERY;
	case METHOD_COMMAND:
		return kind == KIND_COMMAND;
	case METHOD_FETCH:
		return kind == KIND_FETCH;
	}
	return false;
}

bool access_role(const struct engine *engine, const struct call *call, struct refusal *refusal)
{
	const struct method *method = call->method;
	uint32_t roles = actor_roles(call->actor) | role_bit(BUS__ROLE__ROLE_PUBLIC);
	size_t size = call->envelope.body.len;

#ifdef PLANT_FUZZ_METHOD
	roles |= method->roles;
#endif
	if (!kind_fits(method, call->envelope.kind))
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "WRONG_KIND", NULL,
			      "%s n'est pas appelé par ce genre de message.", method->name);
	if (method->test_only && !engine->test)
		return refuse(refusal, FAULT_PERMISSION_DENIED, "TEST_ONLY", NULL,
			      "%s n'existe que sur une instance d'essai.", method->name);
	if (!(roles & method->roles))
		return refuse(refusal, FAULT_PERMISSION_DENIED, "ROLE_REQUIRED", NULL,
			      "« %s » n'a pas de rôle qui permette %s.", call->actor->principal,
			      method->name);
	if (size > method->max_request_bytes)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "REQUEST_TOO_LARGE", NULL,
			      "La demande fait %zu octets ; %s en accepte %u.", size, method->name,
			      method->max_request_bytes);
	return true;
}

bool concerned_covers(const struct concerned *concerned, const Bus__Actor *actor)
{
	const struct audience audience = {
		.departements = concerned->departements,
		.departement_count = concerned->departement_count,
		.collectivites = concerned->collectivites,
		.collectivite_count = concerned->collectivite_count,
		.partners = concerned->partners,
		.partner_count = concerned->partner_count,
	};

	return actor_covers_audience(actor, &audience) ||
	       (concerned->territory && actor_covers_territory(actor, concerned->territory));
}

/* In scope of any whom the subject concerns. A subject that does not exist is the handler's to refuse. */
static bool covers(const struct engine *engine, const struct method *method, struct query *query,
		   const char *value)
{
	struct concerned concerned = {0};

	if (method->scope_rule == SCOPE_RULE_DEPARTEMENT)
		return actor_covers_departement(query->actor, value);
	if (method->scope_rule == SCOPE_RULE_COLLECTIVITE && actor_covers_collectivite(query->actor, value))
		return true;
	if (!engine->service->concerns ||
	    !engine->service->concerns(query, method->scope_rule, value, &concerned))
		return true;
	return concerned_covers(&concerned, query->actor);
}

static bool out_of_scope(struct query *query, const char *field, const char *value)
{
	return refuse(query->refusal, FAULT_PERMISSION_DENIED, "OUT_OF_SCOPE", field,
		      "« %s » est hors du ressort de « %s ».", value, query->actor->principal);
}

bool access_scope(const struct engine *engine, const struct method *method, struct query *query,
		  const ProtobufCMessage *request)
{
	const ProtobufCFieldDescriptor *field;
	const char *base = (const char *)request;
	const char *const *values;
	size_t count;

	if (method->scope_rule == SCOPE_RULE_NONE || method->scope_rule == SCOPE_RULE_FILTER)
		return true;
	if (actor_is_nationwide(query->actor))
		return true;
#ifdef PLANT_SCOPE_UNCHECKED
	return true;
#endif
	field = method_scope_field(method);
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		values = *(const char *const *const *)(base + field->offset);
		count = *(const size_t *)(base + field->quantifier_offset);
	} else {
		values = (const char *const *)(base + field->offset);
		count = **values ? 1 : 0;
	}
	if (count == 0) /* nothing named: the handler says what is missing, whoever asks */
		return true;
	for (size_t i = 0; i < count; i++)
		if (!covers(engine, method, query, values[i]))
			return out_of_scope(query, field->name, values[i]);
	return true;
}
