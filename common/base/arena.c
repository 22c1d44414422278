#include "base/arena.h"

#include <sanitizer/asan_interface.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/require.h"

enum { ALIGNMENT = _Alignof(max_align_t), CHUNK_SIZE = 64 * 1024 };

/* Unaddressable bytes behind each allocation, where the sanitizer looks. */
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
enum { RED_ZONE = 2 * ALIGNMENT };
#else
enum { RED_ZONE = 0 };
#endif

struct chunk {
	uint8_t *data;
	size_t used, size;
};

/* Allocations come from the last chunk; what is not handed out is poisoned for the sanitizer. `total` is
 * what was handed out, rounded to the alignment, and never passes `cap`. */
struct arena {
	ProtobufCAllocator allocator;
	size_t cap;
	size_t total;
	size_t recent; /* what turns needed lately; sinks slowly */
	struct chunk *chunks;
	size_t count;
	bool exceeded;
};

static void *allocator_alloc(void *data, size_t size)
{
	return arena_alloc(data, size);
}

static void allocator_free(void *data, void *pointer)
{
	(void)data;
	(void)pointer;
}

struct arena *arena_new(size_t cap)
{
	struct arena *arena = xcalloc(1, sizeof *arena);

	arena->cap = cap;
	arena->allocator = (ProtobufCAllocator){
		.alloc = allocator_alloc,
		.free = allocator_free,
		.allocator_data = arena,
	};
	return arena;
}

static void chunks_free_from(struct arena *arena, size_t first)
{
	while (arena->count > first) {
		struct chunk *chunk = &arena->chunks[--arena->count];

		ASAN_UNPOISON_MEMORY_REGION(chunk->data, chunk->size);
		free(chunk->data);
	}
}

static void chunk_empty_from(struct chunk *chunk, size_t used)
{
	chunk->used = used;
	ASAN_POISON_MEMORY_REGION(chunk->data + used, chunk->size - used);
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	chunks_free_from(arena, 0);
	free(arena->chunks);
	free(arena);
}

void arena_reset(struct arena *arena)
{
	size_t sunk = arena->recent - arena->recent / 8;

	arena->recent = arena->total > sunk ? arena->total : sunk;
	arena->total = 0;
	arena->exceeded = false;
	/* One chunk that held the whole turn is kept; several become one of their joint size next time. */
	if (arena->count > 1 || (arena->count == 1 && arena->chunks[0].size / 4 > arena->recent + CHUNK_SIZE))
		chunks_free_from(arena, 0);
	else if (arena->count == 1)
		chunk_empty_from(&arena->chunks[0], 0);
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* A chunk is as large as what it must hold, the first one as the turns before needed: real memory stays
 * below twice what was handed out, and a chunk. */
static struct chunk *chunk_add(struct arena *arena, size_t size)
{
	size_t wanted = larger(size, larger(CHUNK_SIZE, arena->count == 0 ? arena->recent : 0));
	struct chunk *chunk;

	arena->chunks = xrealloc(arena->chunks, (arena->count + 1) * sizeof *arena->chunks);
	chunk = &arena->chunks[arena->count++];
	*chunk = (struct chunk){.data = xmalloc(wanted), .size = wanted};
	chunk_empty_from(chunk, 0);
	return chunk;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct chunk *chunk = arena->count ? &arena->chunks[arena->count - 1] : NULL;
	size_t rounded = larger(size, 1);
	void *memory;

	if (rounded > arena->cap - arena->total) {
		arena->exceeded = true;
		return NULL;
	}
	rounded = (rounded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (rounded > arena->cap - arena->total) {
		arena->exceeded = true;
		return NULL;
	}
	if (!chunk || rounded + RED_ZONE > chunk->size - chunk->used)
		chunk = chunk_add(arena, rounded + RED_ZONE);
	memory = chunk->data + chunk->used;
	ASAN_UNPOISON_MEMORY_REGION(memory, size);
	chunk->used += rounded + RED_ZONE;
	arena->total += rounded;
	return memset(memory, 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total)) {
		arena->exceeded = true;
		return NULL;
	}
	return arena_alloc(arena, total);
}

static char *text_refused(void)
{
	static char empty[1];

	return empty;
}

char *arena_strndup(struct arena *arena, const char *text, size_t len)
{
	size_t size = strnlen(text, len);
	char *copy = size == SIZE_MAX ? NULL : arena_alloc(arena, size + 1);

	if (!copy)
		return text_refused();
	return memcpy(copy, text, size);
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args, again;
	char *text;
	int len;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	require(len >= 0);
	text = arena_alloc(arena, (size_t)len + 1);
	if (text)
		vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	va_end(args);
	return text ? text : text_refused();
}

struct bytes arena_copy(struct arena *arena, struct bytes bytes)
{
	void *copy = arena_alloc(arena, bytes.len);

	if (!copy)
		return (struct bytes){0};
	if (bytes.len)
		memcpy(copy, bytes.data, bytes.len);
	return bytes_of(copy, bytes.len);
}

bool arena_exceeded(const struct arena *arena)
{
	return arena->exceeded;
}

size_t arena_used(const struct arena *arena)
{
	return arena->total;
}

struct arena_mark arena_mark(const struct arena *arena)
{
	return (struct arena_mark){
		.chunk = arena->count,
		.used = arena->count ? arena->chunks[arena->count - 1].used : 0,
		.total = arena->total,
	};
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
	require(mark.chunk <= arena->count && mark.total <= arena->total);
	arena->recent = larger(arena->recent, arena->total);
	chunks_free_from(arena, mark.chunk);
	if (mark.chunk)
		chunk_empty_from(&arena->chunks[mark.chunk - 1], mark.used);
	arena->total = mark.total;
}

void arena_forget(struct arena *arena, struct arena_mark mark)
{
	arena_rewind(arena, mark);
	arena->exceeded = false;
}

ProtobufCAllocator *arena_allocator(struct arena *arena)
{
	return &arena->allocator;
}

void *arena_unpack(struct arena *arena, const ProtobufCMessageDescriptor *descriptor, struct bytes bytes)
{
	return protobuf_c_message_unpack(descriptor, &arena->allocator, bytes.len, bytes.data);
}

struct bytes arena_pack(struct arena *arena, const ProtobufCMessage *message)
{
	size_t size = protobuf_c_message_get_packed_size(message);
	uint8_t *data = arena_alloc(arena, size);

	if (!data)
		return (struct bytes){0};
	return bytes_of(data, protobuf_c_message_pack(message, data));
}
