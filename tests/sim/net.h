/* The network: connections between links and the hub, as libzmq over TCP would make them, and worse. Frames
 * of one connection arrive in order and once, unless a fault says otherwise; those of different connections
 * overtake each other all the time. */
#ifndef PVD_SIM_NET_H
#define PVD_SIM_NET_H

#include "bus/keyfile.h"
#include "bus/link.h"
#include "bus/router.h"
#include "chance.h"

/* One side that may connect: a link, in a process that may stand still. */
struct port {
	const char *name;
	struct link *link; /* NULL: its process is dead */
	char key[Z85_KEY_SIZE];
	int64_t still_until_us;     /* its process takes nothing in before */
	void (*arrived)(void *ctx); /* after a frame was taken in */
	void *ctx;
	struct conn *conn;
};

/* The side that is connected to. */
struct hub {
	struct router *router; /* NULL: its process is dead */
	int64_t still_until_us;
	void (*arrived)(void *ctx);
	void *ctx;
};

void net_begin(struct hub *hub, uint64_t seed);

/* For a port's link_ops. */
void net_open(struct port *port);
void net_close(struct port *port);
bool net_send(struct port *port, struct bytes frame);
/* For the router's. */
enum router_sent net_hub_send(int handle, struct bytes frame);
void net_hub_close(int handle);

/* A process has died: what it had sent is on its way; the others are told, or not (the machine died). */
void net_port_died(struct port *port);
void net_hub_died(bool told);

/* Faults. Percentages hold until they are changed. */
void net_set_lose(unsigned percent);
void net_set_double(unsigned percent);
void net_set_reorder(unsigned percent);
void net_set_delay(int64_t up_to_us);
void net_cut(struct port *port, bool told);
/* The port takes that many frames at a time; 0: as usual. */
void net_slow(struct port *port, unsigned frames);

#endif
