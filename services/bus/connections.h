/* Connections as ZeroMQ shows them: a socket, a routing id, the descriptor underneath, and whose key it is.
 * Which of them is meant by a message or by a monitor's event is decided here, without I/O.
 *
 * Descriptors are used again. A connection we end ourselves, or find ended, will still have its DISCONNECTED
 * event, perhaps after another one has got its number: for each such end one event of that descriptor is
 * passed over. What this counting may get wrong heals: a dead connection misses its pings, a living one that
 * was dropped says something without hello and is made to connect again. */
#ifndef PVD_SERVICES_BUS_CONNECTIONS_H
#define PVD_SERVICES_BUS_CONNECTIONS_H

#include <uthash.h>

#include "bus/keyfile.h"
#include "loop/zsock.h"

enum { CONNECTION_KEY_MAX = 1 + ROUTING_ID_MAX };

struct connection {
	int handle; /* 0 <= handle < capacity; given again after the end */
	int socket; /* number of the socket it came by */
	int fd;
	bool gone; /* its descriptor is no longer its own: do not touch it */
	char user_id[Z85_KEY_SIZE];
	struct bytes routing_id; /* in `name` */
	size_t name_len;
	uint8_t name[CONNECTION_KEY_MAX]; /* socket, routing id */
	UT_hash_handle hh;
};

struct connections;

struct connections *connections_new(int capacity);
void connections_free(struct connections *connections);

/* NULL if there is none. */
struct connection *connections_find(const struct connections *connections, int socket,
				    struct bytes routing_id);
struct connection *connections_at(const struct connections *connections, int handle);
/* Who holds a descriptor; NULL: nobody. */
struct connection *connections_by_fd(const struct connections *connections, int fd);

/* A new one; neither its name nor its descriptor may be held. NULL when there are `capacity` of them, or if
 * the user id is no key. */
struct connection *connections_add(struct connections *connections, int socket, struct bytes routing_id,
				   int fd, const char *user_id);
/* Forgets one whose DISCONNECTED event is still to come. */
void connections_drop(struct connections *connections, struct connection *connection);
/* A DISCONNECTED event: who it means, to be forgotten by connections_remove; NULL if nobody. */
struct connection *connections_disconnected(struct connections *connections, int fd);
/* Forgets one whose event has come. */
void connections_remove(struct connections *connections, struct connection *connection);

#endif
