/* Who may connect from the first start on: each service, and the users. */
#ifndef PVD_SIM_PRINCIPALS_H
#define PVD_SIM_PRINCIPALS_H

#include <stdbool.h>

#include "pvd/bus/v1/actor.pb-c.h"

/* The public key that belongs to a name; no secret one is known. In static memory, for one use at a time. */
const char *principal_key(const char *name);

/* Writes the enrolment file: every service of the instance, then every user of the cast. */
void principals_enrol(void);

#endif
