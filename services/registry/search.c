#include "registry/search.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "registry/state.h"
#include "store/key.h"

enum { FOLDED_MAX = 256, WORDS_MAX = 24 };

/* The words of a folded text, in place. */
struct words {
	char text[FOLDED_MAX]; /* folded, spaces kept: the whole name */
	char split[FOLDED_MAX];
	const char *word[WORDS_MAX];
	unsigned count;
};

static bool has_departement(const char *departements, const char *wanted)
{
	size_t len = strlen(wanted);
	const char *at = departements;

	while (*at) {
		size_t size = strcspn(at, " ");

		if (size == len && memcmp(at, wanted, len) == 0)
			return true;
		at += size + (at[size] == ' ');
	}
	return false;
}

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

void place_add_departement(struct place *place, const char *departement)
{
	size_t len = strlen(place->departements);

	if (len + strlen(departement) + 2 > sizeof(place->departements) ||
	    has_departement(place->departements, departement))
		return;
	(void)snprintf(place->departements + len, sizeof(place->departements) - len, "%s ", departement);
}

static struct key name_key(const char *word, Registry__PlaceKind kind, const char *code)
{
	uint8_t byte = (uint8_t)kind;
	struct key key;

	key_clear(&key);
	key_text(&key, word);
	key_raw(&key, bytes_of(&byte, 1));
	key_raw(&key, bytes_text(code));
	return key;
}

void search_put(struct txn *txn, const struct place *place)
{
	uint8_t value[4 + DEPARTEMENTS_TEXT_SIZE + FOLDED_MAX];
	size_t departements_size = strlen(place->departements) + 1, len;
	struct words words = {.count = 0};
	uint8_t *at = value;

	words_of(&words, place->name);
	len = strlen(words.text);
	at += put_be32(at, place->population);
	memcpy(at, place->departements, departements_size);
	at += departements_size;
	memcpy(at, words.text, len);
	at += len;
	for (unsigned i = 0; i < words.count; i++) {
		struct key key = name_key(words.word[i], place->kind, place->code);

		txn_put(txn, TABLE_NAMES, key_bytes(&key), bytes_of(value, (size_t)(at - value)));
	}
}

void search_remove(struct txn *txn, Registry__PlaceKind kind, const char *code, const char *name)
{
	struct words words = {.count = 0};

	words_of(&words, name);
	for (unsigned i = 0; i < words.count; i++) {
		struct key key = name_key(words.word[i], kind, code);

		txn_delete(txn, TABLE_NAMES, key_bytes(&key));
	}
}

enum rank { RANK_EXACT, RANK_PREFIX, RANK_WORD };

struct hit {
	enum rank rank;
	uint32_t population;
	struct search_hit place;
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
	if (a->place.kind != b->place.kind)
		return a->place.kind < b->place.kind;
	return strcmp(a->place.code, b->place.code) < 0;
}

/* Keeps the best `limit`, sorted. A place two of whose words fit comes twice, with the same rank; no two kinds have
 * codes of one length. */
static void best_add(struct best *best, const struct hit *hit)
{
	unsigned at = best->count;

	for (unsigned i = 0; i < best->count; i++)
		if (strcmp(best->hits[i].place.code, hit->place.code) == 0)
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

/* What stands behind the word in a key. */
static bool hit_read_key(struct bytes found, struct search_hit *ret)
{
	struct reader key = reader_of(found);
	struct bytes code;

	(void)key_read_text(&key);
	ret->kind = (Registry__PlaceKind)reader_u8(&key);
	code = reader_take(&key, (uint64_t)(key.end - key.at));
	if (key.failed || code.len >= sizeof(ret->code))
		return false;
	memcpy(ret->code, code.data, code.len);
	ret->code[code.len] = '\0';
	return true;
}

static bool hit_of(struct bytes key, struct bytes value, const struct words *query,
		   const struct search *search, struct hit *ret)
{
	struct reader reader = reader_of(value);
	const char *departements;
	struct bytes name;

	if (!hit_read_key(key, &ret->place) || !(search->kinds >> ret->place.kind & 1))
		return false;
	ret->population = reader_be32(&reader);
	departements = key_read_text(&reader);
	if (*search->departement && !has_departement(departements, search->departement))
		return false;
	name = reader_take(&reader, (uint64_t)(reader.end - reader.at));
	if (!all_words_fit(name, query))
		return false;
	ret->rank = rank_of(name, query);
	(void)snprintf(ret->place.departements, sizeof(ret->place.departements), "%s", departements);
	return true;
}

unsigned search(struct txn *txn, const struct search *search, struct search_hit ret[SEARCH_LIMIT_MAX])
{
	struct best best = {.limit = search->limit};
	struct bytes key, value, word;
	struct words query = {.count = 0};
	struct scan scan;
	struct hit hit;

	words_of(&query, search->text);
	if (query.count == 0)
		return 0;
	word = bytes_text(rarest(&query));
	scan_open(&scan, txn, TABLE_NAMES, word);
	while (scan_next_within(&scan, word, &key, &value))
		if (hit_of(key, value, &query, search, &hit))
			best_add(&best, &hit);
	scan_close(&scan);
	for (unsigned i = 0; i < best.count; i++)
		ret[i] = best.hits[i].place;
	return best.count;
}
