/* The method table: what the contract says of every rpc, generated from proto/ at build time. Dispatch,
 * access control, JSON, the command line and the access-matrix test read it; nobody lists methods again. */
#ifndef PVD_BUS_METHOD_H
#define PVD_BUS_METHOD_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum method_kind { METHOD_QUERY, METHOD_COMMAND, METHOD_FETCH };

/* pvd.bus.v1.ScopeRule */
enum scope_rule {
	SCOPE_RULE_NONE = 1,
	SCOPE_RULE_FILTER,
	SCOPE_RULE_DEPARTEMENT,
	SCOPE_RULE_COLLECTIVITE,
	SCOPE_RULE_SUBJECT,
};

struct method {
	const char *path;    /* "pvd.registry.v1.RegistryService/GetCommune" */
	const char *service; /* who serves it: "registry"; NULL: every service */
	const char *name;    /* "GetCommune" */
	const char *doc;     /* the rpc's comment in the contract, "" if none */
	enum method_kind kind;
	uint32_t roles; /* bit n: pvd.bus.v1.Role n may call it */
	enum scope_rule scope_rule;
	int scope_field; /* index in request->fields; -1 for NONE and FILTER */
	uint32_t max_request_bytes;
	bool lists; /* reads many of something, as many as a page holds: its answer may be large */
	bool worker;
	bool test_only;
	const ProtobufCMessageDescriptor *request;
	const ProtobufCMessageDescriptor *response;
};

struct event_type {
	const char *name; /* "pvd.registry.v1.CandidacySubmitted" */
	bool ignorable;
	const ProtobufCMessageDescriptor *descriptor;
};

/* Every method of the contract, by path; every event type, by name. Both sorted. */
extern const struct method METHODS[];
extern const size_t METHOD_COUNT;
extern const struct event_type EVENT_TYPES[];
extern const size_t EVENT_TYPE_COUNT;

/* The field of the request that names the territory concerned; NULL for NONE and FILTER. */
static inline const ProtobufCFieldDescriptor *method_scope_field(const struct method *method)
{
	return method->scope_field < 0 ? NULL : &method->request->fields[method->scope_field];
}

/* NULL if the contract has none of that path. */
const struct method *method_find(const char *path, size_t len);
const struct event_type *event_type_find(const char *name);

/* What a method name of the contract would mean to a person: a full path, "RegistryService/GetCommune" or
 * "GetCommune"; NULL if none, or if several match (then *ret_ambiguous is true). */
const struct method *method_guess(const char *name, bool *ret_ambiguous);

#endif
