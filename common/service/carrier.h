/* Carries effects out in a process: off the loop's thread, and says to the engine how it ended. */
#ifndef PVD_SERVICE_CARRIER_H
#define PVD_SERVICE_CARRIER_H

#include "loop/loop.h"
#include "service/engine.h"

struct carrier;

/* For the service of that name, in its instance's folder. */
struct carrier *carrier_new(struct loop *loop, const char *service);
/* After the loop, which lets the one under way finish. */
void carrier_free(struct carrier *carrier);

/* engine_ops.perform; the engine is told by engine_performed. */
bool carrier_perform(struct carrier *carrier, struct engine *engine, const struct effect *effect);

/* Puts a packed OutboxFile into outbox/ of the current folder, whole and to last, instead of one of that name.
 * False with a sentence in `error`. */
bool carry_file(const char *service, struct bytes payload, char *error, size_t error_size);

#endif
