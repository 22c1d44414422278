/* Who speaks for the beneficiary of an application. */
#ifndef PVD_FUNDING_BENEFICIARY_H
#define PVD_FUNDING_BENEFICIARY_H

#include "funding/application.h"

/* The beneficiary itself, an EPCI of the territory, or the préfecture; a commune does not act for its neighbour.
 * Refuses NOT_YOUR_APPLICATION. */
bool beneficiary_check_actor(struct decision *decision, const Funding__Application *application);

#endif
