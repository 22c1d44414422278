/* A table from the text of a CSV file: rows, and those of its columns that are asked for, by their titles in the first
 * line. Cells are taken as they stand (RFC 4180, any separator, LF or CRLF, a byte order mark or none); what is not
 * exactly a table is refused. */
#ifndef PVD_CLI_TABLE_H
#define PVD_CLI_TABLE_H

#include "base/arena.h"
#include "base/bytes.h"

enum {
	TABLE_ERROR_MAX = 600,
	TABLE_BYTES_MAX = 64 << 20,
	TABLE_ROWS_MAX = 100000,
	TABLE_COLUMNS_MAX = 512,
	TABLE_CELL_MAX = 4096,
};

struct table_row {
	unsigned line; /* on which it begins */
	const char **cells;
};

/* All of it lies in the arena. */
struct table {
	struct table_row *rows;
	size_t count;
};

/* The cells of a row are those of `titles`, in that order; a title may be asked for twice. False with a French sentence
 * that says where, what, and what to do. */
bool table_read(struct table *ret, struct bytes text, char separator, const char *const *titles, size_t count,
		struct arena *arena, char error[TABLE_ERROR_MAX]);

/* ';' where the first line has one, else ','. */
char table_separator(struct bytes text);

/* How much of a text an error tells: at most `max` bytes of whole characters, and nothing that would break a line. */
size_t table_shown(const char *text, size_t max);

/* Says what is wrong with a cell; `words` go on from it. The line may be 0, and title and cell NULL: not told. Gives
 * false. */
bool table_fail(char error[TABLE_ERROR_MAX], unsigned line, const char *title, const char *cell,
		const char *words);
/* Whether a cell is the INSEE code of a commune by its form; if not, says so. */
bool table_check_code(char error[TABLE_ERROR_MAX], unsigned line, const char *title, const char *cell);

#endif
