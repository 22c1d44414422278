/* Eligibility as the engine runs it. */
#ifndef PVD_ELIGIBILITY_SERVICE_H
#define PVD_ELIGIBILITY_SERVICE_H

#include "service/service.h"

extern const struct service ELIGIBILITY_SERVICE;

#endif
