/* The rules of the directory: who may be added, who may not be taken away. */
#include <string.h>

#include "base/utf8.h"
#include "bus/principal.h"
#include "bus/state.h"
#include "bus_binding.h"
#include "service/record.h"
#include "service/service.h"

enum { REASON_MAX = 500 };

/* Who exists here, with which keys, is for those whose duty is the instance or the nation. */
static void emit_privately(struct decision *decision, const ProtobufCMessage *event)
{
	emit(decision, event, &AUDIENCE_INSTANCE);
}

static Bus__Principal *find(struct decision *decision, const char *id)
{
	if (!principal_id_valid(id))
		return NULL;
	return record_get_text(decision->txn, decision->arena, TABLE_PRINCIPALS, id,
			       &bus__principal__descriptor);
}

/* The principal an operator wants changed; NULL, refused, if it is unknown or already revoked. */
static Bus__Principal *find_living(struct decision *decision, const char *id)
{
	Bus__Principal *principal = find(decision, id);

	if (!principal) {
		refuse(decision->refusal, FAULT_NOT_FOUND, "PRINCIPAL_UNKNOWN", "id",
		       "Aucun acteur « %.64s » dans cette instance ; « pvd principal list » les donne.", id);
		return NULL;
	}
	if (principal->revoked) {
		refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "PRINCIPAL_REVOKED", "id",
		       "« %s » est révoqué, pour toujours ; ajoutez un nouvel acteur sous un autre "
		       "identifiant.",
		       id);
		return NULL;
	}
	return principal;
}

/* Keys are compared with every key ever given, so that a lost one never opens anything again. */
static bool check_key_unused(struct decision *decision, const char *key, const char *field)
{
	if (!txn_get(decision->txn, TABLE_KEYS, bytes_text(key)).data)
		return true;
	return refuse(decision->refusal, FAULT_ALREADY_EXISTS, "KEY_IN_USE", field,
		      "Cette clé sert ou a servi à un acteur ; créez une nouvelle paire de clés.");
}

bool bus_decide_add_principal(struct decision *decision, const Bus__AddPrincipalRequest *request,
			      Bus__AddPrincipalResponse *response)
{
	Bus__PrincipalAdded event = BUS__PRINCIPAL_ADDED__INIT;
	Bus__Principal *principal = request->principal;

	if (!principal)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "PRINCIPAL_MISSING", "principal",
			      "Décrivez l'acteur à ajouter.");
	if (!principal_check(principal, decision->now, decision->refusal))
		return false;
	if (find(decision, principal->id))
		return refuse(decision->refusal, FAULT_ALREADY_EXISTS, "PRINCIPAL_EXISTS", "principal.id",
			      "L'identifiant « %s » est ou a été donné ; choisissez-en un autre.",
			      principal->id);
	if (principal->n_public_keys > 0 &&
	    !check_key_unused(decision, principal->public_keys[0], "principal.public_keys[0]"))
		return false;
	event.principal = principal;
	emit_privately(decision, &event.base);
	response->principal = principal;
	return true;
}

/* Somebody must be left who can add principals. */
static bool last_operator(struct decision *decision, const char *id)
{
	struct scan scan;
	struct bytes key, value;
	bool other = false;

	scan_open(&scan, decision->txn, TABLE_PRINCIPALS, bytes_of(NULL, 0));
	while (!other && scan_next(&scan, &key, &value)) {
		struct arena_mark mark = arena_mark(decision->arena);
		const Bus__Principal *principal =
			arena_unpack(decision->arena, &bus__principal__descriptor, value);

		other = principal && strcmp(principal->id, id) != 0 &&
			principal_lives(principal, decision->now) &&
			principal_has_role(principal, BUS__ROLE__ROLE_OPERATOR);
		arena_rewind(decision->arena, mark);
	}
	scan_close(&scan);
	return !other;
}

static bool check_reason(const char *reason, struct refusal *refusal)
{
	size_t len = strlen(reason);

	if (len > 0 && len <= REASON_MAX && utf8_is_text(reason, len))
		return true;
	return refuse(refusal, FAULT_INVALID_ARGUMENT, "REASON_MISSING", "reason",
		      "Dites pourquoi, en %d caractères au plus : le motif reste au journal.", REASON_MAX);
}

bool bus_decide_revoke_principal(struct decision *decision, const Bus__RevokePrincipalRequest *request,
				 Bus__RevokePrincipalResponse *response)
{
	Bus__PrincipalRevoked event = BUS__PRINCIPAL_REVOKED__INIT;
	Bus__Principal *principal = find_living(decision, request->id);

	if (!principal || !check_reason(request->reason, decision->refusal))
		return false;
	if (principal->kind == BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE)
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "SERVICE_PRINCIPAL", "id",
			      "« %s » est un service de l'instance, qui ne marcherait plus jamais sans lui ; "
			      "si sa clé "
			      "est compromise, donnez-lui-en une autre (AddKey) puis retirez la première "
			      "(RetireKey).",
			      principal->id);
	if (principal_has_role(principal, BUS__ROLE__ROLE_OPERATOR) && last_operator(decision, principal->id))
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "LAST_OPERATOR", "id",
			      "« %s » est le dernier opérateur : sans lui, plus personne ne pourrait gérer "
			      "les acteurs. "
			      "Ajoutez d'abord un autre opérateur.",
			      principal->id);
	event.id = request->id;
	event.reason = request->reason;
	emit_privately(decision, &event.base);
	principal->revoked = true;
	principal->revocation_reason = request->reason;
	response->principal = principal;
	return true;
}

bool bus_decide_add_key(struct decision *decision, const Bus__AddKeyRequest *request,
			Bus__AddKeyResponse *response)
{
	Bus__KeyAdded event = BUS__KEY_ADDED__INIT;
	Bus__Principal *principal = find_living(decision, request->id);
	char **keys;

	if (!principal || !principal_check_key(request->public_key, "public_key", decision->refusal))
		return false;
	if (principal->n_public_keys >= PRINCIPAL_KEYS_MAX)
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "TWO_KEYS", "id",
			      "« %s » a déjà deux clés ; retirez d'abord celle qui ne sert plus (RetireKey).",
			      principal->id);
	if (!check_key_unused(decision, request->public_key, "public_key"))
		return false;
	keys = arena_array(decision->arena, PRINCIPAL_KEYS_MAX, sizeof *keys);
	if (!keys)
		return refuse(decision->refusal, FAULT_RESOURCE_EXHAUSTED, "REQUEST_TOO_LARGE", NULL,
			      "La demande est trop grande.");
	event.id = request->id;
	event.public_key = request->public_key;
	emit_privately(decision, &event.base);
	for (size_t i = 0; i < principal->n_public_keys; i++)
		keys[i] = principal->public_keys[i];
	keys[principal->n_public_keys++] = request->public_key;
	principal->public_keys = keys;
	response->principal = principal;
	return true;
}

bool bus_decide_retire_key(struct decision *decision, const Bus__RetireKeyRequest *request,
			   Bus__RetireKeyResponse *response)
{
	Bus__KeyRetired event = BUS__KEY_RETIRED__INIT;
	Bus__Principal *principal = find_living(decision, request->id);
	size_t kept = 0;

	if (!principal)
		return false;
	for (size_t i = 0; i < principal->n_public_keys; i++)
		kept += strcmp(principal->public_keys[i], request->public_key) != 0;
	if (kept == principal->n_public_keys)
		return refuse(decision->refusal, FAULT_NOT_FOUND, "KEY_UNKNOWN", "public_key",
			      "« %s » n'a pas cette clé.", principal->id);
	if (kept == 0)
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "LAST_KEY", "public_key",
			      "C'est la seule clé de « %s » ; ajoutez la nouvelle d'abord (AddKey), ou "
			      "révoquez-le.",
			      principal->id);
	event.id = request->id;
	event.public_key = request->public_key;
	emit_privately(decision, &event.base);
	kept = 0;
	for (size_t i = 0; i < principal->n_public_keys; i++)
		if (strcmp(principal->public_keys[i], request->public_key) != 0)
			principal->public_keys[kept++] = principal->public_keys[i];
	principal->n_public_keys = kept;
	response->principal = principal;
	return true;
}
