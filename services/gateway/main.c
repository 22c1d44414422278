/* The gateway: the instance over HTTP, for people with a browser and for programs with a token.
 *
 * It owns who is signed in, with what, the documents that people leave and the exports that they ask for; none of
 * their secrets, of which it keeps hashes. It follows the bus's directory, so that a principal that is revoked is
 * signed out at once. What is done here is asked of the services over the bus, as whoever asks: the gateway itself
 * decides nothing of theirs. Read decide_session.c next: how one signs in.
 */
#include "gateway/service.h"

int main(int argc, char **argv)
{
	return service_main(&GATEWAY_SERVICE, argc, argv);
}
