/* The Club as the engine runs it. */
#ifndef PVD_CLUB_SERVICE_H
#define PVD_CLUB_SERVICE_H

#include "service/service.h"

extern const struct service CLUB_SERVICE;

#endif
