#include "cli/positions.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/code.h"

enum { CELL_MAX = 32 };

/* What is read of a line, and where it stands: "insee" is the first one. */
enum column { COLUMN_INSEE, COLUMN_LON, COLUMN_LAT, COLUMN_COUNT };
static const char *const COLUMNS[COLUMN_COUNT] = {"insee", "lon", "lat"};

struct layout {
	char separator;
	size_t at[COLUMN_COUNT];
};

static struct bytes next_line(struct bytes *rest)
{
	const uint8_t *end = rest->len ? memchr(rest->data, '\n', rest->len) : NULL;
	size_t len = end ? (size_t)(end - rest->data) : rest->len;
	struct bytes line = bytes_of(rest->data, len);

	*rest = bytes_of(rest->data + len + (end != NULL), rest->len - len - (end != NULL));
	if (line.len && line.data[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* The next cell as text; what is too long for one that is read is cut. A cell in quotes may hold separators. */
static void next_cell(struct bytes *rest, char separator, char ret[CELL_MAX])
{
	bool quoted = false;
	size_t len = 0, i;

	for (i = 0; i < rest->len && (quoted || rest->data[i] != (uint8_t)separator); i++) {
		if (rest->data[i] == '"')
			quoted = !quoted;
		else if (len + 1 < CELL_MAX)
			ret[len++] = (char)rest->data[i];
	}
	ret[len] = '\0';
	i += i < rest->len;
	*rest = bytes_of(rest->data + i, rest->len - i);
}

static bool layout_of(struct bytes line, struct layout *ret)
{
	unsigned found = 0;

	ret->separator = line.len && memchr(line.data, ';', line.len) ? ';' : ',';
	for (size_t i = 0; line.len > 0; i++) {
		char cell[CELL_MAX];

		next_cell(&line, ret->separator, cell);
		for (enum column column = 0; column < COLUMN_COUNT; column++) {
			if (strcmp(cell, COLUMNS[column]) != 0 || (found >> column & 1))
				continue;
			ret->at[column] = i;
			found |= 1u << column;
		}
	}
	return found == (1u << COLUMN_COUNT) - 1;
}

static bool parse_degrees(const char *text, double max, int32_t *ret)
{
	double degrees;
	char *end;

	if (strspn(text, "+-.0123456789") != strlen(text))
		return false;
	degrees = strtod(text, &end);
	if (end == text || *end || fabs(degrees) > max)
		return false;
	*ret = (int32_t)lround(degrees * 1e5);
	return true;
}

static bool parse(struct bytes line, const struct layout *layout, char cells[COLUMN_COUNT][CELL_MAX],
		  struct position_row *ret)
{
	for (enum column column = 0; column < COLUMN_COUNT; column++)
		cells[column][0] = '\0';
	for (size_t i = 0; line.len > 0; i++) {
		char cell[CELL_MAX];

		next_cell(&line, layout->separator, cell);
		for (enum column column = 0; column < COLUMN_COUNT; column++)
			if (layout->at[column] == i)
				memcpy(cells[column], cell, CELL_MAX);
	}
	return code_is_commune(cells[COLUMN_INSEE]) &&
	       parse_degrees(cells[COLUMN_LON], 180, &ret->longitude_e5) &&
	       parse_degrees(cells[COLUMN_LAT], 90, &ret->latitude_e5);
}

bool positions_new(struct positions *ret, struct arena *arena)
{
	*ret = (struct positions){.arena = arena,
				  .rows = arena_array(arena, POSITIONS_MAX, sizeof *ret->rows)};
	return ret->rows != NULL;
}

bool positions_read(struct positions *positions, struct bytes text, char error[POSITIONS_ERROR_MAX])
{
	struct layout layout;

	if (!layout_of(next_line(&text), &layout)) {
		snprintf(error, POSITIONS_ERROR_MAX,
			 "ligne 1 : les titres « insee », « lon » et « lat » sont attendus");
		return false;
	}
	for (unsigned number = 2; text.len > 0; number++) {
		struct position_row *row = &positions->rows[positions->count];
		struct bytes line = next_line(&text);
		char cells[COLUMN_COUNT][CELL_MAX];

		if (line.len == 0)
			continue;
		if (positions->count == POSITIONS_MAX) {
			snprintf(error, POSITIONS_ERROR_MAX, "ligne %u : plus de %d positions", number,
				 POSITIONS_MAX);
			return false;
		}
		if (!parse(line, &layout, cells, row)) {
			snprintf(error, POSITIONS_ERROR_MAX,
				 "ligne %u : un code de commune, une longitude et une latitude en degrés "
				 "sont attendus",
				 number);
			return false;
		}
		row->code = arena_strdup(positions->arena, cells[COLUMN_INSEE]);
		positions->count++;
	}
	return true;
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct position_row *)a)->code, ((const struct position_row *)b)->code);
}

bool positions_sort(struct positions *positions, char error[POSITIONS_ERROR_MAX])
{
	qsort(positions->rows, positions->count, sizeof *positions->rows, compare);
	for (size_t i = 1; i < positions->count; i++) {
		if (compare(&positions->rows[i - 1], &positions->rows[i]) != 0)
			continue;
		snprintf(error, POSITIONS_ERROR_MAX, "la position de %s y est deux fois",
			 positions->rows[i].code);
		return false;
	}
	return true;
}
