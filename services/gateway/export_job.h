/* Exports at work: the lists that people asked for as files (RequestExport), written one page after the other into
 * exports/<id>.csv, a few at a time, in the order in which they were asked for. One that a stop interrupts begins anew
 * at the next start; its file is whole under its name, or not there. */
#ifndef PVD_GATEWAY_EXPORT_JOB_H
#define PVD_GATEWAY_EXPORT_JOB_H

#include "gateway/exchange.h"

enum { EXPORT_JOBS_AT_A_TIME = 2, EXPORT_BYTES_MAX = 1 << 30 };

/* Takes up what stands in the state and is not being made; once a second, while the bus is there. */
void export_jobs_look(void);
/* Removes files whose export is gone. */
void export_jobs_sweep(void);
/* After the link has ended. */
void export_jobs_stop(void);

/* GET /api/exports/<id>: the file, for whom GetExport tells of it. */
void export_handle(struct exchange *exchange);

#endif
