/* The figures of all services as one Prometheus exposition: each family once, and every sample with the label
 * service="…" of whose figure it is, unless it has one. */
#ifndef PVD_GATEWAY_METRICS_H
#define PVD_GATEWAY_METRICS_H

#include "base/bytes.h"

#define METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

enum {
	METRICS_TEXT_MAX = 1 << 20, /* bytes read of one service */
	METRICS_FAMILIES_MAX = 1024,
	METRICS_SAMPLES_MAX = 16384,
};

struct metrics_family;
struct metrics_sample;

/* Zero-initialised is empty. */
struct metrics_merge {
	struct metrics_family *families; /* in the order in which they came */
	struct metrics_sample *samples;  /* by name and labels */
	unsigned family_count;
	unsigned sample_count;
};

/* Takes in what a service answered. Left out: lines that are malformed, that follow no TYPE of their family in the same
 * text, or whose family has another type elsewhere; the second of two samples of the same name and labels; what is
 * beyond the limits above. Nothing at all of a service whose name is no lower-case word. */
void metrics_merge_add(struct metrics_merge *merge, const char *service, struct bytes text);

/* Appends the exposition; empties the merge. */
void metrics_merge_end(struct metrics_merge *merge, struct buf *out);

#endif
