/* The bus as the engine runs it. */
#ifndef PVD_SERVICES_BUS_SERVICE_H
#define PVD_SERVICES_BUS_SERVICE_H

#include "service/service.h"

extern const struct service BUS_SERVICE;

#endif
