/* Funding as the engine runs it. */
#ifndef PVD_FUNDING_SERVICE_H
#define PVD_FUNDING_SERVICE_H

#include "service/service.h"

extern const struct service FUNDING_SERVICE;

#endif
