/* Sessions: somebody signed in with a browser. */
#ifndef PVD_GATEWAY_SESSION_H
#define PVD_GATEWAY_SESSION_H

#include "gateway/owned.h"
#include "pvd/gateway/v1/session.pb-c.h"
#include "service/service.h"

enum {
	SESSION_IDLE_MS = 60 * 60 * 1000,      /* not used for that long, it is over */
	SESSION_LIFE_MS = 12 * 60 * 60 * 1000, /* and whatever happens after that */
	SESSIONS_PER_PRINCIPAL = 16,
	SESSIONS_SEEN_MAX = 8192, /* told of at once */
};

#define DEADLINE_SESSION_END  "session_end"
#define DEADLINE_SESSION_IDLE "session_idle"

/* NULL if there is none, or it has ended. Its time may have passed all the same: session_lives. */
Gateway__Session *session_load(struct txn *txn, struct arena *arena, const char *id);
Gateway__Session *session_by_secret(struct txn *txn, struct arena *arena, const struct hash *secret_hash);

/* Whether it may still be used, having been used last at `seen`: at seen_at, or later where the caller knows it. */
bool session_lives(const Gateway__Session *session, struct instant seen, struct instant now);

void session_open(struct application *application, const Gateway__Session *session);
/* It was used just now; nothing if it has ended. */
void session_see(struct application *application, const char *id);
void session_close(struct application *application, const char *id);

/* Ends it; `reason` is "" unless an operator gave one. */
void session_end(struct decision *decision, const char *id, Gateway__SessionEnd end, const char *reason);

#endif
