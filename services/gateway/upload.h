/* The routes by which a file comes: its description first, then its parts, then its end, which makes it a document.
 * Bodies are those of proto/pvd/gateway/v1/document.proto, in JSON; a part is application/octet-stream. For those
 * who are signed in.
 *
 *   POST   /api/uploads                  BeginUploadRequest → 201, BeginUploadResponse
 *   GET    /api/uploads/<id>             GetUploadResponse
 *   PUT    /api/uploads/<id>?offset=N    PutUploadResponse; after OFFSET_MISMATCH, GET says where to go on
 *   POST   /api/uploads/<id>/finish      FinishUploadResponse, the same one however often it is asked within a day
 *   DELETE /api/uploads/<id>             {} */
#ifndef PVD_GATEWAY_UPLOAD_H
#define PVD_GATEWAY_UPLOAD_H

#include "gateway/depot.h"
#include "gateway/exchange.h"
#include "loop/loop.h"

/* What the routes' bodies may have. */
enum { UPLOAD_BEGIN_MAX = 16 * 1024, UPLOAD_PART_MAX = DEPOT_CHUNK_MAX };

/* Opens the depot and sweeps it from then on. False with a sentence in `error`. */
bool upload_start(struct loop *loop, char *error, size_t error_size);
/* No handler is called from then on. */
void upload_stop(void);

/* Handler of POST "/api/uploads". */
void upload_begin(struct exchange *exchange);
/* Handler of all below "/api/uploads/". */
void upload_go_on(struct exchange *exchange);

#endif
