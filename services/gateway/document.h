/* Documents that people leave: what they are and who may read them. Their content is a file of the depot. */
#ifndef PVD_GATEWAY_DOCUMENT_H
#define PVD_GATEWAY_DOCUMENT_H

#include "pvd/gateway/v1/document.pb-c.h"
#include "service/service.h"

enum {
	DOCUMENT_FILE_NAME_MAX = 200,  /* bytes */
	DOCUMENT_MEDIA_TYPE_MAX = 100, /* bytes */
};

/* NULL if there is none. */
Gateway__Document *document_load(struct txn *txn, struct arena *arena, const char *id);
void document_put(struct application *application, const Gateway__Document *document);

/* Its owner, those whose duty is the nation, and whoever answers for one of those it names. */
bool document_may_be_read(const Gateway__Document *document, const Bus__Actor *actor);
/* Whom it names; without anybody, AUDIENCE_INSTANCE. Borrows the document. */
struct audience document_audience(const Gateway__Document *document);

#endif
