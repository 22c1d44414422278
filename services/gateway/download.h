/* GET /api/documents/<id>: a document's content, for whoever may read its description (GetDocument). */
#ifndef PVD_GATEWAY_DOWNLOAD_H
#define PVD_GATEWAY_DOWNLOAD_H

#include "gateway/exchange.h"

/* Handler of GET "/api/documents/". */
void download_document(struct exchange *exchange);

#endif
