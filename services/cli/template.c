#include "cli/template.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/quantity.h"
#include "base/time.h"
#include "cli/output.h"

enum { PATH_PART_MAX = 96 };

/* From a hole's opening to its closing brace. */
struct hole {
	const char *path;
	size_t path_len;
	const char *form; /* behind the bar; "" if none */
	size_t form_len;
	const char *end;
};

/* The next hole at or behind `text`; false if there is none. */
static bool hole_find(const char *text, struct hole *ret)
{
	const char *open = strstr(text, "${");
	const char *close = open ? strchr(open, '}') : NULL;
	const char *bar;

	if (!close)
		return false;
	*ret = (struct hole){.path = open + 2, .path_len = (size_t)(close - open) - 2, .end = close + 1};
	bar = memchr(ret->path, '|', ret->path_len);
	if (bar) {
		ret->form = bar + 1;
		ret->form_len = (size_t)(close - ret->form);
		ret->path_len = (size_t)(bar - ret->path);
	}
	return true;
}

static const json_t *find_part(const json_t *value, const char *part)
{
	char *end;
	unsigned long index;

	if (!json_is_array(value))
		return json_object_get(value, part);
	index = strtoul(part, &end, 10);
	return *end ? NULL : json_array_get(value, index);
}

const json_t *template_find(const json_t *values, const char *path, size_t len)
{
	const char *end = path + len;

	while (values && path < end) {
		const char *dot = memchr(path, '.', (size_t)(end - path));
		size_t part_len = (size_t)((dot ? dot : end) - path);
		char part[PATH_PART_MAX];

		if (part_len >= sizeof part)
			return NULL;
		memcpy(part, path, part_len);
		part[part_len] = '\0';
		values = find_part(values, part);
		path += part_len + (dot ? 1 : 0);
	}
	return values;
}

static const json_t *fill_hole(const struct hole *hole, const json_t *values, char *error)
{
	const json_t *value = template_find(values, hole->path, hole->path_len);

	if (!value)
		snprintf(error, TEMPLATE_ERROR_MAX, "« %.*s » n'a pas de valeur", (int)hole->path_len,
			 hole->path);
	return value;
}

/* ---- Sentences */

/* 64-bit numbers are texts in the contract's JSON. */
static long long number_of(const json_t *value)
{
	return json_is_string(value) ? strtoll(json_string_value(value), NULL, 10)
				     : (long long)json_integer_value(value);
}

static void append_plain(const json_t *value, struct buf *out)
{
	if (json_is_string(value))
		buf_printf(out, "%s", json_string_value(value));
	else if (json_is_boolean(value))
		buf_printf(out, "%s", json_is_true(value) ? "oui" : "non");
	else
		buf_printf(out, "%lld", number_of(value));
}

static void append_date(const json_t *value, struct buf *out)
{
	static const char *const months[] = {"janvier",   "février", "mars",     "avril",
					     "mai",       "juin",    "juillet",  "août",
					     "septembre", "octobre", "novembre", "décembre"};
	struct civil_date date;

	if (json_is_string(value) && civil_date_parse(json_string_value(value), &date))
		buf_printf(out, "%d%s %s %d", date.day, date.day == 1 ? "er" : "", months[date.month - 1],
			   date.year);
	else
		append_plain(value, out);
}

/* Of 100, to two decimals. */
static void append_points(const json_t *value, struct buf *out)
{
	long long hundredths = llround(json_number_value(value) * 100);

	buf_printf(out, "%lld,%02lld", hundredths / 100, hundredths % 100);
}

static void append_formed(const json_t *value, const char *form, size_t len, struct buf *out)
{
	struct bytes name = bytes_of(form, len);
	long long number = number_of(value);
	char euros[CENTS_TEXT_SIZE], count[OUTPUT_COUNT_MAX];

	if (bytes_equal(name, bytes_text("euros"))) {
		cents_text((struct cents){number}, euros);
		buf_printf(out, "%s", euros);
	} else if (bytes_equal(name, bytes_text("points"))) {
		append_points(value, out);
	} else if (bytes_equal(name, bytes_text("count"))) {
		buf_printf(out, "%s", output_count((uint64_t)number, count));
	} else if (bytes_equal(name, bytes_text("date"))) {
		append_date(value, out);
	} else if (bytes_equal(name, bytes_text("length"))) {
		buf_printf(out, "%zu", json_array_size(value));
	} else {
		append_plain(value, out);
	}
}

bool template_append(const char *template, const json_t *values, struct buf *out,
		     char error[TEMPLATE_ERROR_MAX])
{
	struct hole hole;

	while (hole_find(template, &hole)) {
		const json_t *value = fill_hole(&hole, values, error);

		if (!value)
			return false;
		buf_append(out, template, (size_t)(hole.path - 2 - template));
		append_formed(value, hole.form, hole.form_len, out);
		template = hole.end;
	}
	buf_append(out, template, strlen(template));
	return true;
}

/* ---- JSON */

static json_t *fill_text(const char *text, const json_t *values, char *error)
{
	struct buf out = {0};
	struct hole hole;
	json_t *filled = NULL;

	if (hole_find(text, &hole) && hole.path == text + 2 && !*hole.end) {
		const json_t *value = fill_hole(&hole, values, error);

		return value ? json_deep_copy(value) : NULL;
	}
	if (template_append(text, values, &out, error))
		filled = json_stringn((const char *)out.data, out.len);
	buf_free(&out);
	return filled;
}

static json_t *fill_object(const json_t *template, const json_t *values, char *error)
{
	json_t *filled = json_object(), *value, *part;
	const char *key;

	json_object_foreach((json_t *)template, key, value)
	{
		part = template_fill(value, values, error);
		if (!part) {
			json_decref(filled);
			return NULL;
		}
		json_object_set_new(filled, key, part);
	}
	return filled;
}

static json_t *fill_array(const json_t *template, const json_t *values, char *error)
{
	json_t *filled = json_array(), *value, *part;
	size_t i;

	json_array_foreach(template, i, value)
	{
		part = template_fill(value, values, error);
		if (!part) {
			json_decref(filled);
			return NULL;
		}
		json_array_append_new(filled, part);
	}
	return filled;
}

json_t *template_fill(const json_t *template, const json_t *values, char error[TEMPLATE_ERROR_MAX])
{
	if (json_is_string(template))
		return fill_text(json_string_value(template), values, error);
	if (json_is_object(template))
		return fill_object(template, values, error);
	if (json_is_array(template))
		return fill_array(template, values, error);
	return json_copy((json_t *)template);
}
