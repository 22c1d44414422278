/* pvd-bus: the one process that all others connect to.
 *
 * It promises that an unknown or revoked key obtains nothing; that a call reaches the service it names with
 * the actor the bus vouches for, and gets one reply; that neither a slow nor a dead peer costs the others
 * anything but that peer's answers.
 *
 * It owns the directory of principals: who may connect, with which keys, in which roles, where. It believes
 * the CURVE handshake, its own journal, and nothing that a frame says about its sender.
 *
 * Read on: router.h, then endpoint.c. The directory is decide.c, apply.c, queries.c over state.h. */
#include "bus/endpoint.h"
#include "bus/state.h"
#include "bus/traffic.h"
#include "bus_binding.h"
#include "service/service.h"

static const struct service SERVICE = {
	.name = "bus",
	.tables = BUS_TABLES,
	.table_count = BUS_TABLE_COUNT,
	.bindings = BUS_BINDINGS,
	.binding_count = &BUS_BINDING_COUNT,
	.appliers = BUS_APPLIERS,
	.applier_count = &BUS_APPLIER_COUNT,
	.option = endpoint_option,
	.metrics = traffic_metrics,
	.frontend = &ENDPOINT,
};

int main(int argc, char **argv)
{
	return service_main(&SERVICE, argc, argv);
}
