/* Calls over the bus for a program that waits for its answers: one at a time, or many under way and one
 * wait for all. The answers live in arenas of the caller. */
#ifndef PVD_CLI_CLIENT_H
#define PVD_CLI_CLIENT_H

#include "base/arena.h"
#include "bus/link.h"
#include "bus/method.h"
#include "cli/cli.h"
#include "loop/loop.h"

enum { CLIENT_TIMEOUT_MS = 10000, CLIENT_PENDING_MAX = 256 };

struct client;

/* Connects as --as says, to the bus that --endpoint says or to the one of the folder (cli_enter first).
 * `loop` NULL: one of its own. NULL once the reason was said. */
struct client *client_new(const struct cli *cli, struct loop *loop);
/* Waits until the bus has admitted us: CLI_OK, or an exit code once the reason was said. A bus that is not
 * there is found at once, a refused key within a second, a silent bus after 5 s. */
int client_connect(struct client *client);
void client_free(struct client *client);

/* client_new, without a loop of the caller's, and client_connect. */
int client_open(const struct cli *cli, struct client **ret);

struct call {
	const struct method *method;
	const char *service; /* for a method of every service; NULL: method->service */
	struct bytes body;   /* the encoded request */
	struct id key;       /* of a command; all zero: a new one */
	uint32_t timeout_ms; /* 0: CLIENT_TIMEOUT_MS */
	bool once;           /* an absent service is an answer, not something to wait for */
	/* Of a query: not before this much of that service's journal has been taken in. NULL: at once. */
	const char *at_least_service;
	struct position at_least;
};

struct answer {
	struct refusal refusal; /* refused(&refusal): no message */
	struct id key;          /* the one the command carried */
	bool done;
	bool replayed;
	bool has_position;
	struct position position;  /* of the service's journal then, without its hash */
	struct bytes body;         /* in the arena */
	ProtobufCMessage *message; /* of type method->response, in the arena */
	const struct method *method;
	struct arena *arena;
};

/* Sends a call; *ret must stay where it is until it is done. What cannot be sent is done at once, refused. */
void client_send(struct client *client, const struct call *call, struct arena *arena, struct answer *ret);
/* Runs the loop until every answer is here, or client_interrupt. */
void client_wait(struct client *client);
/* Both. True unless refused. */
bool client_call(struct client *client, const struct call *call, struct arena *arena, struct answer *ret);

/* The same for a request that is a message: packs it, and finds the method by its path. */
bool client_ask(struct client *client, const char *path, const char *service, const ProtobufCMessage *request,
		struct arena *arena, struct answer *ret);

/* Waits until `service` has taken in the journal of `source` up to `position`: what it is asked from then on
 * rests on that. False with a refusal: NOT_FOLLOWED where it does not follow it. Asks GetStatus: for those
 * who may. */
bool client_wait_followed(struct client *client, const char *service, const char *source,
			  struct position position, struct arena *arena, struct answer *ret);
/* The same for all that `source` has said by now. */
bool client_catch_up(struct client *client, const char *service, const char *source, struct arena *arena,
		     struct answer *ret);

/* Ends client_wait, now and from now on: what has no answer is refused with reason INTERRUPTED. */
void client_interrupt(struct client *client);

#endif
