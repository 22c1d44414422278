#include "registry/search.h"

#include <string.h>

#include "base/utf8.h"
#include "registry/state.h"
#include "store/key.h"

enum { FOLDED_MAX = 256, WORDS_MAX = 24, COMMUNE_SIZE = 5 };

/* The words of a folded text, in place. */
struct words {
	char text[FOLDED_MAX]; /* folded, spaces kept: the whole name */
	char split[FOLDED_MAX];
	const char *word[WORDS_MAX];
	unsigned count;
};

static bool has_word(const struct words *words, const char *word)
{
	for (unsigned i = 0; i < words->count; i++)
		if (strcmp(words->word[i], word) == 0)
			return true;
	return false;
}

static void words_of(struct words *words, const char *text)
{
	size_t len = utf8_fold(text, words->text, sizeof(words->text));
	char *at = words->split;

	words->count = 0;
	memcpy(words->split, words->text, len + 1);
	while (*at && words->count < WORDS_MAX) {
		char *end = at + strcspn(at, " ");
		bool more = *end == ' ';

		*end = '\0';
		if (!has_word(words, at))
			words->word[words->count++] = at;
		at = end + more;
	}
}

static struct key name_key(const char *word, const char *commune)
{
	struct key key;

	key_clear(&key);
	key_text(&key, word);
	key_raw(&key, bytes_text(commune));
	return key;
}

void search_put(struct txn *txn, const char *commune, const char *name, uint32_t population)
{
	uint8_t value[4 + FOLDED_MAX];
	struct words words = {.count = 0};
	size_t len;

	words_of(&words, name);
	len = strlen(words.text);
	put_be32(value, population);
	memcpy(value + 4, words.text, len);
	for (unsigned i = 0; i < words.count; i++) {
		struct key key = name_key(words.word[i], commune);

		txn_put(txn, TABLE_NAMES, key_bytes(&key), bytes_of(value, 4 + len));
	}
}

void search_remove(struct txn *txn, const char *commune, const char *name)
{
	struct words words = {.count = 0};

	words_of(&words, name);
	for (unsigned i = 0; i < words.count; i++) {
		struct key key = name_key(words.word[i], commune);

		txn_delete(txn, TABLE_NAMES, key_bytes(&key));
	}
}

enum rank { RANK_EXACT, RANK_PREFIX, RANK_WORD };

struct hit {
	enum rank rank;
	uint32_t population;
	char code[COMMUNE_SIZE + 1];
};

struct best {
	struct hit hits[SEARCH_LIMIT_MAX];
	unsigned count, limit;
};

static bool hit_before(const struct hit *a, const struct hit *b)
{
	if (a->rank != b->rank)
		return a->rank < b->rank;
	if (a->population != b->population)
		return a->population > b->population;
	return strcmp(a->code, b->code) < 0;
}

/* Keeps the best `limit`, sorted. A commune two of whose words fit comes twice, with the same rank. */
static void best_add(struct best *best, const struct hit *hit)
{
	unsigned at = best->count;

	for (unsigned i = 0; i < best->count; i++)
		if (strcmp(best->hits[i].code, hit->code) == 0)
			return;
	while (at > 0 && hit_before(hit, &best->hits[at - 1]))
		at--;
	if (at == best->limit)
		return;
	if (best->count < best->limit)
		best->count++;
	memmove(&best->hits[at + 1], &best->hits[at], (best->count - at - 1) * sizeof(*hit));
	best->hits[at] = *hit;
}

static bool begins_a_word(struct bytes name, const char *word)
{
	size_t len = strlen(word);
	const char *text = (const char *)name.data;

	for (size_t at = 0; at + len <= name.len; at++)
		if ((at == 0 || text[at - 1] == ' ') && memcmp(text + at, word, len) == 0)
			return true;
	return false;
}

static bool all_words_fit(struct bytes name, const struct words *query)
{
	for (unsigned i = 0; i < query->count; i++)
		if (!begins_a_word(name, query->word[i]))
			return false;
	return true;
}

static enum rank rank_of(struct bytes name, const struct words *query)
{
	size_t len = strlen(query->text);

	if (name.len < len || memcmp(name.data, query->text, len) != 0)
		return RANK_WORD;
	return name.len == len ? RANK_EXACT : RANK_PREFIX;
}

/* The longest word of the query: the one fewest names are likely to have. */
static const char *rarest(const struct words *query)
{
	const char *word = query->word[0];

	for (unsigned i = 1; i < query->count; i++)
		if (strlen(query->word[i]) > strlen(word))
			word = query->word[i];
	return word;
}

static bool hit_of(struct bytes key, struct bytes value, const struct words *query, const char *departement,
		   struct hit *ret)
{
	struct reader reader = reader_of(value);
	const uint8_t *code = key.data + key.len - COMMUNE_SIZE;
	struct bytes name;

	if (strncmp((const char *)code, departement, strlen(departement)) != 0)
		return false;
	ret->population = reader_be32(&reader);
	name = reader_take(&reader, (uint64_t)(reader.end - reader.at));
	if (!all_words_fit(name, query))
		return false;
	ret->rank = rank_of(name, query);
	memcpy(ret->code, code, COMMUNE_SIZE);
	ret->code[COMMUNE_SIZE] = '\0';
	return true;
}

unsigned search(struct txn *txn, const char *text, const char *departement, unsigned limit,
		char (*ret_codes)[6])
{
	struct best best = {.limit = limit};
	struct bytes key, value, word;
	struct words query = {.count = 0};
	struct scan scan;
	struct hit hit;

	words_of(&query, text);
	if (query.count == 0)
		return 0;
	word = bytes_text(rarest(&query));
	scan_open(&scan, txn, TABLE_NAMES, word);
	while (scan_next_within(&scan, word, &key, &value))
		if (hit_of(key, value, &query, departement, &hit))
			best_add(&best, &hit);
	scan_close(&scan);
	for (unsigned i = 0; i < best.count; i++)
		memcpy(ret_codes[i], best.hits[i].code, sizeof(hit.code));
	return best.count;
}
