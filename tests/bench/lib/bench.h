/* What measuring programs share: the way to an instance's bus, and latencies. */
#ifndef PVD_TESTS_BENCH_H
#define PVD_TESTS_BENCH_H

#include "base/time.h"
#include "bus/dealer.h"

/* Prints `name: sentence` to standard error and exits with 1. */
void __attribute__((noreturn, format(printf, 1, 2))) bench_die(const char *format, ...);
/* A decimal argument from 1 to `max`; dies otherwise. */
unsigned bench_number(const char *text, unsigned max);

/* Where a bus is, from the instance's folder, which becomes the current one. */
struct bench_bus {
	char endpoint[256]; /* tcp, as a partner's: nobody gains from being near */
	char server_key[Z85_KEY_SIZE];
};
void bench_enter(const char *dir, struct bench_bus *ret);
/* A connection as `principal`, whose key lies in keys/. Each needs `pending` calls at a time at most. */
struct dealer *bench_connect(struct loop *loop, const struct bench_bus *bus, const char *principal,
			     unsigned pending, const struct dealer_events *events, void *ctx);

/* The least command a service takes, to be packed into `body`, which lives as long as the call. */
enum { BENCH_NOTE_SIZE = 32 };
struct link_request bench_note(const char *service, uint8_t body[BENCH_NOTE_SIZE]);

/* Microseconds, one for each thing measured. */
struct samples {
	uint32_t *us;
	size_t count, size;
};
void samples_add(struct samples *samples, int64_t us);
/* The value below which `percent` of them lie; 0 without any. Sorts them. */
uint32_t samples_percentile(struct samples *samples, double percent);
void samples_free(struct samples *samples);

#endif
