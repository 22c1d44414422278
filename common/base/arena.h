/* Memory that dies together, with a cap. What input makes us allocate comes from an arena: past the
 * cap an allocation fails, the arena says so, and the call that asked is refused. */
#ifndef PVD_BASE_ARENA_H
#define PVD_BASE_ARENA_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

struct arena;

/* `cap`: the most bytes the arena hands out between two resets. */
struct arena *arena_new(size_t cap);
void arena_free(struct arena *arena);

/* Forgets everything handed out. The memory is kept for the next use, up to a small multiple of what
 * the arena needed lately. */
void arena_reset(struct arena *arena);

/* Aligned for any type, zeroed; NULL past the cap. */
void *arena_alloc(struct arena *arena, size_t size);
/* `count` elements of `size` bytes each, zeroed; NULL past the cap or on overflow. */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* Copies; "" past the cap, so that a text is never NULL: arena_exceeded tells. */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t len);
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct bytes arena_copy(struct arena *arena, struct bytes bytes);

/* True once an allocation was refused since the last reset or arena_forget. */
bool arena_exceeded(const struct arena *arena);
size_t arena_used(const struct arena *arena);

/* A place to come back to: everything handed out since is forgotten. */
struct arena_mark {
	size_t chunk, used, total;
};
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);
/* The same, and that one was refused is forgotten as well: what follows is done for somebody else. */
void arena_forget(struct arena *arena, struct arena_mark mark);

/* For protobuf-c: allocates here, frees nothing. Never call free_unpacked on the result. */
ProtobufCAllocator *arena_allocator(struct arena *arena);

/* Unpacks a message into the arena; NULL if malformed or past the cap. */
void *arena_unpack(struct arena *arena, const ProtobufCMessageDescriptor *descriptor, struct bytes bytes);
/* Packs a message into the arena; .data is NULL past the cap. */
struct bytes arena_pack(struct arena *arena, const ProtobufCMessage *message);

#endif
