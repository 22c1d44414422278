#include "registry/population.h"

#include "registry/state.h"
#include "store/key.h"

enum { POPULATIONS_SHOWN_MAX = 40, VALUE_SIZE = 4 + CITATION_SIZE };

static struct key population_key(const char *commune, uint32_t year)
{
	struct key key;

	key_clear(&key);
	key_text(&key, commune);
	key_u32(&key, year);
	return key;
}

static struct population population_of(uint32_t year, struct bytes value)
{
	struct reader reader = reader_of(value);
	struct population population = {.year = year, .value = reader_be32(&reader)};

	population.source = citation_read(&reader);
	return population;
}

bool population_get(struct txn *txn, const char *commune, uint32_t year, struct population *ret)
{
	struct key key = population_key(commune, year);
	struct bytes value = txn_get(txn, TABLE_POPULATIONS, key_bytes(&key));

	if (!value.data)
		return false;
	*ret = population_of(year, value);
	return true;
}

bool population_is(struct txn *txn, const char *commune, const struct population *population)
{
	struct population known;

	return population_get(txn, commune, population->year, &known) && known.value == population->value &&
	       bytes_equal(citation_bytes(&known.source), citation_bytes(&population->source));
}

void population_put(struct txn *txn, const char *commune, const struct population *population)
{
	struct key key = population_key(commune, population->year);
	uint8_t value[VALUE_SIZE];

	put_be32(value, population->value);
	memcpy(value + 4, population->source.bytes, sizeof(population->source.bytes));
	txn_put(txn, TABLE_POPULATIONS, key_bytes(&key), bytes_of(value, sizeof(value)));
}

/* Walks a commune's populations from the latest year back. */
static void latest_first_open(struct scan *scan, struct txn *txn, const char *commune, struct key *ret_key)
{
	*ret_key = population_key(commune, UINT32_MAX);
	scan_open_backwards(scan, txn, TABLE_POPULATIONS, key_bytes(ret_key));
}

static bool latest_first_next(struct scan *scan, const struct key *key, struct population *ret)
{
	struct bytes commune = bytes_of(key->data, key->len - 4);
	struct bytes found, value;
	struct reader year;

	if (!scan_next_within(scan, commune, &found, &value))
		return false;
	year = reader_of(bytes_of(found.data + commune.len, found.len - commune.len));
	*ret = population_of(reader_be32(&year), value);
	return true;
}

bool population_latest(struct txn *txn, const char *commune, struct population *ret)
{
	struct scan scan;
	struct key key;
	bool found;

	latest_first_open(&scan, txn, commune, &key);
	found = latest_first_next(&scan, &key, ret);
	scan_close(&scan);
	return found;
}

void populations_load(struct txn *txn, struct arena *arena, Registry__Commune *commune)
{
	struct population found[POPULATIONS_SHOWN_MAX];
	Registry__Population *populations;
	struct scan scan;
	size_t count = 0;
	struct key key;

	latest_first_open(&scan, txn, commune->code, &key);
	while (count < POPULATIONS_SHOWN_MAX && latest_first_next(&scan, &key, &found[count]))
		count++;
	scan_close(&scan);
	populations = arena_array(arena, count + 1, sizeof(*populations));
	commune->populations = arena_array(arena, count + 1, sizeof(*commune->populations));
	if (!populations || !commune->populations)
		return;
	for (size_t i = 0; i < count; i++) {
		registry__population__init(&populations[i]);
		populations[i].year = found[i].year;
		populations[i].value = found[i].value;
		populations[i].source = citation_text(txn, arena, &found[i].source);
		commune->populations[i] = &populations[i];
	}
	commune->n_populations = count;
}
