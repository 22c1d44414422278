/* One line of Prometheus' text format (0.0.4), as our services write it: no white space but where one is needed, no
 * timestamp. What is written otherwise is not read. */
#ifndef PVD_GATEWAY_EXPOSITION_H
#define PVD_GATEWAY_EXPOSITION_H

#include <stdbool.h>

#include "base/bytes.h"

enum { EXPOSITION_LINE_MAX = 1024, EXPOSITION_LABELS_MAX = 16 };

enum exposition_kind { EXPOSITION_HELP, EXPOSITION_TYPE, EXPOSITION_SAMPLE };

struct label {
	struct bytes name;
	struct bytes value; /* escaped, as it stands between the quotes */
};

/* All slices are the line's. */
struct exposition {
	enum exposition_kind kind;
	struct bytes name;
	struct bytes text;                          /* the help, the type, or the value */
	struct label labels[EXPOSITION_LABELS_MAX]; /* of a sample, by name, each once */
	unsigned label_count;
};

/* `line` is without its end. False: malformed, too long, blank, or a comment. */
bool exposition_read(struct bytes line, struct exposition *ret);

/* The value of a sample's label; .data is NULL if it has none of that name. */
struct bytes exposition_label(const struct exposition *sample, const char *name);

/* Adds a label, in its place, unless the sample has one of that name; false if there is no room. */
bool exposition_add_label(struct exposition *sample, struct label label);

/* "-1.5e3", "NaN", "+Inf". */
bool exposition_is_number(struct bytes text);

#endif
