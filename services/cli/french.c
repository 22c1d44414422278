#include "cli/french.h"

#include <math.h>
#include <stdio.h>

enum { DIGITS_MAX = 64 };

/* The C library writes a point: LC_NUMERIC is "C". */
static size_t digits(double value, int decimals, char ret[DIGITS_MAX])
{
	size_t len = (size_t)snprintf(ret, DIGITS_MAX, "%.*f", decimals, value);
	char *point = strchr(ret, '.');

	if (point)
		*point = ',';
	return len < DIGITS_MAX ? len : DIGITS_MAX - 1;
}

void french_fixed(struct buf *out, double value, int decimals)
{
	char text[DIGITS_MAX];

	if (isnan(value))
		buf_printf(out, "—");
	else
		buf_append(out, text, digits(value, decimals, text));
}

void french_number(struct buf *out, double value, int decimals)
{
	char text[DIGITS_MAX];
	size_t len;

	if (isnan(value)) {
		buf_printf(out, "—");
		return;
	}
	len = digits(value, decimals, text);
	while (strchr(text, ',') && (text[len - 1] == '0' || text[len - 1] == ',')) {
		text[--len] = '\0';
	}
	buf_append(out, text, len);
}

void french_percent(struct buf *out, double share)
{
	french_fixed(out, share * 100, 1);
	if (!isnan(share))
		buf_printf(out, "\u202f%%");
}
