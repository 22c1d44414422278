/* A process of the instance: a service's engine, and its way to the others, which is the router for the bus
 * and a link for every other. It takes turns, is killed, and started again by a supervisor that never tires.
 */
#ifndef PVD_SIM_NODE_H
#define PVD_SIM_NODE_H

#include "disk.h"
#include "net.h"
#include "service/core.h"
#include "service/fetcher.h"

enum { NODES_MAX = 16 };

struct node {
	const struct service *service;
	const char *name;
	bool is_hub;
	char turn_file[64];
	struct disk *disk;
	struct engine *engine; /* NULL: the process is dead */
	struct link *link;     /* of all but the hub */
	struct fetchers *fetchers;
	struct router *router; /* of the hub */
	struct port port;
	struct hub hub;
	unsigned life; /* events planned for an earlier one are stale */
	bool turn_planned;
	int64_t still_until_us;

	struct asked *asked; /* FETCH calls it has not answered: what a reply tells depends on it */

	/* A death within a turn: at its `doom`-th effect from now; 0: none is planned. */
	unsigned doom;
	bool doom_power;
	bool dying;
	struct buf turn_kept; /* what the turn file held at that moment */
};

extern struct node nodes[NODES_MAX];
extern unsigned node_count;

/* The services of the instance, by their registration; generated. */
extern const struct service *const SIM_SERVICES[];
extern const unsigned SIM_SERVICE_COUNT;

/* Makes a process of each, the hub first, and starts them. Takes the folder it runs in for the instance's. */
void nodes_begin(void);
struct node *node_find(const char *service);

/* An event: its next life begins, unless `life` is over. */
enum { LIVES_MAX = 10000 };
void node_start(void *ctx, uint64_t life);

/* Dead at once, between two steps. */
void node_kill(struct node *node);
/* Without power all of them die, and what was not flushed is torn. */
void nodes_lose_power(void);
/* Neither takes turns nor reads until then. */
void node_stop(struct node *node, int64_t until_us);
/* Takes a turn soon. */
void node_wake(struct node *node);
/* Whether it runs, and is connected where it has to be. */
bool node_is_up(const struct node *node);

#endif
