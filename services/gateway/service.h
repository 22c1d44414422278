/* The gateway as the engine runs it. */
#ifndef PVD_GATEWAY_SERVICE_H
#define PVD_GATEWAY_SERVICE_H

#include "service/service.h"

extern const struct service GATEWAY_SERVICE;

#endif
