/* What was said of a file before it came, kept beside it while it is under way: a Document, whose `id` is that of
 * the upload once its content has shown to be of `digest`, and empty until then. */
#ifndef PVD_GATEWAY_DECLARATION_H
#define PVD_GATEWAY_DECLARATION_H

#include "base/arena.h"
#include "base/fault.h"
#include "base/id.h"
#include "pvd/gateway/v1/document.pb-c.h"

enum {
	DECLARATION_NAME_MAX = 200,   /* bytes of a file's name */
	DECLARATION_READERS_MAX = 32, /* of each kind */
	/* What a Document of these bounds has at most, and room to spare. */
	DECLARATION_BYTES_MAX = 16 * 1024,
	DECLARATION_PATH_SIZE = sizeof "uploads/" + ID_TEXT_SIZE + sizeof ".declared",
};

/* Refuses FILE_NAME_INVALID, FILE_EXTENSION_MISMATCH, MEDIA_TYPE_NOT_TAKEN, FILE_EMPTY, FILE_TOO_LARGE,
 * DIGEST_INVALID, TOO_MANY_READERS, READER_INVALID. Fields are named as in Document. */
bool declaration_check(const Gateway__Document *declared, struct refusal *refusal);

/* 64 hexadecimal digits, lower case. */
bool declaration_digest_valid(const char *digest);
/* As id_text writes one. */
bool declaration_id_valid(const char *id);

/* Of a valid id. */
void declaration_path(const char *id, char out[DECLARATION_PATH_SIZE]);
/* Replaces it, on stable storage. -1 and errno on failure. Safe from any thread, for one upload at a time. */
int declaration_write(const char *id, const Gateway__Document *declared);
/* NULL: there is none, or it is not one that declaration_check lets pass. */
Gateway__Document *declaration_read(const char *id, struct arena *arena);

#endif
