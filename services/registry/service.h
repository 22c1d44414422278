/* The registry as the engine runs it. */
#ifndef PVD_REGISTRY_SERVICE_H
#define PVD_REGISTRY_SERVICE_H

#include "service/service.h"

extern const struct service REGISTRY_SERVICE;

#endif
