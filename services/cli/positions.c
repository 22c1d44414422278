#include "cli/positions.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/code.h"

/* What is read of a line. */
enum column { COLUMN_INSEE, COLUMN_LON, COLUMN_LAT, COLUMN_COUNT };
static const char *const COLUMNS[COLUMN_COUNT] = {"insee", "lon", "lat"};

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

bool positions_new(struct positions *ret, struct arena *arena)
{
	*ret = (struct positions){.arena = arena,
				  .rows = arena_array(arena, POSITIONS_MAX, sizeof *ret->rows)};
	return ret->rows != NULL;
}

static bool add(struct positions *positions, const struct table_row *row, char *error)
{
	struct position_row *ret = &positions->rows[positions->count];

	if (positions->count == POSITIONS_MAX)
		return table_fail(error, row->line, NULL, NULL, "plus de 100 000 positions");
	if (!code_is_commune(row->cells[COLUMN_INSEE]) ||
	    !parse_degrees(row->cells[COLUMN_LON], 180, &ret->longitude_e5) ||
	    !parse_degrees(row->cells[COLUMN_LAT], 90, &ret->latitude_e5))
		return table_fail(
			error, row->line, NULL, NULL,
			"un code de commune, une longitude et une latitude en degrés sont attendus");
	ret->code = row->cells[COLUMN_INSEE];
	positions->count++;
	return true;
}

bool positions_read(struct positions *positions, struct bytes text, char error[POSITIONS_ERROR_MAX])
{
	struct table table;

	if (!table_read(&table, text, table_separator(text), COLUMNS, COLUMN_COUNT, positions->arena, error))
		return false;
	for (size_t i = 0; i < table.count; i++)
		if (!add(positions, &table.rows[i], error))
			return false;
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
