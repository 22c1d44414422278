/* Files that people leave: uploads under way, which come by parts, and documents, which lie under the digest of
 * their content and are never altered. No HTTP, no bus.
 *
 *   uploads/<id>            what has come so far, mode 0600
 *   uploads/<id>.declared   what was said of it (declaration.h); kept a day beyond the end, so that an end whose
 *                           answer was lost can be asked for again
 *   documents/<2>/<62>      64 hexadecimal digits of BLAKE2b-256, mode 0400
 *
 * Paths are relative to the instance's folder, the process's working directory. Whenever the process dies, a
 * document is whole under its digest or is not there, and an upload goes on from where its file ends.
 *
 * All but depot_seal, depot_read and depot_backup are for the loop's thread. Whoever is not an upload's owner is
 * told that there is none (UPLOAD_UNKNOWN). */
#ifndef PVD_GATEWAY_DEPOT_H
#define PVD_GATEWAY_DEPOT_H

#include "base/arena.h"
#include "base/fault.h"
#include "base/hash.h"
#include "base/id.h"
#include "base/time.h"
#include "pvd/gateway/v1/document.pb-c.h"
#include "service/instance.h"

#define DEPOT_DOCUMENTS INSTANCE_DOCUMENTS
#define DEPOT_UPLOADS   "uploads"

enum {
	DEPOT_FILE_MAX = 50 << 20,
	DEPOT_CHUNK_MAX = 1 << 20,
	DEPOT_OWNER_UPLOADS_MAX = 4, /* under way at a time */
	DEPOT_UPLOADS_MAX = 256,
};
/* Declared sizes of what is under way, together. */
#define DEPOT_BYTES_MAX ((uint64_t)2 << 30)
/* An upload that got nothing for so long is removed. */
#define DEPOT_IDLE_MS (24LL * 3600 * 1000)

struct depot;

/* Makes the folders if need be and takes up the uploads under way. NULL with a sentence in `error`. */
struct depot *depot_open(char *error, size_t error_size);
void depot_close(struct depot *depot);

/* `id` is a new one; `declared` is without id and left_at, its digest may be empty. Refuses as declaration_check
 * does, and UPLOADS_TOO_MANY (the owner's), DEPOT_BUSY (all together), STORAGE_FULL, DEPOT_FAILED. */
bool depot_begin(struct depot *depot, const char *id, const Gateway__Document *declared,
		 struct refusal *refusal);

struct depot_progress {
	uint32_t offset; /* bytes that are there */
	uint32_t size;   /* as declared */
};
bool depot_state(const struct depot *depot, const char *id, const char *owner, struct depot_progress *ret,
		 struct refusal *refusal);

/* Adds a part. Refuses OFFSET_MISMATCH (ABORTED; the message says the offset expected), CHUNK_TOO_LARGE,
 * CHUNK_EMPTY, UPLOAD_OVERFLOWS, UPLOAD_SEALING, STORAGE_FULL, DEPOT_FAILED. */
bool depot_put(struct depot *depot, const char *id, const char *owner, uint64_t offset, struct bytes part,
	       struct depot_progress *ret, struct refusal *refusal);

/* Forgets an upload and what has come of it. UPLOAD_SEALING while it is being sealed. */
bool depot_abandon(struct depot *depot, const char *id, const char *owner, struct refusal *refusal);

/* The end of an upload, in three steps, of which the second takes long. */
struct depot_sealing {
	char id[ID_TEXT_SIZE];
	struct refusal refusal; /* by depot_seal */
};
/* Refuses UPLOAD_INCOMPLETE, UPLOAD_SEALING. Until depot_seal_end the upload is not touched otherwise. */
bool depot_seal_begin(struct depot *depot, const char *id, const char *owner, struct depot_sealing *ret,
		      struct refusal *refusal);
/* Checks size, digest and type, and gives the content its name, on stable storage. Works on the upload's files
 * alone; safe from any thread. Refuses DIGEST_MISMATCH, MEDIA_TYPE_MISMATCH, and then the upload is over; or
 * DEPOT_FAILED, and then it may be sealed again. */
void depot_seal(struct depot_sealing *sealing);
void depot_seal_end(struct depot *depot, const struct depot_sealing *sealing);

/* What was sealed under this id, digest included, `id` being the upload's: until a day after. NULL: nothing. */
Gateway__Document *depot_sealed(const char *id, const char *owner, struct arena *arena);

/* Removes what is idle for DEPOT_IDLE_MS; says how many uploads that were under way. */
unsigned depot_sweep(struct depot *depot, struct instant now);

/* Opens a document for reading; -1 and errno: EINVAL if that is no digest, ENOENT if there is none. */
int depot_read(const char *digest, uint64_t *ret_size);

/* Shares all documents with the folder of a backup: struct service's hook. */
bool depot_backup(const char *folder, char *error, size_t error_size);

#endif
