/* One row of a COG file and its fields, each read once and checked. The first fault is kept; after it every
 * read gives something harmless: check `failed` once. */
#ifndef PVD_CLI_COG_ROW_H
#define PVD_CLI_COG_ROW_H

#include "cli/cog.h"

enum { COG_NAME_MAX = 200, COG_CODES_MAX = 1000 };

struct cog_reader {
	struct cog *cog;
	const char *dir;
	char *error; /* COG_ERROR_MAX */
	bool failed;
};

struct cog_row {
	struct cog_reader *reader;
	const char *file;
	size_t number; /* from 1 */
	const json_t *object;
};

typedef bool cog_check(const char *code);

/* Says what is wrong, unless something was before. */
void cog_row_fail(const struct cog_row *row, const char *field, const char *what);

/* A code that `check` accepts. */
const char *cog_row_code(const struct cog_row *row, const char *field, cog_check *check);
/* The same, or "" where the field is absent or empty (Mayotte has no arrondissement). */
const char *cog_row_optional_code(const struct cog_row *row, const char *field, cog_check *check);
/* 1 to COG_NAME_MAX bytes of text, without control characters. */
const char *cog_row_name(const struct cog_row *row, const char *field);
/* One of `words`, which end with NULL. */
const char *cog_row_word(const struct cog_row *row, const char *field, const char *const *words);
/* 0 to 100 million; -1 where the field is absent. */
int32_t cog_row_population(const struct cog_row *row, const char *field);
/* A list of codes, sorted; empty where the field is absent. `member`: the elements are objects, and this is
 * the name of their field. A code given twice fails. */
struct cog_codes cog_row_codes(const struct cog_row *row, const char *field, const char *member,
			       cog_check *check);

#endif
