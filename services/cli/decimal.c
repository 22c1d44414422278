#include "cli/decimal.h"

#include <stddef.h>

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Whether it is digits, with a mark between two of them at most, behind a sign. */
static bool is_number(const char *text, char mark)
{
	bool marked = false;

	text += *text == '-';
	if (!is_digit(*text))
		return false;
	for (; *text; text++) {
		if (is_digit(*text))
			continue;
		if (*text != mark || marked || !is_digit(text[1]))
			return false;
		marked = true;
	}
	return true;
}

static bool add_digit(int64_t *value, int digit)
{
	*value = *value * 10 + digit;
	return *value <= DECIMAL_LIMIT;
}

/* From the first decimal on: what is missing of them is zeros, and what is too many rounds. */
static bool add_decimals(int64_t *value, const char *text, unsigned decimals)
{
	for (unsigned i = 0; i < decimals; i++) {
		if (!add_digit(value, *text ? *text - '0' : 0))
			return false;
		text += *text != '\0';
	}
	*value += *text >= '5';
	return *value <= DECIMAL_LIMIT;
}

enum decimal decimal_read(const char *text, char mark, unsigned decimals, int64_t *ret)
{
	bool negative = *text == '-';
	int64_t value = 0;

	if (!is_number(text, mark))
		return DECIMAL_NO_NUMBER;
	for (text += negative; is_digit(*text); text++)
		if (!add_digit(&value, *text - '0'))
			return DECIMAL_TOO_LARGE;
	if (!add_decimals(&value, *text ? text + 1 : text, decimals))
		return DECIMAL_TOO_LARGE;
	*ret = negative ? -value : value;
	return DECIMAL_OK;
}

bool decimal_scale(int64_t value, unsigned decimals, int64_t *ret)
{
	if (value < -DECIMAL_LIMIT || value > DECIMAL_LIMIT)
		return false;
	for (unsigned i = 0; i < decimals && value != 0; i++) {
		if (value < -DECIMAL_LIMIT / 10 || value > DECIMAL_LIMIT / 10)
			return false;
		value *= 10;
	}
	*ret = value;
	return true;
}
