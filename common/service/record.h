/* Protobuf messages as values of a table. */
#ifndef PVD_SERVICE_RECORD_H
#define PVD_SERVICE_RECORD_H

#include "base/arena.h"
#include "base/fault.h"
#include "store/key.h"
#include "store/txn.h"

/* The message stored under `key`, in the arena; NULL if there is none. */
void *record_get(struct txn *txn, struct arena *arena, unsigned table, struct bytes key,
		 const ProtobufCMessageDescriptor *type);
void *record_get_text(struct txn *txn, struct arena *arena, unsigned table, const char *key,
		      const ProtobufCMessageDescriptor *type);
/* The same where a request says which: NULL also for what is too long to be an id of ours (base/id.h). */
void *record_get_id(struct txn *txn, struct arena *arena, unsigned table, const char *id,
		    const ProtobufCMessageDescriptor *type);
void record_put(struct txn *txn, struct arena *arena, unsigned table, struct bytes key,
		const ProtobufCMessage *message);
void record_put_text(struct txn *txn, struct arena *arena, unsigned table, const char *key,
		     const ProtobufCMessage *message);

/* Pages: a token is the last key given, base64url; an empty one is the start. */
struct page {
	struct bytes after; /* resume behind this key; empty: at the start */
	uint32_t size;      /* rows wanted */
};
enum { PAGE_DEFAULT = 100, PAGE_MAX = 1000 };
/* False (refused: PAGE_TOKEN_INVALID) if the token is not one of ours. `size` 0: the default; more than the
 * most: the most. */
bool page_parse(struct arena *arena, uint32_t size, const char *token, struct page *ret,
		struct refusal *refusal);
char *page_token(struct arena *arena, struct bytes last_key);
/* Refuses a token that is one of ours, but of another list. Always false. */
bool page_refuse(struct refusal *refusal);

#endif
