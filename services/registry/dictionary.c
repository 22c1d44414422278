#include "registry/dictionary.h"

#include <string.h>

bool dictionary_new(struct dictionary *ret, struct arena *arena, size_t max)
{
	*ret = (struct dictionary){.arena = arena, .max = max, .slot_count = 16};
	while (ret->slot_count < 2 * max)
		ret->slot_count *= 2;
	ret->texts = arena_array(arena, max, sizeof(*ret->texts));
	ret->slots = arena_array(arena, ret->slot_count, sizeof(*ret->slots));
	return ret->texts && ret->slots;
}

/* FNV-1a, 64 bits: codes and ids are nobody's choice. */
static uint64_t hash(struct bytes text)
{
	uint64_t value = 14695981039346656037u;

	for (size_t i = 0; i < text.len; i++)
		value = (value ^ text.data[i]) * 1099511628211u;
	return value;
}

uint32_t dictionary_number(struct dictionary *dictionary, struct bytes text)
{
	size_t slot = hash(text) & (dictionary->slot_count - 1);
	uint32_t number;

	if (text.len == 0)
		return 0;
	while ((number = dictionary->slots[slot]) != 0) {
		if (bytes_equal(bytes_text(dictionary->texts[number - 1]), text))
			return number;
		slot = (slot + 1) & (dictionary->slot_count - 1);
	}
	if (dictionary->count == dictionary->max)
		return 0;
	dictionary->texts[dictionary->count++] =
		arena_strndup(dictionary->arena, (const char *)text.data, text.len);
	dictionary->slots[slot] = (uint32_t)dictionary->count;
	return (uint32_t)dictionary->count;
}
