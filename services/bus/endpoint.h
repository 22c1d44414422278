/* The endpoint: the bus's sockets, one for the processes of the instance (ipc) and one for partners (tcp),
 * and whatever stands between them and the router: admission, connections, the loop. */
#ifndef PVD_SERVICES_BUS_ENDPOINT_H
#define PVD_SERVICES_BUS_ENDPOINT_H

#include "service/service.h"

extern const struct frontend ENDPOINT;

#endif
