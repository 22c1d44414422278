/* Where partners come in, as the command line says. */
#ifndef PVD_SERVICES_BUS_ADDRESS_H
#define PVD_SERVICES_BUS_ADDRESS_H

#include <stdbool.h>

/* `--port N`: of the tcp endpoint; 0, the default, takes a free one. `--address A`: the IPv4 address it is bound
 * to, 127.0.0.1 by default. False if it is no such option. For struct service's `option`. */
bool address_option(const char *name, const char *value);

enum { ADDRESS_ENDPOINT_MAX = 64 };
/* To be bound: tcp://ADDRESS:PORT, or * where any port will do. */
void address_endpoint(char out[ADDRESS_ENDPOINT_MAX]);

#endif
