#include "world.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "base/hash.h"
#include "base/require.h"

enum { TRACE_LINE_MAX = 400 };

const char *const FAULT_NAMES[FAULT_KINDS] = {
	[FAULT_KILL] = "kill",
	[FAULT_KILL_WITHIN] = "kill-within",
	[FAULT_POWER] = "power",
	[FAULT_STOP] = "stop",
	[FAULT_DISK_ERROR] = "disk-error",
	[FAULT_DISK_FULL] = "disk-full",
	[FAULT_CLOCK] = "clock",
	[FAULT_LOSE] = "lose",
	[FAULT_DOUBLE] = "double",
	[FAULT_DELAY] = "delay",
	[FAULT_REORDER] = "reorder",
	[FAULT_CUT] = "cut",
	[FAULT_CLIENT] = "client",
	[FAULT_SLOW_READER] = "slow-reader",
};

struct world world;

/* ---- What is still to happen: a heap, the earliest first */

struct planned {
	int64_t at_us;
	uint64_t serial;
	world_event *event;
	void *ctx;
	uint64_t arg;
};

static struct planned *heap;
static unsigned heap_count, heap_size;
static uint64_t serials;
static struct hasher hasher;
static struct chance randomness;

static bool before(const struct planned *a, const struct planned *b)
{
	return a->at_us != b->at_us ? a->at_us < b->at_us : a->serial < b->serial;
}

static void swap(unsigned a, unsigned b)
{
	struct planned kept = heap[a];

	heap[a] = heap[b];
	heap[b] = kept;
}

void world_in(int64_t us, world_event *event, void *ctx, uint64_t arg)
{
	unsigned at = heap_count;

	if (heap_count == heap_size) {
		heap_size = heap_size ? 2 * heap_size : 256;
		heap = xrealloc(heap, heap_size * sizeof *heap);
	}
	heap[heap_count++] = (struct planned){
		.at_us = world.now_us + us, .serial = serials++, .event = event, .ctx = ctx, .arg = arg};
	for (; at && before(&heap[at], &heap[(at - 1) / 2]); at = (at - 1) / 2)
		swap(at, (at - 1) / 2);
}

static struct planned take_first(void)
{
	struct planned first = heap[0];
	unsigned at = 0, child;

	heap[0] = heap[--heap_count];
	while ((child = 2 * at + 1) < heap_count) {
		if (child + 1 < heap_count && before(&heap[child + 1], &heap[child]))
			child++;
		if (!before(&heap[child], &heap[at]))
			break;
		swap(at, child);
		at = child;
	}
	return first;
}

bool world_step(int64_t until_us)
{
	struct planned next;

	if (heap_count == 0 || heap[0].at_us > until_us) {
		world.now_us = until_us;
		return false;
	}
	next = take_first();
	world.now_us = next.at_us;
	world.outcome->steps++;
	next.event(next.ctx, next.arg);
	return true;
}

/* ---- Clocks */

struct instant world_instant(void)
{
	return (struct instant){.us = world.wall_us + world.now_us};
}

struct monotonic world_monotonic(void)
{
	return (struct monotonic){.us = world.now_us};
}

/* All that asks for the time is told the world's. The core must not ask. */
int clock_gettime(clockid_t clock, struct timespec *ret)
{
	int64_t us = clock == CLOCK_REALTIME ? world_instant().us : world.now_us;

	if (world.in_core)
		violated("the core reads no clock", "clock %d was read within a turn", (int)clock);
	ret->tv_sec = us / 1000000;
	ret->tv_nsec = us % 1000000 * 1000;
	return 0;
}

/* ---- Randomness: libsodium's is a stream of the seed */

static const char *randomness_name(void)
{
	return "seed";
}

static uint32_t randomness_word(void)
{
	return (uint32_t)(chance_next(&randomness) >> 32);
}

static void randomness_fill(void *const to, const size_t size)
{
	for (size_t i = 0; i < size; i++)
		((uint8_t *)to)[i] = (uint8_t)(chance_next(&randomness) >> 56);
}

static struct randombytes_implementation from_seed = {
	.implementation_name = randomness_name, .random = randomness_word, .buf = randomness_fill};

/* ---- The record */

void trace(const char *format, ...)
{
	char line[TRACE_LINE_MAX];
	va_list args;
	int len = snprintf(line, sizeof line, "%9.6f ", (double)world.now_us / 1e6);

	va_start(args, format);
	len += vsnprintf(line + len, sizeof line - (size_t)len, format, args);
	va_end(args);
	if (len >= (int)sizeof line)
		len = sizeof line - 1;
	hasher_add_sized(&hasher, bytes_of(line, (size_t)len));
	world.outcome->lines++;
	if (world.plan->tell)
		puts(line);
}

uint32_t digest_of(struct bytes bytes)
{
	static const uint8_t key[crypto_shorthash_KEYBYTES];
	uint8_t out[crypto_shorthash_BYTES];

	(void)crypto_shorthash(out, bytes.data, bytes.len, key);
	return (uint32_t)out[0] << 24 | (uint32_t)out[1] << 16 | (uint32_t)out[2] << 8 | out[3];
}

static void __attribute__((noreturn)) leave(void)
{
	struct hash hash = hasher_end(&hasher);

	hash_hex(&hash, world.outcome->hash);
	world.outcome->virtual_ms = (uint64_t)world.now_us / 1000;
	fflush(stdout);
	_exit(0);
}

void violated(const char *invariant, const char *format, ...)
{
	va_list args;

	world.in_core = false;
	snprintf(world.outcome->invariant, sizeof world.outcome->invariant, "%s", invariant);
	va_start(args, format);
	vsnprintf(world.outcome->words, sizeof world.outcome->words, format, args);
	va_end(args);
	trace("VIOLATED %s: %s", invariant, world.outcome->words);
	leave();
}

/* ---- Beginning and end */

bool world_item(unsigned number)
{
	require(number < ITEMS_MAX);
	if (number >= world.outcome->items)
		world.outcome->items = number + 1;
	return !(world.plan->out[number / 8] & 1 << number % 8);
}

void world_begin(const struct plan *plan, struct outcome_of_run *outcome)
{
	world = (struct world){.plan = plan, .outcome = outcome};
	world.wall_us = 1768543180LL * 1000000; /* 2026-01-16T05:59:40Z: digests leave at six */
	randomness = chance_of(plan->seed, 1);
	require(randombytes_set_implementation(&from_seed) == 0);
	hasher_start(&hasher);
}

void world_end(void)
{
	world.outcome->done = true;
	trace("all held");
	leave();
}
