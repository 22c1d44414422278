#include "funding/tally.h"

#include <string.h>

#include "base/quantity.h"

enum { ROWS_FIRST = 16 };

struct tally tally_new(struct arena *arena)
{
	return (struct tally){.arena = arena};
}

/* Where the payer is, or would be. */
static size_t place_of(const struct tally *tally, const char *payer)
{
	size_t low = 0, high = tally->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(tally->payers[middle]->payer, payer) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool make_room(struct tally *tally)
{
	size_t size = tally->size ? tally->size * 2 : ROWS_FIRST;
	Funding__PayerTotals **payers;

	if (tally->count < tally->size)
		return true;
	payers = arena_array(tally->arena, size, sizeof *payers);
	if (!payers)
		return false;
	if (tally->count)
		memcpy(payers, tally->payers, tally->count * sizeof *payers);
	tally->payers = payers;
	tally->size = size;
	return true;
}

Funding__PayerTotals *tally_payer(struct tally *tally, const char *payer)
{
	size_t at = place_of(tally, payer);
	Funding__PayerTotals *row;

	if (at < tally->count && strcmp(tally->payers[at]->payer, payer) == 0)
		return tally->payers[at];
	row = arena_alloc(tally->arena, sizeof *row);
	if (!row || !make_room(tally))
		return NULL;
	funding__payer_totals__init(row);
	row->payer = arena_strdup(tally->arena, payer);
	memmove(tally->payers + at + 1, tally->payers + at, (tally->count - at) * sizeof *tally->payers);
	tally->payers[at] = row;
	tally->count++;
	return row;
}

static bool add(int64_t *sum, int64_t cents)
{
	struct cents before = {.cents = *sum}, more = {.cents = cents}, total;

	if (!cents_add(before, more, &total))
		return false;
	*sum = total.cents;
	return true;
}

bool tally_add(struct tally *tally, const Funding__PayerLine *line)
{
	Funding__PayerTotals *row = tally_payer(tally, line->payer);

	if (!row)
		return false;
	row->application_count++;
	return add(&row->requested_cents, line->requested_cents) &&
	       add(&row->granted_cents, line->granted_cents) &&
	       add(&row->committed_cents, line->committed_cents) && add(&row->paid_cents, line->paid_cents);
}
