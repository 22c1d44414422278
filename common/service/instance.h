/* An instance's folder, and what every process of it must know.
 *
 *   instance.json   name, kind, whether it was made for tests; written once
 *   upstream.json   the instance that this one follows (upstream.h); not there: it follows none
 *   enrolment.json  the first principals: public keys, roles, scopes; read once, by a bus with an empty journal
 *   keys/           <principal>.key (0400), <principal>.pub; `upstream`: as which it follows
 *   <service>/      its LMDB environment, and the calls of the turn under way
 *   run/            bus.ipc (local endpoint), endpoints.json (as bound), pids.json; gateway.json (where HTTP is
 *                   spoken), gateway.sock (to the web server in front)
 *   outbox/         files that services want told to the world
 *   documents/      files that people left, by their content (gateway/depot.h); uploads/: those under way
 *   backup/         what pvd backup made
 *   lock            held by pvd up
 *   demo.json       what pvd demo has played (cli/demo.h); demo.lock: held while it plays
 *
 * A process changes into the folder first: paths are relative from then on, and short enough for ipc. */
#ifndef PVD_SERVICE_INSTANCE_H
#define PVD_SERVICE_INSTANCE_H

#include <stdbool.h>
#include <stddef.h>

enum { INSTANCE_FORMAT = 1 };
#define INSTANCE_BUS_ENDPOINT "ipc://run/bus.ipc"
#define INSTANCE_GATEWAY_FILE "run/gateway.json"
/* Also of a backup's folder. */
#define INSTANCE_DOCUMENTS "documents"

struct instance {
	char name[65];
	bool test; /* methods marked test_only are served */
};

/* 1 to 64 lower case letters, digits and dashes, a letter first. */
bool instance_name_valid(const char *name);
/* Changes into `dir` and reads instance.json. False with a sentence in `error`. */
bool instance_enter(const char *dir, struct instance *ret, char *error, size_t error_size);
/* Writes instance.json into an existing folder that has none. */
bool instance_make(const char *dir, const struct instance *instance, char *error, size_t error_size);

#endif
