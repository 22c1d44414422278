#include "bus/connections.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/require.h"

/* A process has no more descriptors than this. */
enum { FD_MAX = 1 << 20 };

struct descriptor {
	struct connection *holder;
	unsigned due; /* DISCONNECTED events to pass over */
};

struct connections {
	int capacity;
	struct connection **by_handle;
	int *free; /* handles, the last one given first */
	int free_count;
	struct connection *by_name;
	struct descriptor *descriptors;
	int descriptor_count;
};

struct connections *connections_new(int capacity)
{
	struct connections *connections = xcalloc(1, sizeof *connections);

	connections->capacity = capacity;
	connections->by_handle = xcalloc((size_t)capacity, sizeof *connections->by_handle);
	connections->free = xcalloc((size_t)capacity, sizeof *connections->free);
	for (int handle = capacity - 1; handle >= 0; handle--)
		connections->free[connections->free_count++] = handle;
	return connections;
}

void connections_free(struct connections *connections)
{
	for (int handle = 0; handle < connections->capacity; handle++)
		if (connections->by_handle[handle])
			connections_remove(connections, connections->by_handle[handle]);
	free(connections->by_handle);
	free(connections->free);
	free(connections->descriptors);
	free(connections);
}

/* NULL for a number that is none. */
static struct descriptor *descriptor(struct connections *connections, int fd)
{
	int count = connections->descriptor_count;

	if (fd < 0 || fd >= FD_MAX)
		return NULL;
	if (fd >= count) {
		connections->descriptor_count = fd + 64;
		connections->descriptors =
			xrealloc(connections->descriptors,
				 (size_t)connections->descriptor_count * sizeof *connections->descriptors);
		memset(connections->descriptors + count, 0,
		       (size_t)(connections->descriptor_count - count) * sizeof *connections->descriptors);
	}
	return &connections->descriptors[fd];
}

static size_t name_of(int socket, struct bytes routing_id, uint8_t out[CONNECTION_KEY_MAX])
{
	out[0] = (uint8_t)socket;
	memcpy(out + 1, routing_id.data, routing_id.len);
	return 1 + routing_id.len;
}

struct connection *connections_find(const struct connections *connections, int socket,
				    struct bytes routing_id)
{
	uint8_t name[CONNECTION_KEY_MAX];
	struct connection *connection;
	size_t len;

	if (routing_id.len == 0 || routing_id.len > ROUTING_ID_MAX)
		return NULL;
	len = name_of(socket, routing_id, name);
	HASH_FIND(hh, connections->by_name, name, len, connection);
	return connection;
}

struct connection *connections_at(const struct connections *connections, int handle)
{
	return connections->by_handle[handle];
}

struct connection *connections_by_fd(const struct connections *connections, int fd)
{
	return fd >= 0 && fd < connections->descriptor_count ? connections->descriptors[fd].holder : NULL;
}

struct connection *connections_add(struct connections *connections, int socket, struct bytes routing_id,
				   int fd, const char *user_id)
{
	struct descriptor *held = descriptor(connections, fd);
	struct connection *connection;

	if (!held || connections->free_count == 0 || routing_id.len == 0 || routing_id.len > ROUTING_ID_MAX ||
	    strlen(user_id) >= sizeof connection->user_id)
		return NULL;
	require(!held->holder);
	connection = xcalloc(1, sizeof *connection);
	connection->handle = connections->free[--connections->free_count];
	connection->socket = socket;
	connection->fd = fd;
	snprintf(connection->user_id, sizeof connection->user_id, "%s", user_id);
	connection->name_len = name_of(socket, routing_id, connection->name);
	connection->routing_id = bytes_of(connection->name + 1, routing_id.len);
	connections->by_handle[connection->handle] = connection;
	held->holder = connection;
	HASH_ADD(hh, connections->by_name, name, connection->name_len, connection);
	return connection;
}

void connections_remove(struct connections *connections, struct connection *connection)
{
	connections->descriptors[connection->fd].holder = NULL;
	connections->by_handle[connection->handle] = NULL;
	connections->free[connections->free_count++] = connection->handle;
	require(connections->by_name);
	HASH_DEL(connections->by_name, connection);
	free(connection);
}

void connections_drop(struct connections *connections, struct connection *connection)
{
	connections->descriptors[connection->fd].due++;
	connections_remove(connections, connection);
}

struct connection *connections_disconnected(struct connections *connections, int fd)
{
	struct descriptor *held = descriptor(connections, fd);

	if (!held)
		return NULL;
	if (held->due == 0)
		return held->holder;
	held->due--;
	return NULL;
}
