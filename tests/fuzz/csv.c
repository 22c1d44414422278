/* Messages as rows of CSV: another reader (RFC 4180) finds one row, of as many cells as there are columns. */
#include "fuzz.h"
#include "json/csv.h"

enum { ARENA_BYTES = 64 << 20 };
#define MARK "\xef\xbb\xbf"

static struct arena *arena;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	arena = arena_new(ARENA_BYTES);
	return 0;
}

/* Takes one cell; what ends it is left: a separator, the end of a line, or that of the text. */
static void take_cell(struct reader *text, char separator)
{
	bool quoted = text->at < text->end && *text->at == '"';

	if (!quoted) {
		while (text->at < text->end && *text->at != separator && *text->at != '\r') {
			must(*text->at != '"' && *text->at != '\n',
			     "a bare cell has nothing that needs quotes");
			text->at++;
		}
		return;
	}
	for (text->at++;; text->at++) {
		must(text->at < text->end, "a quoted cell ends");
		if (*text->at != '"')
			continue;
		text->at++;
		if (text->at == text->end || *text->at != '"')
			return;
	}
}

/* How many cells the one line has. */
static size_t cells_of(struct bytes line, char separator)
{
	struct reader text = reader_of(line);
	size_t count = 0;

	for (;;) {
		take_cell(&text, separator);
		count++;
		must(text.at < text.end, "a line has an end");
		if (*text.at != separator)
			break;
		text.at++;
	}
	must(text.end - text.at == 2 && memcmp(text.at, "\r\n", 2) == 0, "a row is one line");
	return count;
}

static void check(enum csv_form form, const ProtobufCMessage *row)
{
	char separator = form == CSV_SPREADSHEET ? ';' : ',';
	struct buf header = {0}, line = {0};
	struct bytes names;

	csv_header(form, row->descriptor, &header);
	names = buf_bytes(&header);
	if (form == CSV_SPREADSHEET) {
		must(names.len >= 3 && memcmp(names.data, MARK, 3) == 0, "a spreadsheet is told it is UTF-8");
		names = bytes_of(names.data + 3, names.len - 3);
	}
	if (csv_row(form, row, &line))
		must(cells_of(buf_bytes(&line), separator) == cells_of(names, separator),
		     "a cell for each column");
	else
		must(line.len == 0, "what cannot be written leaves nothing");
	buf_free(&header);
	buf_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_message input;
	const ProtobufCMessage *row;

	if (!fuzz_message(data, size, &input))
		return 0;
	row = fuzz_read(arena, &input);
	if (row) {
		check(CSV_SPREADSHEET, row);
		check(CSV_MACHINE, row);
	}
	arena_reset(arena);
	return 0;
}
