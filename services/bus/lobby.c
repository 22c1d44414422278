#include "bus/lobby.h"

#include <stdlib.h>
#include <uthash.h>

#include "base/require.h"

struct guest {
	int fd;
	struct monotonic came;
	UT_hash_handle hh;
};

struct lobby {
	void (*end)(void *ctx, int fd);
	void *ctx;
	struct guest *guests; /* by descriptor, in the order they came */
};

struct lobby *lobby_new(void (*end)(void *ctx, int fd), void *ctx)
{
	struct lobby *lobby = xcalloc(1, sizeof *lobby);

	lobby->end = end;
	lobby->ctx = ctx;
	return lobby;
}

static void forget(struct lobby *lobby, struct guest *guest)
{
	HASH_DEL(lobby->guests, guest);
	free(guest);
}

void lobby_free(struct lobby *lobby)
{
	while (lobby->guests)
		forget(lobby, lobby->guests);
	free(lobby);
}

static void end_first(struct lobby *lobby)
{
	int fd = lobby->guests->fd;

	forget(lobby, lobby->guests);
	lobby->end(lobby->ctx, fd);
}

void lobby_enter(struct lobby *lobby, int fd, struct monotonic now)
{
	struct guest *guest;

	lobby_leave(lobby, fd);
	if (HASH_COUNT(lobby->guests) == LOBBY_MAX)
		end_first(lobby);
	guest = xcalloc(1, sizeof *guest);
	guest->fd = fd;
	guest->came = now;
	HASH_ADD_INT(lobby->guests, fd, guest);
}

void lobby_leave(struct lobby *lobby, int fd)
{
	struct guest *guest;

	HASH_FIND_INT(lobby->guests, &fd, guest);
	if (guest)
		forget(lobby, guest);
}

void lobby_tick(struct lobby *lobby, struct monotonic now)
{
	while (lobby->guests && now.us >= monotonic_add_ms(lobby->guests->came, LOBBY_STAY_MS).us)
		end_first(lobby);
}
