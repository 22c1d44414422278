/* The series of indicators that a table holds, as its mapping says. */
#ifndef PVD_CLI_SERIES_H
#define PVD_CLI_SERIES_H

#include "cli/mapping.h"
#include "cli/table.h"

enum { SERIES_CODE_SIZE = 6, SERIES_DECIMALS_MAX = 9 };

/* Rows that count, by code, each once. */
struct record {
	char code[SERIES_CODE_SIZE];
	const struct table_row *row;
};
struct records {
	const struct mapping *mapping;
	struct record *all;
	size_t count;
};

struct value {
	char code[SERIES_CODE_SIZE];
	int64_t value; /* with the indicator's decimals; of a group: which of the texts */
};

struct series {
	const struct mapping *mapping;
	const struct mapping_column *column;
	struct value *values; /* by code, ascending */
	size_t count;
	const char **texts; /* ascending */
	size_t text_count;
};

/* Both are false with a French sentence that says where, and what to do. What is made lies in the arena: records point
 * into the table, series do not. */
bool records_make(struct records *ret, const struct mapping *mapping, const struct table *table,
		  struct arena *arena, char error[TABLE_ERROR_MAX]);

/* `communes`: what `absent` is about, ascending: of those, the communes of the mainland and of overseas départements
 * that no record names, nor an arrondissement of theirs. The State's and Insee's files leave out the other collectivities,
 * where nothing is known. */
bool series_make(struct series *ret, const struct records *records, const struct mapping_column *column,
		 unsigned decimals, const struct mapping_texts *communes, struct arena *arena,
		 char error[TABLE_ERROR_MAX]);

#endif
