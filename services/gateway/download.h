/* A list as CSV at once: GET /api/csv/<package>.<Service>/<Method>?message=JSON&form=spreadsheet|machine. It is written
 * as it is read: however long, no more than a page of it is held. */
#ifndef PVD_GATEWAY_DOWNLOAD_H
#define PVD_GATEWAY_DOWNLOAD_H

#include "gateway/exchange.h"

void download_handle(struct exchange *exchange);

/* `attachment` under a name, safe in a header; of the method, today's date, ".csv". */
void download_name(struct exchange *exchange, const char *method, struct instant now);

#define DOWNLOAD_TYPE "text/csv; charset=utf-8"

#endif
