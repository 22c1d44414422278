/* A peer's side of its connection to the bus: says hello, keeps alive, calls and is called. The core: it
 * takes frames and time and gives frames, so that it runs under the simulator as it runs over ZeroMQ
 * (bus/dealer.h is its transport).
 *
 * States: DOWN (no socket) → OPENING (hello sent, no answer yet) → UP. What a ZAP refusal, three missed pongs
 * or a broken frame end goes DOWN; a new socket is asked for after a pause of 0.1 s that doubles to 30 s.
 *
 * Calls survive the connection: those without an answer are sent again, the same call id and key, until
 * their time is over; then they end in DEADLINE_EXCEEDED. UNAVAILABLE is retried likewise while time
 * remains, unless the caller asked for one attempt. */
#ifndef PVD_BUS_LINK_H
#define PVD_BUS_LINK_H

#include "base/time.h"
#include "bus/envelope.h"

enum {
	LINK_PING_MS = 5000, /* of silence */
	LINK_MISSED_MAX = 3,
	LINK_BACKOFF_MIN_MS = 100,
	LINK_BACKOFF_MAX_MS = 30000,
	LINK_HELLO_MS = 5000,   /* without a welcome the socket is given up */
	LINK_RETRY_MIN_MS = 50, /* after UNAVAILABLE; doubles */
	LINK_RETRY_MAX_MS = 2000,
};

enum link_state { LINK_DOWN, LINK_OPENING, LINK_UP };

struct link_ops {
	/* Makes a socket and connects it; frames go there until link_closed or `close`. */
	void (*open)(void *ctx);
	void (*close)(void *ctx);
	/* False: not now (the socket is full); the link keeps the frame, in order, and tries again next turn.
	 */
	bool (*send)(void *ctx, struct bytes frame);
	/* UP (welcome is its Welcome, encoded), or DOWN, after each attempt that failed too. */
	void (*state)(void *ctx, enum link_state state, struct bytes welcome);
	/* A call for this service, to be answered with link_reply, now or later. */
	void (*call)(void *ctx, const struct envelope *call);
};

struct link_config {
	const char *service; /* served here; "" for a mere caller */
	const char *version;
	uint32_t max_pending; /* own calls at a time */
};

struct link;

struct link *link_new(const struct link_config *config, const struct link_ops *ops, void *ctx);
void link_free(struct link *link); /* pending calls end in UNAVAILABLE; not within a callback of the link */

void link_start(struct link *link, struct instant now, struct monotonic mono);
/* The transport's news. `refused`: by ZAP, final for that socket. */
void link_frame(struct link *link, struct bytes frame, struct monotonic now);
void link_closed(struct link *link, bool refused, struct monotonic now);
/* At least every 100 ms: pings, retries, timeouts, a new socket when it is time. */
void link_tick(struct link *link, struct monotonic now);
/* At the end of each turn: what was said in it leaves, batched. */
void link_flush(struct link *link);

/* Answers a call; its call id, route and connection are taken from it, `reply` says the rest. Where that
 * connection is gone the reply is dropped: the caller asks again. */
void link_reply(struct link *link, const struct envelope *call, struct envelope *reply);

struct link_answer {
	enum fault fault;
	/* The Status's reason, message...; NULL when fault is NONE. In memory of the link, for the callback.
	 */
	const struct refusal *refusal;
	const struct envelope *reply; /* NULL when no reply came (deadline) */
};
typedef void link_answered(void *ctx, const struct link_answer *answer);

struct link_request {
	enum kind kind;
	const char *service;
	const char *method; /* full path */
	struct bytes body;  /* copied */
	bool has_key;
	struct id key; /* COMMAND */
	struct id call_id;
	uint32_t timeout_ms; /* of the whole call, retries included */
	bool once;           /* no retry on UNAVAILABLE */
	const char *assert_principal;
	const char *at_least_service;
	uint64_t at_least_sequence;
	uint32_t at_least_epoch; /* 0: any */
	const char *traceparent;
};
/* False: max_pending calls are under way, the body is too large, a name is no name of the contract, or the
 * call id is that of a pending call; nothing will be called back. */
bool link_request(struct link *link, const struct link_request *request, struct monotonic now,
		  link_answered *answered, void *ctx);

enum link_state link_current_state(const struct link *link);
/* Whether the last attempt was refused by ZAP: the key is not admitted. False once it is. */
bool link_refused(const struct link *link);
size_t link_pending(const struct link *link);

#endif
