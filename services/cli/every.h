/* The same question to every service of the instance, and one report of the answers. */
#ifndef PVD_CLI_EVERY_H
#define PVD_CLI_EVERY_H

#include "cli/client.h"
#include "cli/services.h"

struct every;

struct every_question {
	const char *path; /* of a method of every service */
	const ProtobufCMessage *request;
	uint32_t timeout_ms;
	/* Whether what was answered is in order. */
	bool (*good)(const ProtobufCMessage *response);
	/* One service's line or lines, for a person; `all` is what the others said. */
	void (*print)(const char *service, const ProtobufCMessage *response, const struct every *all);
};

/* The services asked, and what each answered; index by index. */
struct every {
	struct services services;
	struct answer answers[SERVICES_MAX];
};

/* Asks the services that --service names, or all; they work at the same time. False once said that there is
 * no such service. */
bool every_ask(const struct cli *cli, struct client *client, const struct every_question *question,
	       struct arena *arena, struct every *ret);
/* Whether all answered, and well. */
bool every_good(const struct every *every, const struct every_question *question);
/* {"bus": {...}, "registry": {"error": {...}}}, without line feed. */
void every_append_json(const struct every *every, struct buf *out);
/* A line for each on standard output; on standard error for those that did not answer. */
void every_print(const struct every *every, const struct every_question *question);

/* The whole of a command: connects, asks, reports. With --json: {"ok": bool, "services": {...}}. */
int every_run(const struct cli *cli, const struct every_question *question);

extern const struct option_spec EVERY_OPTIONS[]; /* --service */

#endif
