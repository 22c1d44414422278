/* Exports: the whole answer of a list as one file, and how far each is. */
#ifndef PVD_GATEWAY_EXPORT_H
#define PVD_GATEWAY_EXPORT_H

#include "pvd/gateway/v1/export.pb-c.h"
#include "service/service.h"
#include "store/key.h"

enum {
	EXPORT_KEPT_DAYS = 7, /* from its end */
	EXPORTS_RUNNING_PER_OWNER = 4,
	EXPORT_REQUEST_MAX = 16 * 1024, /* bytes */
	EXPORT_FAILURE_MAX = 1000,      /* bytes */
};

#define DEADLINE_EXPORT "export"

/* Short names for the contract's. */
#define EXPORT_RUNNING GATEWAY__EXPORT_STATE__EXPORT_STATE_RUNNING
#define EXPORT_DONE    GATEWAY__EXPORT_STATE__EXPORT_STATE_DONE
#define EXPORT_FAILED  GATEWAY__EXPORT_STATE__EXPORT_STATE_FAILED

/* ---- Lists: the methods whose whole answer can be asked for, page by page */

/* The names that a list's request and response give to its pages. */
#define LIST_PAGE_SIZE       "page_size"
#define LIST_PAGE_TOKEN      "page_token"
#define LIST_NEXT_PAGE_TOKEN "next_page_token"

/* A query of one service, with pages of one kind of rows. */
bool method_is_list(const struct method *method);
/* The rows' field of a list's response; NULL if the method is no list. */
const ProtobufCFieldDescriptor *method_rows(const struct method *method);

/* ---- In the state */

/* NULL if there is none, or its file has been removed. */
Gateway__Export *export_load(struct txn *txn, struct arena *arena, const char *id);
void export_put(struct application *application, const Gateway__Export *export);
/* Notes how it ended; nothing if it is gone. */
void export_end(struct application *application, const Gateway__ExportEnded *event);
void export_delete(struct application *application, const char *id);

size_t exports_running(struct txn *txn, const char *owner_id);

/* The running export behind `position`, which moves on to it; NULL at the end. Begin with a key of zeros. */
Gateway__Export *export_next_running(struct txn *txn, struct arena *arena, struct key *position);

/* ---- How far the running ones are: figures of this process, for the loop's thread */

void export_progress_set(const char *id, uint64_t rows, uint64_t bytes);
/* Fills the rows and bytes of a running one; left as they are where nothing was said yet. */
void export_progress_get(Gateway__Export *export);
/* It is over. */
void export_progress_clear(const char *id);

#endif
