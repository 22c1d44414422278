#include "base/quantity.h"

#include <stdio.h>
#include <string.h>

enum { BP_PER_WHOLE = 10000 };

#define NARROW_SPACE "\u202f"
#define SPACE_EURO   "\u00a0€"

bool cents_add(struct cents a, struct cents b, struct cents *ret)
{
	int64_t sum;

	if (__builtin_add_overflow(a.cents, b.cents, &sum))
		return false;
	*ret = (struct cents){.cents = sum};
	return true;
}

bool cents_subtract(struct cents a, struct cents b, struct cents *ret)
{
	int64_t difference;

	if (__builtin_sub_overflow(a.cents, b.cents, &difference))
		return false;
	*ret = (struct cents){.cents = difference};
	return true;
}

bool cents_times_rate(struct cents amount, struct rate_bp rate, struct cents *ret)
{
	__int128 product = (__int128)amount.cents * rate.bp;
	__int128 half = amount.cents < 0 ? -BP_PER_WHOLE / 2 : BP_PER_WHOLE / 2;
	__int128 rounded = (product + half) / BP_PER_WHOLE; /* towards zero */

	if (rounded > INT64_MAX || rounded < INT64_MIN)
		return false;
	*ret = (struct cents){.cents = (int64_t)rounded};
	return true;
}

bool sequence_next(struct sequence sequence, struct sequence *ret)
{
	if (sequence.seq == UINT64_MAX)
		return false;
	*ret = (struct sequence){.seq = sequence.seq + 1};
	return true;
}

void cents_text(struct cents amount, char out[CENTS_TEXT_SIZE])
{
	uint64_t magnitude = amount.cents < 0 ? -(uint64_t)amount.cents : (uint64_t)amount.cents;
	char euros[24];
	size_t len, used = 0;

	snprintf(euros, sizeof euros, "%llu", (unsigned long long)(magnitude / 100));
	len = strlen(euros);
	if (amount.cents < 0)
		out[used++] = '-';
	for (size_t i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0) {
			memcpy(out + used, NARROW_SPACE, strlen(NARROW_SPACE));
			used += strlen(NARROW_SPACE);
		}
		out[used++] = euros[i];
	}
	snprintf(out + used, CENTS_TEXT_SIZE - used, ",%02u" SPACE_EURO, (unsigned)(magnitude % 100));
}
