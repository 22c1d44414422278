/* Makes an instance: its folder, its keys, and the first principals. */
#ifndef PVD_CLI_SETUP_H
#define PVD_CLI_SETUP_H

#include "cli/services.h"
#include "service/instance.h"

/* True if the folder already holds an instance. */
bool setup_done(const char *dir);

/* Makes in `dir` (made if need be, mode 0700) the keys of every service, of `operator` and of `anct`, then
 * enrolment.json, then instance.json, by which the instance exists. What an interrupted attempt left is
 * taken up. False with a French sentence in `error`. */
bool setup_make(const char *dir, const struct instance *instance, const struct services *services,
		char *error, size_t error_size);

/* The part of `dir` that holds what the operator and the ANCT need; see setup_make_apart. */
#define SETUP_OPERATOR "operator"

/* The same for processes that must not see each other's keys, in containers: a folder of its own in `dir` for
 * each service, and one for the operator. Each is an instance's folder with the keys of its owner, the bus's
 * public key and instance.json; enrolment.json is the bus's. What is there stays as it is, so that this may be
 * called again, for services that came with a later release. */
bool setup_make_apart(const char *dir, const struct instance *instance, const struct services *services,
		      char *error, size_t error_size);

/* Makes the keys that an existing instance lacks: those of services that came with a later release. */
bool setup_keys(const char *dir, const struct services *services, char *error, size_t error_size);

#endif
