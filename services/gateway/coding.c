#include "gateway/coding.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/bytes.h"

/* Weights are in thousandths. An identity that is not mentioned is worse than whatever is. */
enum { WEIGHT_FULL = 1000, WEIGHT_UNSAID = -1 };

static const char *const NAMES[CODING_COUNT] = {
	[CODING_IDENTITY] = "identity",
	[CODING_GZIP] = "gzip",
	[CODING_BR] = "br",
};

const char *coding_name(enum coding coding)
{
	return coding == CODING_IDENTITY ? NULL : NAMES[coding];
}

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t';
}

static struct bytes trim(struct bytes text)
{
	while (text.len && is_space(text.data[0]))
		text = bytes_of(text.data + 1, text.len - 1);
	while (text.len && is_space(text.data[text.len - 1]))
		text.len--;
	return text;
}

/* Cuts off what lies before the next `c`, or all. */
static struct bytes take_until(struct bytes *at, char c)
{
	const uint8_t *end = at->len ? memchr(at->data, c, at->len) : NULL;
	struct bytes front = bytes_of(at->data, end ? (size_t)(end - at->data) : at->len);
	size_t past = front.len + (end != NULL);

	*at = bytes_of(at->data + past, at->len - past);
	return trim(front);
}

static bool is_word(struct bytes text, const char *word)
{
	return text.len == strlen(word) && strncasecmp((const char *)text.data, word, text.len) == 0;
}

/* "0.5", "1", "1.000"; at most three digits behind the point. */
static bool weight_of(struct bytes text, int *ret)
{
	int unit = WEIGHT_FULL;

	if (!text.len || text.len > 5 || (text.data[0] != '0' && text.data[0] != '1') ||
	    (text.len > 1 && text.data[1] != '.'))
		return false;
	*ret = (text.data[0] - '0') * WEIGHT_FULL;
	for (size_t i = 2; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		unit /= 10;
		*ret += (text.data[i] - '0') * unit;
	}
	return *ret <= WEIGHT_FULL;
}

/* One element: "gzip", "br;q=0.5". */
static bool read_element(struct bytes element, struct bytes *ret_name, int *ret_weight)
{
	struct bytes parameter;

	*ret_weight = WEIGHT_FULL;
	*ret_name = take_until(&element, ';');
	if (!element.len)
		return true;
	parameter = take_until(&element, '=');
	return is_word(parameter, "q") && weight_of(trim(element), ret_weight);
}

static void note(struct bytes name, int weight, int weights[CODING_COUNT], int *others)
{
	if (is_word(name, "*"))
		*others = weight;
	if (is_word(name, "x-gzip"))
		weights[CODING_GZIP] = weight;
	for (int coding = 0; coding < CODING_COUNT; coding++)
		if (is_word(name, NAMES[coding]))
			weights[coding] = weight;
}

static void read_header(const char *accept, int weights[CODING_COUNT], int *others)
{
	struct bytes list = bytes_text(accept);

	while (list.len) {
		struct bytes name;
		int weight;

		if (read_element(take_until(&list, ','), &name, &weight))
			note(name, weight, weights, others);
	}
}

enum coding coding_choose(const char *accept, const bool has[CODING_COUNT])
{
	int weights[CODING_COUNT] = {WEIGHT_UNSAID, WEIGHT_UNSAID, WEIGHT_UNSAID};
	int others = WEIGHT_UNSAID, best_weight = 0;
	enum coding best = CODING_IDENTITY;

	if (!accept)
		return CODING_IDENTITY;
	read_header(accept, weights, &others);
	for (int coding = 0; coding < CODING_COUNT; coding++) {
		int weight = weights[coding] == WEIGHT_UNSAID ? others : weights[coding];

		if ((coding != CODING_IDENTITY && !has[coding]) || weight <= 0 || weight < best_weight)
			continue;
		best = (enum coding)coding;
		best_weight = weight;
	}
	return best;
}
