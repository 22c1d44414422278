#include "cli/suggest.h"

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned least = a < b ? a : b;

	return least < c ? least : c;
}

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

unsigned edit_distance(const char *a, const char *b)
{
	size_t a_len = strlen(a), b_len = strlen(b);
	unsigned rows[3][SUGGEST_WORD_MAX + 1];
	unsigned *before = rows[0], *last = rows[1], *row = rows[2];

	if (a_len > SUGGEST_WORD_MAX || b_len > SUGGEST_WORD_MAX)
		return UINT_MAX;
	for (size_t j = 0; j <= b_len; j++)
		last[j] = (unsigned)j;
	for (size_t i = 1; i <= a_len; i++) {
		unsigned *spare = before;

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_len; j++) {
			row[j] = min3(last[j] + 1, row[j - 1] + 1, last[j - 1] + !same(a[i - 1], b[j - 1]));
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]) &&
			    before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
		before = last;
		last = row;
		row = spare;
	}
	return last[b_len];
}

struct suggestion suggestion_for(const char *word)
{
	return (struct suggestion){.word = word, .limit = 1 + (unsigned)(strlen(word) / 4)};
}

void suggestion_consider(struct suggestion *suggestion, const char *candidate)
{
	unsigned distance = edit_distance(suggestion->word, candidate);

	if (distance > suggestion->limit || (suggestion->best && distance >= suggestion->distance))
		return;
	suggestion->best = candidate;
	suggestion->distance = distance;
}
