#include "gateway/exposition.h"

#include <sys/types.h>

#include "base/utf8.h"

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_name_start(uint8_t c)
{
	return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static struct bytes cut(struct bytes *at, size_t len)
{
	struct bytes front = bytes_of(at->data, len);

	*at = bytes_of(at->data + len, at->len - len);
	return front;
}

static bool take(struct bytes *at, char c)
{
	if (!at->len || at->data[0] != (uint8_t)c)
		return false;
	cut(at, 1);
	return true;
}

static bool take_word(struct bytes *at, const char *word)
{
	size_t len = strlen(word);

	if (at->len < len || memcmp(at->data, word, len) != 0)
		return false;
	cut(at, len);
	return true;
}

/* Empty if none is there. Metrics' names may have colons, those of labels may not. */
static struct bytes take_name(struct bytes *at, bool colons)
{
	size_t len = 0;

	while (len < at->len && (is_name_start(at->data[len]) || (len && is_digit(at->data[len])) ||
				 (colons && at->data[len] == ':')))
		len++;
	return cut(at, len);
}

static size_t digits(struct bytes *at)
{
	size_t len = 0;

	while (len < at->len && is_digit(at->data[len]))
		len++;
	cut(at, len);
	return len;
}

static bool is_infinite(struct bytes text)
{
	return bytes_equal(text, bytes_text("NaN")) || bytes_equal(text, bytes_text("+Inf")) ||
	       bytes_equal(text, bytes_text("-Inf"));
}

bool exposition_is_number(struct bytes text)
{
	if (text.len == 0 || is_infinite(text))
		return text.len != 0;
	if (!take(&text, '-'))
		take(&text, '+');
	if (!digits(&text) || (take(&text, '.') && !digits(&text)))
		return false;
	if (!take(&text, 'e'))
		return text.len == 0;
	if (!take(&text, '-'))
		take(&text, '+');
	return digits(&text) && text.len == 0;
}

/* The length of a text up to `end` (NUL: all of it) in which a backslash begins \\, \n or, in quotes, \"; -1 if it
 * is none. */
static ssize_t escaped_len(struct bytes at, char end)
{
	size_t i = 0;

	for (; i < at.len && at.data[i] != (uint8_t)end; i++) {
		if (at.data[i] != '\\')
			continue;
		i++;
		if (i == at.len || (at.data[i] != '\\' && at.data[i] != 'n' && (at.data[i] != '"' || !end)))
			return -1;
	}
	return end && i == at.len ? -1 : (ssize_t)i;
}

bool exposition_add_label(struct exposition *sample, struct label label)
{
	unsigned place = 0;

	while (place < sample->label_count && bytes_compare(sample->labels[place].name, label.name) < 0)
		place++;
	if (place < sample->label_count && bytes_equal(sample->labels[place].name, label.name))
		return true;
	if (sample->label_count == EXPOSITION_LABELS_MAX)
		return false;
	memmove(&sample->labels[place + 1], &sample->labels[place],
		(sample->label_count - place) * sizeof *sample->labels);
	sample->labels[place] = label;
	sample->label_count++;
	return true;
}

struct bytes exposition_label(const struct exposition *sample, const char *name)
{
	for (unsigned i = 0; i < sample->label_count; i++)
		if (bytes_equal(sample->labels[i].name, bytes_text(name)))
			return sample->labels[i].value;
	return (struct bytes){0};
}

/* Names that begin with two underscores are the reader's own. */
static bool take_label(struct bytes *at, struct label *ret)
{
	ssize_t len;

	ret->name = take_name(at, false);
	if (!ret->name.len || (ret->name.len > 1 && memcmp(ret->name.data, "__", 2) == 0) ||
	    !take_word(at, "=\""))
		return false;
	len = escaped_len(*at, '"');
	if (len < 0)
		return false;
	ret->value = cut(at, (size_t)len);
	return take(at, '"');
}

static bool take_labels(struct bytes *at, struct exposition *ret)
{
	unsigned given = 0;

	if (!take(at, '{'))
		return true;
	do {
		struct label label;

		if (!take_label(at, &label) || !exposition_add_label(ret, label) ||
		    ret->label_count != ++given)
			return false;
	} while (take(at, ','));
	return take(at, '}');
}

static bool read_sample(struct bytes at, struct exposition *ret)
{
	ret->kind = EXPOSITION_SAMPLE;
	ret->name = take_name(&at, true);
	if (!ret->name.len || !take_labels(&at, ret) || !take(&at, ' '))
		return false;
	ret->text = at;
	return exposition_is_number(at);
}

static bool read_help(struct bytes at, struct exposition *ret)
{
	ret->kind = EXPOSITION_HELP;
	ret->name = take_name(&at, true);
	if (!ret->name.len || !take(&at, ' '))
		return false;
	ret->text = at;
	return escaped_len(at, '\0') >= 0;
}

static bool read_type(struct bytes at, struct exposition *ret)
{
	static const char *const TYPES[] = {"counter", "gauge", "histogram", "summary", "untyped"};

	ret->kind = EXPOSITION_TYPE;
	ret->name = take_name(&at, true);
	if (!ret->name.len || !take(&at, ' '))
		return false;
	ret->text = at;
	for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
		if (bytes_equal(at, bytes_text(TYPES[i])))
			return true;
	return false;
}

bool exposition_read(struct bytes line, struct exposition *ret)
{
	*ret = (struct exposition){0};
	if (line.len > EXPOSITION_LINE_MAX || !utf8_is_text((const char *)line.data, line.len))
		return false;
	if (take_word(&line, "# HELP "))
		return read_help(line, ret);
	if (take_word(&line, "# TYPE "))
		return read_type(line, ret);
	return read_sample(line, ret);
}
