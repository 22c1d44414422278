/* What a misspelt word may have meant. */
#ifndef PVD_CLI_SUGGEST_H
#define PVD_CLI_SUGGEST_H

enum { SUGGEST_WORD_MAX = 96 };

/* The nearest candidate so far; NULL while none is near enough: one letter wrong, and one more for
 * every four of the word. */
struct suggestion {
	const char *word;
	unsigned limit;
	const char *best;
	unsigned distance; /* of best */
};

struct suggestion suggestion_for(const char *word);
void suggestion_consider(struct suggestion *suggestion, const char *candidate);

/* Letters to insert, drop, replace, or swap with their neighbour (optimal string alignment), case ignored.
 * Words longer than SUGGEST_WORD_MAX are infinitely far. */
unsigned edit_distance(const char *a, const char *b);

#endif
