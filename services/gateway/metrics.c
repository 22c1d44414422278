#include "gateway/metrics.h"

#include <stdlib.h>
#include <uthash.h>

#include "base/require.h"
#include "gateway/exposition.h"

struct metrics_family {
	UT_hash_handle hh; /* by name */
	struct buf help;   /* its line, or empty */
	struct buf lines;  /* its samples */
	char type[16];
	size_t name_len;
	char name[];
};

/* Only to know what was said already. */
struct metrics_sample {
	UT_hash_handle hh;
	size_t len;
	char series[]; /* "name{a="1",b="2"}" */
};

/* A text at its current line. */
struct reading {
	struct metrics_merge *merge;
	struct label service;
	struct exposition help;        /* the last one */
	struct metrics_family *family; /* the last one declared; NULL: what follows is not taken */
};

static struct metrics_family *family_find(const struct metrics_merge *merge, struct bytes name)
{
	struct metrics_family *family;

	HASH_FIND(hh, merge->families, name.data, name.len, family);
	return family;
}

static struct metrics_family *family_new(struct metrics_merge *merge, const struct exposition *type)
{
	struct metrics_family *family;

	if (merge->family_count == METRICS_FAMILIES_MAX)
		return NULL;
	merge->family_count++;
	family = xcalloc(1, sizeof *family + type->name.len);
	family->name_len = type->name.len;
	memcpy(family->name, type->name.data, type->name.len);
	require(type->text.len < sizeof family->type);
	memcpy(family->type, type->text.data, type->text.len);
	HASH_ADD(hh, merge->families, name, family->name_len, family);
	return family;
}

static void append_help(const struct exposition *help, struct buf *out)
{
	buf_printf(out, "# HELP %.*s ", (int)help->name.len, (const char *)help->name.data);
	buf_append(out, help->text.data, help->text.len);
	buf_byte(out, '\n');
}

static void declare(struct reading *reading, const struct exposition *type)
{
	struct metrics_family *family = family_find(reading->merge, type->name);

	if (!family)
		family = family_new(reading->merge, type);
	if (family && !bytes_equal(type->text, bytes_text(family->type)))
		family = NULL;
	if (family && !family->help.len && bytes_equal(reading->help.name, type->name))
		append_help(&reading->help, &family->help);
	reading->family = family;
}

/* What follows the family's name in the sample's: "_sum". .data is NULL if it is another family's. */
static struct bytes suffix_of(const struct metrics_family *family, struct bytes name)
{
	if (name.len < family->name_len || memcmp(name.data, family->name, family->name_len) != 0)
		return (struct bytes){0};
	return bytes_of(name.data + family->name_len, name.len - family->name_len);
}

static bool has_number(const struct exposition *sample, const char *label)
{
	return exposition_is_number(exposition_label(sample, label));
}

/* Whether a family of that type has such a sample. */
static bool belongs(const struct metrics_family *family, const struct exposition *sample)
{
	struct bytes suffix = suffix_of(family, sample->name);
	bool is_histogram = strcmp(family->type, "histogram") == 0;
	bool is_summary = strcmp(family->type, "summary") == 0;

	if (!suffix.data)
		return false;
	if ((is_summary || is_histogram) &&
	    (bytes_equal(suffix, bytes_text("_sum")) || bytes_equal(suffix, bytes_text("_count"))))
		return true;
	if (is_histogram)
		return bytes_equal(suffix, bytes_text("_bucket")) && has_number(sample, "le");
	return suffix.len == 0 && (!is_summary || has_number(sample, "quantile"));
}

static void append_series(const struct exposition *sample, struct buf *out)
{
	buf_append(out, sample->name.data, sample->name.len);
	for (unsigned i = 0; i < sample->label_count; i++) {
		const struct label *label = &sample->labels[i];

		buf_byte(out, i ? ',' : '{');
		buf_append(out, label->name.data, label->name.len);
		buf_append(out, "=\"", 2);
		buf_append(out, label->value.data, label->value.len);
		buf_byte(out, '"');
	}
	buf_byte(out, '}'); /* there is always the service */
}

/* False if it was there, or there is no room. */
static bool is_new(struct metrics_merge *merge, struct bytes series)
{
	struct metrics_sample *sample;

	HASH_FIND(hh, merge->samples, series.data, series.len, sample);
#ifdef PLANT_FUZZ_METRICS
	if (sample)
		return true;
#endif
	if (sample || merge->sample_count == METRICS_SAMPLES_MAX)
		return false;
	merge->sample_count++;
	sample = xcalloc(1, sizeof *sample + series.len);
	sample->len = series.len;
	memcpy(sample->series, series.data, series.len);
	HASH_ADD(hh, merge->samples, series, sample->len, sample);
	return true;
}

static void take_sample(struct reading *reading, struct exposition *sample)
{
	struct metrics_family *family = reading->family;
	struct bytes series;
	size_t start;

	if (!family || !belongs(family, sample) || !exposition_add_label(sample, reading->service))
		return;
	start = family->lines.len;
	append_series(sample, &family->lines);
	series = bytes_of(family->lines.data + start, family->lines.len - start);
	if (!is_new(reading->merge, series)) {
		family->lines.len = start;
		return;
	}
	buf_byte(&family->lines, ' ');
	buf_append(&family->lines, sample->text.data, sample->text.len);
	buf_byte(&family->lines, '\n');
}

static void take_line(struct reading *reading, struct bytes line)
{
	struct exposition read;

	if (!exposition_read(line, &read))
		return;
	switch (read.kind) {
	case EXPOSITION_HELP:
		reading->help = read;
		return;
	case EXPOSITION_TYPE:
		declare(reading, &read);
		return;
	case EXPOSITION_SAMPLE:
		take_sample(reading, &read);
		return;
	}
}

static bool is_service_name(const char *name)
{
	return *name && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(name);
}

void metrics_merge_add(struct metrics_merge *merge, const char *service, struct bytes text)
{
	struct reading reading = {
		.merge = merge,
		.service = {.name = bytes_text("service"), .value = bytes_text(service)},
	};

	if (!is_service_name(service) || text.len > METRICS_TEXT_MAX)
		return;
	while (text.len) {
		const uint8_t *end = memchr(text.data, '\n', text.len);
		size_t len = end ? (size_t)(end - text.data) : text.len;

		take_line(&reading, bytes_of(text.data, len));
		len += end != NULL;
		text = bytes_of(text.data + len, text.len - len);
	}
}

static void append_family(const struct metrics_family *family, struct buf *out)
{
	if (!family->lines.len)
		return;
	buf_append(out, family->help.data, family->help.len);
	buf_printf(out, "# TYPE %.*s %s\n", (int)family->name_len, family->name, family->type);
	buf_append(out, family->lines.data, family->lines.len);
}

/* The elements still know each other once their table is gone. */
static void end_families(struct metrics_merge *merge, struct buf *out)
{
	struct metrics_family *family = merge->families, *next;

	HASH_CLEAR(hh, merge->families);
	for (; family; family = next) {
		next = family->hh.next;
		append_family(family, out);
		buf_free(&family->help);
		buf_free(&family->lines);
		free(family);
	}
}

static void end_samples(struct metrics_merge *merge)
{
	struct metrics_sample *sample = merge->samples, *next;

	HASH_CLEAR(hh, merge->samples);
	for (; sample; sample = next) {
		next = sample->hh.next;
		free(sample);
	}
}

void metrics_merge_end(struct metrics_merge *merge, struct buf *out)
{
	end_families(merge, out);
	end_samples(merge);
	*merge = (struct metrics_merge){0};
}
