/* What the Club promises of its own. */
#ifndef PVD_SIM_CLUB_H
#define PVD_SIM_CLUB_H

#include "node.h"

/* Who wants and may know of an event is told of it, once, and nobody else; what is unread was received. */
void check_notices(struct node *node);

#endif
