/* What surrounds the engine in a process: the loop, the connection to the bus, the journals it follows, the
 * worker's thread. */
#ifndef PVD_SERVICE_SHELL_H
#define PVD_SERVICE_SHELL_H

#include "service/instance.h"
#include "service/service.h"

/* Runs the service in the current folder, an instance's, until SIGTERM; its bus is at `endpoint`, unless it is the
 * bus. False if it could not start (logged). */
bool shell_run(const struct service *service, const struct instance *instance, const char *endpoint);

#endif
