#include "cli/ready.h"

#include <string.h>

#include "base/log.h"
#include "bus/keyfile.h"
#include "cli/enrol.h"

enum { READY_ARENA_MAX = 4 << 20, READY_ROUND_MS = 5000, ERROR_SIZE = 300 };

struct waiting {
	struct client *client;
	const struct services *services;
	const bool *stopping;
	struct arena *arena;
};

/* Asks those that have not answered; tells how many are still missing. */
static unsigned ask_missing(struct waiting *waiting, bool answered[SERVICES_MAX])
{
	static const char path[] = "pvd.bus.v1.ProcessService/GetStatus";
	struct call call = {.method = method_find(path, strlen(path)), .timeout_ms = READY_ROUND_MS};
	struct answer answers[SERVICES_MAX];
	unsigned missing = 0;

	for (unsigned i = 0; i < waiting->services->count; i++) {
		call.service = waiting->services->names[i];
		if (!answered[i])
			client_send(waiting->client, &call, waiting->arena, &answers[i]);
	}
	client_wait(waiting->client);
	for (unsigned i = 0; i < waiting->services->count; i++) {
		if (answered[i])
			continue;
		answered[i] = !refused(&answers[i].refusal);
		missing += !answered[i];
		if (!answered[i] && !*waiting->stopping)
			log_warning("service_silent", log_text("name", waiting->services->names[i]),
				    log_text("why", answers[i].refusal.message));
	}
	return missing;
}

/* A service that came with a later release than the instance has a key (setup_keys) nobody knows yet. */
static void enrol_service(struct waiting *waiting, const char *service)
{
	char public_key[Z85_KEY_SIZE], error[ERROR_SIZE];
	const struct enrolment enrolment = {.id = service,
					    .kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE,
					    .role = BUS__ROLE__ROLE_SERVICE,
					    .public_key = public_key};
	struct answer answer;

	if (!keyfile_load_public("keys", service, public_key, error, sizeof error))
		return;
	/* Before the gateway: while that one is unknown, this comes again. */
	if (strcmp(service, "gateway") == 0 && enrol_public(waiting->client, waiting->arena, &answer))
		log_info("public_enrolled");
	if (enrol_nationwide(waiting->client, waiting->arena, &enrolment, &answer))
		log_info("service_enrolled", log_text("name", service));
}

static void wait_for_all(struct waiting *waiting)
{
	bool answered[SERVICES_MAX] = {false};

	while (!*waiting->stopping && ask_missing(waiting, answered) > 0) {
		/* Those the bus knows already are refused as such, which changes nothing. */
		for (unsigned i = 1; i < waiting->services->count && answered[0] && !*waiting->stopping; i++)
			if (!answered[i])
				enrol_service(waiting, waiting->services->names[i]);
		arena_reset(waiting->arena);
	}
}

void ready_wait(struct client *client, const struct services *services, const bool *stopping)
{
	struct waiting waiting = {.client = client,
				  .services = services,
				  .stopping = stopping,
				  .arena = arena_new(READY_ARENA_MAX)};

	wait_for_all(&waiting);
	arena_free(waiting.arena);
}
