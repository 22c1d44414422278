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
#include "bus/service.h"

int main(int argc, char **argv)
{
	return service_main(&BUS_SERVICE, argc, argv);
}
