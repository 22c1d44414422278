/* The figures of all services as one text: whatever two of them say, each line of it is one, no sample is told twice, and
 * merged once more it is the same. */
#include <stdlib.h>
#include <uthash.h>

#include "fuzz.h"
#include "gateway/exposition.h"
#include "gateway/metrics.h"

/* Of one text to the next. */
enum { SPLIT = '\f' };

struct seen {
	UT_hash_handle hh;
	size_t len;
	const uint8_t *text; /* of the output */
};

/* Told for the first time. */
static bool note(struct seen **seen, struct bytes text)
{
	struct seen *found;

	HASH_FIND(hh, *seen, text.data, text.len, found);
	if (found)
		return false;
	found = calloc(1, sizeof *found);
	must(found, "memory");
	found->text = text.data;
	found->len = text.len;
	HASH_ADD_KEYPTR(hh, *seen, found->text, found->len, found);
	return true;
}

static void forget(struct seen **seen)
{
	struct seen *one, *next;

	HASH_ITER(hh, *seen, one, next)
	{
		HASH_DEL(*seen, one);
		free(one);
	}
}

static void check_line(struct bytes line, struct seen **seen)
{
	struct exposition read;

	must(exposition_read(line, &read), "a line is one of the text format");
	switch (read.kind) {
	case EXPOSITION_HELP:
		return;
	case EXPOSITION_TYPE:
		must(note(seen, read.name), "a family is declared once");
		return;
	case EXPOSITION_SAMPLE:
		must(exposition_label(&read, "service").data, "a sample says whose it is");
		/* All up to the value, which is the last word. */
		must(note(seen, bytes_of(line.data, line.len - read.text.len)), "a sample is told once");
		return;
	}
}

static void check(struct bytes text)
{
	struct seen *seen = NULL;

	while (text.len) {
		const uint8_t *end = memchr(text.data, '\n', text.len);

		must(end, "a text ends with a line");
		check_line(bytes_of(text.data, (size_t)(end - text.data)), &seen);
		text = bytes_of(end + 1, text.len - (size_t)(end + 1 - text.data));
	}
	forget(&seen);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *split = size ? memchr(data, SPLIT, size) : NULL;
	size_t first = split ? (size_t)(split - data) : size;
	struct metrics_merge merge = {0};
	struct buf out = {0}, again = {0};

	metrics_merge_add(&merge, "bus", bytes_of(data, first));
	if (split)
		metrics_merge_add(&merge, "club", bytes_of(split + 1, size - first - 1));
	metrics_merge_end(&merge, &out);
	check(buf_bytes(&out));
	metrics_merge_add(&merge, "registry", buf_bytes(&out));
	metrics_merge_end(&merge, &again);
	must(bytes_equal(buf_bytes(&out), buf_bytes(&again)), "what was merged stays as it is");
	buf_free(&out);
	buf_free(&again);
	return 0;
}
