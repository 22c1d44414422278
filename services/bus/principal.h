/* What a principal must look like to enter the directory: its form alone, whatever the directory holds. */
#ifndef PVD_SERVICES_BUS_PRINCIPAL_H
#define PVD_SERVICES_BUS_PRINCIPAL_H

#include <stdbool.h>

#include "base/fault.h"
#include "base/time.h"
#include "pvd/bus/v1/actor.pb-c.h"

/* 2 to 64 of [a-z0-9.-], starting with a letter. */
bool principal_id_valid(const char *id);

bool principal_has_role(const Bus__Principal *principal, Bus__Role role);

/* The moment from which it is admitted no more; INT64_MAX µs where none is set. */
struct instant principal_valid_until(const Bus__Principal *principal);

/* Neither revoked nor past its end. */
bool principal_lives(const Bus__Principal *principal, struct instant now);

/* False, refused, naming `field`, unless `key` is a public key in Z85. */
bool principal_check_key(const char *key, const char *field, struct refusal *refusal);

/* False, refused, unless this is a new principal: every field within the rules of actor.proto, one key
 * (a person: at most one), not revoked, valid beyond `now`. Fields are named from "principal" on. */
bool principal_check(const Bus__Principal *principal, struct instant now, struct refusal *refusal);

#endif
