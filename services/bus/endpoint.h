/* The endpoint: the bus's sockets, one for the processes of the instance (ipc) and one for partners (tcp),
 * and whatever stands between them and the router: admission, connections, the loop. */
#ifndef PVD_SERVICES_BUS_ENDPOINT_H
#define PVD_SERVICES_BUS_ENDPOINT_H

#include "service/service.h"

extern const struct frontend ENDPOINT;

/* `--port N`: of the tcp endpoint; 0, the default, takes a free one. `--address A`: the IPv4 address it is bound
 * to, 127.0.0.1 by default. False if it is no such option. For struct service's `option`. */
bool endpoint_option(const char *name, const char *value);

#endif
