/* What passes over HTTP, counted since the process began. */
#ifndef PVD_GATEWAY_FIGURES_H
#define PVD_GATEWAY_FIGURES_H

#include "base/bytes.h"

void figures_answered(unsigned status);
/* As Prometheus text. */
void figures_metrics(struct buf *out);

#endif
