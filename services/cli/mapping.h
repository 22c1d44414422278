/* How a file of published data is read as series of indicators (deploy/indicators/sources/<id>.json):
 *
 *	{"id", "title", "file", "source",      its usual name; publisher, dataset and edition, kept with the values
 *	 "separator", "decimal",               "," and "." if not given
 *	 "code",                               title of the column of INSEE codes
 *	 "missing": [TEXT],                    what stands for no value; an empty cell always does
 *	 "except": {TITLE: [TEXT]},            rows that do not count: their cell in that column is one of these
 *	 "duplicates": "refused" | "first",    of a code that has several rows, the first one counts
 *	 "absent": NUMBER,                     the value of communes that no row names (series.h)
 *	 "columns": [{"column" | "constant", "indicator", "year", "values", "text"}]}
 *
 * A column's cells are numbers; with `values`, texts that stand for them ({TEXT: NUMBER or null}); with `text`, codes of a
 * group, kept as they are. With `constant` in its place each row means that number: the file is a list. NUMBER is whole.
 */
#ifndef PVD_CLI_MAPPING_H
#define PVD_CLI_MAPPING_H

#include <jansson.h>

#include "base/arena.h"
#include "base/bytes.h"

enum { MAPPING_ERROR_MAX = 400, MAPPING_BYTES_MAX = 1 << 20 };

struct mapping_texts {
	const char **all;
	size_t count;
};

struct mapping_except {
	size_t place;
	struct mapping_texts texts;
};

struct mapping_value {
	const char *text;
	bool is_missing;
	int64_t value;
};

struct mapping_column {
	const char *title; /* NULL: constant */
	size_t place;
	const char *indicator;
	uint32_t year;
	bool is_text;
	int64_t constant;
	struct mapping_value *values; /* NULL: cells are numbers */
	size_t value_count;
};

struct mapping {
	json_t *root; /* owns the texts */
	const char *id, *title, *file, *source;
	char separator, decimal;
	struct mapping_texts missing;
	struct mapping_except *excepts;
	size_t except_count;
	bool first_counts, has_absent;
	int64_t absent;
	struct mapping_column *columns;
	size_t column_count;
	const char **titles; /* what is read of the file, by place: the codes first */
	size_t title_count;
};

/* `name` is that of the file, for errors. Lists lie in the arena. False with a French sentence that names the file, the
 * key, and what is expected. */
bool mapping_read(struct mapping *ret, const char *name, struct bytes text, struct arena *arena,
		  char error[MAPPING_ERROR_MAX]);
void mapping_free(struct mapping *mapping);

bool mapping_has_text(const struct mapping_texts *texts, const char *text);

#endif
