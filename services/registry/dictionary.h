/* Texts that come again and again in a column, each once, and their numbers from 1. */
#ifndef PVD_REGISTRY_DICTIONARY_H
#define PVD_REGISTRY_DICTIONARY_H

#include "base/arena.h"

struct dictionary {
	struct arena *arena;
	char **texts; /* text n at n - 1 */
	size_t count, max;
	uint32_t *slots; /* numbers, by hash; 0: free */
	size_t slot_count;
};

/* For at most `max` texts. False past the arena's cap. */
bool dictionary_new(struct dictionary *ret, struct arena *arena, size_t max);
/* The text's number, a new one if it has none; 0 for the empty text, and where there is no more room. */
uint32_t dictionary_number(struct dictionary *dictionary, struct bytes text);

#endif
