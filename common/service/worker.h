/* Long work of a service, beside its turns: verification, comparison with a rebuild, backup. It has a read
 * transaction, an arena and a thread of its own, and touches nothing else of the engine. */
#ifndef PVD_SERVICE_WORKER_H
#define PVD_SERVICE_WORKER_H

#include "service/core.h"

struct work {
	struct engine *engine; /* for engine_work_done */
	struct call *call;
	struct env *env;
	const struct fold *fold;
	struct arena *arena;
	const ProtobufCMessage *request;
	ProtobufCMessage *response;
	struct refusal refusal;
};

#endif
