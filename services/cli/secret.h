/* Secrets that are made here: what the gateway is told of one is its hash. */
#ifndef PVD_CLI_SECRET_H
#define PVD_CLI_SECRET_H

#include <protobuf-c/protobuf-c.h>

#include "base/hash.h"

enum { SECRET_SIZE = 32, SECRET_TEXT_SIZE = 44 };

struct secret {
	char text[SECRET_TEXT_SIZE]; /* base64url, 43 characters */
	struct hash hash;            /* BLAKE2b-256 of its bytes */
};

/* 32 bytes of the system's randomness. */
struct secret secret_new(void);

static inline ProtobufCBinaryData secret_hash(struct secret *secret)
{
	return (ProtobufCBinaryData){.len = HASH_SIZE, .data = secret->hash.bytes};
}

#endif
