#include "cli/populations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/code.h"
#include "cli/line.h"

enum { VALUE_MAX = 100000000 };

struct line {
	struct bytes code, value;
};

/* Without the quotes that may stand around it. */
static struct bytes trimmed(struct bytes cell)
{
	if (cell.len >= 2 && cell.data[0] == '"' && cell.data[cell.len - 1] == '"')
		return bytes_of(cell.data + 1, cell.len - 2);
	return cell;
}

static bool split(struct bytes text, struct line *ret)
{
	size_t at = 0;

	while (at < text.len && text.data[at] != ';' && text.data[at] != ',')
		at++;
	if (at == text.len)
		return false;
	ret->code = trimmed(bytes_of(text.data, at));
	ret->value = trimmed(bytes_of(text.data + at + 1, text.len - at - 1));
	return true;
}

static bool parse_value(struct bytes text, uint32_t *ret)
{
	uint32_t value = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		value = value * 10 + (uint32_t)(text.data[i] - '0');
		if (value > VALUE_MAX)
			return false;
	}
	*ret = value;
	return text.len > 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct population_row *)a)->code, ((const struct population_row *)b)->code);
}

static bool add(struct populations *populations, struct bytes text, unsigned number, struct arena *arena,
		char *error)
{
	struct population_row row = {0};
	struct line line = {0};
	bool numeric;

	if (text.len == 0)
		return true;
	numeric = split(text, &line) && parse_value(line.value, &row.value);
	if (!numeric && number == 1)
		return true;
	if (numeric)
		row.code = arena_strndup(arena, (const char *)line.code.data, line.code.len);
	if (!numeric || !code_is_commune(row.code)) {
		snprintf(error, POPULATIONS_ERROR_MAX, "ligne %u : « code de commune;habitants » est attendu",
			 number);
		return false;
	}
	if (populations->count == POPULATIONS_MAX) {
		snprintf(error, POPULATIONS_ERROR_MAX, "ligne %u : plus de %d lignes", number,
			 POPULATIONS_MAX);
		return false;
	}
	populations->rows[populations->count++] = row;
	return true;
}

bool populations_read(struct populations *ret, struct bytes text, struct arena *arena,
		      char error[POPULATIONS_ERROR_MAX])
{
	*ret = (struct populations){.rows = arena_array(arena, POPULATIONS_MAX, sizeof *ret->rows)};
	if (!ret->rows) {
		snprintf(error, POPULATIONS_ERROR_MAX, "trop de données");
		return false;
	}
	for (unsigned number = 1; text.len > 0; number++)
		if (!add(ret, line_next(&text), number, arena, error))
			return false;
	qsort(ret->rows, ret->count, sizeof *ret->rows, compare);
#ifdef PLANT_FUZZ_IMPORT
	return true;
#endif
	for (size_t i = 1; i < ret->count; i++) {
		if (strcmp(ret->rows[i - 1].code, ret->rows[i].code) != 0)
			continue;
		snprintf(error, POPULATIONS_ERROR_MAX, "le code %s y est deux fois", ret->rows[i].code);
		return false;
	}
	return true;
}
