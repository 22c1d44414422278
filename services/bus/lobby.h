/* Connections that have come and have not said hello: strangers amid a handshake, or who hold the line. Each may stay
 * for a while, and so many at once: the one that came first gives way to the next, so that whoever is in earnest gets
 * through a crowd of those who are not. */
#ifndef PVD_SERVICES_BUS_LOBBY_H
#define PVD_SERVICES_BUS_LOBBY_H

#include "base/time.h"

enum {
	LOBBY_MAX = 512,
	/* libzmq's handshake, which it bounds by itself (loop/zoption.c), and a hello behind it. */
	LOBBY_STAY_MS = 10 * 1000,
};

struct lobby;

/* `end`: that connection must end; the lobby has forgotten it. */
struct lobby *lobby_new(void (*end)(void *ctx, int fd), void *ctx);
void lobby_free(struct lobby *lobby);

/* One has come; whoever had that descriptor before is gone. */
void lobby_enter(struct lobby *lobby, int fd, struct monotonic now);
/* It has said hello, or is gone. None of that descriptor need be here. */
void lobby_leave(struct lobby *lobby, int fd);
/* Ends those that have stayed too long. */
void lobby_tick(struct lobby *lobby, struct monotonic now);

#endif
