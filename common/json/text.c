#include "json/text.h"

#include <float.h>
#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

static void append_escaped(struct buf *out, uint8_t c)
{
	switch (c) {
	case '"':
	case '\\':
		buf_byte(out, '\\');
		buf_byte(out, c);
		return;
	case '\n':
		buf_append(out, "\\n", 2);
		return;
	case '\r':
		buf_append(out, "\\r", 2);
		return;
	case '\t':
		buf_append(out, "\\t", 2);
		return;
	}
	buf_printf(out, "\\u%04x", c);
}

static bool must_escape(uint8_t c)
{
#ifdef PLANT_FUZZ_JSON
	return c < 0x1f || c == '"' || c == '\\';
#else
	return c < 0x20 || c == '"' || c == '\\';
#endif
}

bool text_append_string(struct buf *out, struct bytes string)
{
	size_t plain = 0; /* where the run of characters not yet written begins */

	if (!utf8_valid((const char *)string.data, string.len))
		return false;
	buf_byte(out, '"');
	for (size_t i = 0; i < string.len; i++) {
		if (!must_escape(string.data[i]))
			continue;
		buf_append(out, string.data + plain, i - plain);
		append_escaped(out, string.data[i]);
		plain = i + 1;
	}
	buf_append(out, string.data + plain, string.len - plain);
	buf_byte(out, '"');
	return true;
}

void text_append_bytes(struct buf *out, struct bytes bytes)
{
	size_t size = sodium_base64_ENCODED_LEN(bytes.len, sodium_base64_VARIANT_ORIGINAL);

	buf_byte(out, '"');
	sodium_bin2base64((char *)buf_reserve(out, size), size, bytes.data, bytes.len,
			  sodium_base64_VARIANT_ORIGINAL);
	out->len += size - 1; /* without its NUL */
	buf_byte(out, '"');
}

/* What is not written as digits, and -0.0, which readers take for an integer without its fraction; NULL for
 * all else. */
static const char *special(double value)
{
	if (isnan(value))
		return "\"NaN\"";
	if (isinf(value))
		return value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
	return value == 0 && signbit(value) ? "-0.0" : NULL;
}

static bool append_special(struct buf *out, double value)
{
	const char *text = special(value);

	if (text)
		buf_append(out, text, strlen(text));
	return text;
}

void text_append_double(struct buf *out, double value)
{
	char digits[32];

	if (append_special(out, value))
		return;
	for (int precision = DBL_DIG; precision <= DBL_DECIMAL_DIG; precision++) {
		snprintf(digits, sizeof digits, "%.*g", precision, value);
		if (strtod(digits, NULL) == value)
			break;
	}
	buf_append(out, digits, strlen(digits));
}

/* Nine digits are enough for any float, but those of the greatest make a decimal above it, which a parser
 * that compares before it rounds refuses. */
void text_append_float(struct buf *out, float value)
{
	char digits[32];

	if (append_special(out, value))
		return;
	for (int precision = FLT_DIG; precision <= DBL_DECIMAL_DIG; precision++) {
		double back;

		snprintf(digits, sizeof digits, "%.*g", precision, (double)value);
		back = strtod(digits, NULL);
		if ((float)back == value && fabs(back) <= (double)FLT_MAX)
			break;
	}
	buf_append(out, digits, strlen(digits));
}
