#include "bus/principal.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/code.h"
#include "base/utf8.h"
#include "bus/keyfile.h"
#include "bus/state.h"
#include "service/check.h"

enum { SCOPE_TEXT_MAX = 64 };

bool principal_id_valid(const char *id)
{
	size_t len = strlen(id);

	if (len < PRINCIPAL_ID_MIN || len > PRINCIPAL_ID_MAX)
		return false;
	if (id[0] < 'a' || id[0] > 'z')
		return false;
	return strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789.-") == len;
}

bool principal_has_role(const Bus__Principal *principal, Bus__Role role)
{
	for (size_t i = 0; i < principal->n_roles; i++)
		if (principal->roles[i] == role)
			return true;
	return false;
}

struct instant principal_valid_until(const Bus__Principal *principal)
{
	if (!principal->valid_until)
		return (struct instant){.us = INT64_MAX};
	return timestamp_instant(principal->valid_until);
}

bool principal_lives(const Bus__Principal *principal, struct instant now)
{
	return !principal->revoked && now.us < principal_valid_until(principal).us;
}

bool principal_check_key(const char *key, const char *field, struct refusal *refusal)
{
	if (z85_key_valid(key))
		return true;
	return refuse(refusal, FAULT_INVALID_ARGUMENT, "KEY_INVALID", field,
		      "La clé publique doit tenir en 40 caractères Z85 ; copiez la ligne « public » de son "
		      "fichier.");
}

static bool check_id(const char *id, struct refusal *refusal)
{
	if (principal_id_valid(id))
		return true;
	return refuse(
		refusal, FAULT_INVALID_ARGUMENT, "ID_INVALID", "principal.id",
		"L'identifiant compte de %d à %d caractères parmi a-z, 0-9, « . » et « - », et commence par "
		"une lettre.",
		PRINCIPAL_ID_MIN, PRINCIPAL_ID_MAX);
}

static bool kind_known(Bus__PrincipalKind kind)
{
	switch (kind) {
	case BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PERSON:
	case BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE:
	case BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PARTNER:
	case BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_OPERATOR:
		return true;
	case BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_UNSPECIFIED:
	case _BUS__PRINCIPAL_KIND_IS_INT_SIZE:
		return false;
	}
	return false;
}

static bool check_roles(const Bus__Principal *principal, struct refusal *refusal)
{
	const char *field = "principal.roles";
	uint32_t seen = 0;

	if (principal->n_roles == 0)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "ROLES_MISSING", field,
			      "Donnez au moins un rôle : sans rôle, rien n'est permis.");
	for (size_t i = 0; i < principal->n_roles; i++) {
		Bus__Role role = principal->roles[i];

		if (role < BUS__ROLE__ROLE_PUBLIC || role > BUS__ROLE__ROLE_SERVICE)
			return refuse(refusal, FAULT_INVALID_ARGUMENT, "ROLE_UNKNOWN", field,
				      "Le rôle n° %d n'existe pas.", (int)role);
		if (seen & (1u << role))
			return refuse(refusal, FAULT_INVALID_ARGUMENT, "ROLE_TWICE", field,
				      "Chaque rôle n'est donné qu'une fois.");
		seen |= 1u << role;
	}
	if (principal->kind != BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE &&
	    principal_has_role(principal, BUS__ROLE__ROLE_SERVICE))
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "ROLE_RESERVED", field,
			      "Le rôle SERVICE est réservé aux processus de l'instance ; retirez-le.");
	return true;
}

static bool is_collectivite(const char *code)
{
	return code_is_commune(code) || code_is_siren(code);
}

static bool is_short_text(const char *text)
{
	size_t len = strlen(text);

	return len > 0 && len <= SCOPE_TEXT_MAX && utf8_is_text(text, len);
}

/* Every value of one list of the scope. */
static bool check_each(char **values, size_t count, bool (*valid)(const char *), const char *name,
		       const char *advice, struct refusal *refusal)
{
	char field[REFUSAL_FIELD_MAX];

	for (size_t i = 0; i < count; i++) {
		if (valid(values[i]))
			continue;
		snprintf(field, sizeof field, "principal.scope.%s[%zu]", name, i);
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "SCOPE_INVALID", field,
			      "« %.64s » n'est pas %s.", values[i], advice);
	}
	return true;
}

static bool check_scope(const Bus__Scope *scope, struct refusal *refusal)
{
	if (!scope)
		return true;
	if (*scope->partner && !is_short_text(scope->partner))
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "SCOPE_INVALID", "principal.scope.partner",
			      "Le nom du partenaire est trop long ou mal formé.");
	return check_each(scope->departements, scope->n_departements, code_is_departement, "departements",
			  "le code d'un département (« 77 », « 2A », « 974 »)", refusal) &&
	       check_each(scope->collectivites, scope->n_collectivites, is_collectivite, "collectivites",
			  "le code INSEE d'une commune ni le SIREN d'un EPCI", refusal) &&
	       check_each(scope->territories, scope->n_territories, is_short_text, "territories",
			  "l'identifiant d'un territoire", refusal);
}

static bool check_validity(const Bus__Principal *principal, struct instant now, struct refusal *refusal)
{
	const Pb__Timestamp *until = principal->valid_until;

	if (principal->revoked || *principal->revocation_reason)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "REVOKED_AT_BIRTH", "principal.revoked",
			      "Un nouvel acteur ne peut pas être déjà révoqué.");
	if (until && (until->nanos < 0 || until->nanos > 999999999))
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "INSTANT_INVALID", "principal.valid_until",
			      "La fin de validité n'est pas un instant.");
	if (now.us >= principal_valid_until(principal).us)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "VALIDITY_PAST", "principal.valid_until",
			      "La fin de validité est déjà passée ; donnez un instant à venir, ou aucun.");
	return true;
}

static bool check_keys(const Bus__Principal *principal, struct refusal *refusal)
{
	if (principal->n_public_keys == 0 && principal->kind == BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PERSON)
		return true;
	if (principal->n_public_keys != 1)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "ONE_KEY", "principal.public_keys",
			      "Donnez exactement une clé publique ; une seconde s'ajoute ensuite par AddKey. "
			      "Seule une "
			      "personne peut n'en avoir aucune : elle se connecte alors par la passerelle.");
	return principal_check_key(principal->public_keys[0], "principal.public_keys[0]", refusal);
}

bool principal_check(const Bus__Principal *principal, struct instant now, struct refusal *refusal)
{
	if (!check_id(principal->id, refusal))
		return false;
	if (!kind_known(principal->kind))
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "KIND_UNKNOWN", "principal.kind",
			      "Dites si c'est une personne, un service, un partenaire ou un opérateur.");
	if (!check_roles(principal, refusal) || !check_scope(principal->scope, refusal))
		return false;
	return check_keys(principal, refusal) && check_validity(principal, now, refusal);
}
