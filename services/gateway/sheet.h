/* A list as CSV at once: GET /api/csv/<package>.<Service>/<Method>?message=JSON&form=spreadsheet|machine. It is written
 * as it is read: however long, no more than a page of it is held. */
#ifndef PVD_GATEWAY_SHEET_H
#define PVD_GATEWAY_SHEET_H

#include "gateway/exchange.h"

void sheet_handle(struct exchange *exchange);

/* To be saved under a name of the method, the day and ".csv". */
void sheet_name(struct exchange *exchange, const char *method, struct instant now);

#define SHEET_TYPE "text/csv; charset=utf-8"

#endif
