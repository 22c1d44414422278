/* Published files and the mappings by which they are read: whatever bytes either holds, what is made of them are series
 * as the contract wants them, or one sentence that says what is wrong. An input is a mapping, a form feed, a table. */
#include "base/code.h"
#include "base/utf8.h"
#include "cli/decimal.h"
#include "cli/series.h"
#include "fuzz.h"

enum { ARENA_BYTES = 64 << 20, SPLIT = '\f' };

static struct arena *arena;
static const char *names[] = {"01001", "01004", "2A004", "75056", "97105", "97501", "98818"};
static const struct mapping_texts COMMUNES = {.all = names, .count = sizeof names / sizeof *names};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	arena = arena_new(ARENA_BYTES);
	return 0;
}

static void check_error(const char *error)
{
	must(*error && utf8_is_text(error, strlen(error)), "a refusal says why");
}

static void check_values(const struct series *series)
{
	for (size_t i = 0; i < series->count; i++) {
		const struct value *value = &series->values[i];

		must(code_is_commune(value->code), "a code is one of a commune");
		must(i == 0 || strcmp(series->values[i - 1].code, value->code) < 0, "codes ascend");
		must(value->value >= -DECIMAL_LIMIT && value->value <= DECIMAL_LIMIT,
		     "a double holds a value");
		must(!series->column->is_text ||
			     (value->value >= 0 && (uint64_t)value->value < series->text_count),
		     "a group has a text");
	}
}

static void check_texts(const struct series *series)
{
	for (size_t i = 0; i < series->text_count; i++) {
		must(*series->texts[i] && utf8_is_text(series->texts[i], strlen(series->texts[i])),
		     "a text is one");
		must(i == 0 || strcmp(series->texts[i - 1], series->texts[i]) < 0, "texts ascend");
	}
}

static void check_series(const struct records *records, const struct mapping_column *column,
			 unsigned decimals)
{
	char error[TABLE_ERROR_MAX] = "";
	struct series series;

	if (!series_make(&series, records, column, decimals, &COMMUNES, arena, error)) {
		check_error(error);
		return;
	}
	check_values(&series);
	check_texts(&series);
}

static void check_table(const struct mapping *mapping, struct bytes text)
{
	char error[TABLE_ERROR_MAX] = "";
	struct records records;
	struct table table;

	if (!table_read(&table, text, mapping->separator, mapping->titles, mapping->title_count, arena,
			error) ||
	    !records_make(&records, mapping, &table, arena, error)) {
		check_error(error);
		return;
	}
	for (size_t i = 0; i < mapping->column_count; i++)
		check_series(&records, &mapping->columns[i],
			     (unsigned)(text.len % (SERIES_DECIMALS_MAX + 1)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *split = size ? memchr(data, SPLIT, size) : NULL;
	size_t first = split ? (size_t)(split - data) : size;
	char error[MAPPING_ERROR_MAX] = "";
	struct mapping mapping;

	if (!mapping_read(&mapping, "mapping.json", bytes_of(data, first), arena, error))
		check_error(error);
	else if (split)
		check_table(&mapping, bytes_of(split + 1, size - first - 1));
	mapping_free(&mapping);
	arena_reset(arena);
	return 0;
}
