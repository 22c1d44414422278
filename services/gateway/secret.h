/* Secrets as the gateway knows them: the BLAKE2b-256 of 32 bytes that were made elsewhere and never came here. */
#ifndef PVD_GATEWAY_SECRET_H
#define PVD_GATEWAY_SECRET_H

#include "service/service.h"

/* A hash that a request brings, and that no row of `table` (hash → ...) has: SECRET_HASH_INVALID,
 * SECRET_IN_USE. */
bool secret_check_new(struct decision *decision, unsigned table, const char *field,
		      ProtobufCBinaryData given);

static inline struct bytes secret_bytes(ProtobufCBinaryData hash)
{
	return bytes_of(hash.data, hash.len);
}

/* The id that a row (hash → id) names, in the arena; NULL if there is none. */
char *secret_owner(struct txn *txn, struct arena *arena, unsigned table, const struct hash *hash);

#endif
