#include "registry/figures.h"

#include "base/code.h"
#include "registry/geography.h"
#include "registry/population.h"
#include "registry/state.h"
#include "registry/subjects.h"
#include "store/key.h"

enum { FIGURES_SIZE = 4 * 4 + 8 };

struct figures figures_load(struct txn *txn, const char *departement)
{
	struct key key = key_of_text(departement);
	struct reader reader = reader_of(txn_get(txn, TABLE_FIGURES, key_bytes(&key)));
	struct figures figures = {.territories = reader_be32(&reader)};

	figures.labelled_communes = reader_be32(&reader);
	figures.labelled_population = reader_be64(&reader);
	figures.communes = reader_be32(&reader);
	figures.communes_under_limit = reader_be32(&reader);
	if (reader.failed)
		figures = (struct figures){0};
	return figures;
}

static void store(struct txn *txn, const char *departement, const struct figures *figures)
{
	struct key key = key_of_text(departement);
	uint8_t value[FIGURES_SIZE];

	put_be32(value, figures->territories);
	put_be32(value + 4, figures->labelled_communes);
	put_be64(value + 8, figures->labelled_population);
	put_be32(value + 16, figures->communes);
	put_be32(value + 20, figures->communes_under_limit);
	txn_put(txn, TABLE_FIGURES, key_bytes(&key), bytes_of(value, sizeof(value)));
}

void figures_add_territory(struct txn *txn, const char *departement, int change)
{
	struct figures figures = figures_load(txn, departement);

	figures.territories += (uint32_t)change;
	store(txn, departement, &figures);
}

/* A commune's code begins with that of its département, and no département's code begins another's. */
static void count_labelled(struct txn *txn, const char *departement, struct figures *figures)
{
	struct bytes key, value;
	struct scan scan;

	figures->labelled_communes = 0;
	figures->labelled_population = 0;
	scan_open(&scan, txn, TABLE_LABELLED, bytes_text(departement));
	while (scan_next_within(&scan, bytes_text(departement), &key, &value)) {
		struct population population;
		char code[CODE_MAX + 1] = "";

		memcpy(code, key.data, key.len < CODE_MAX ? key.len : CODE_MAX);
		figures->labelled_communes++;
		if (population_latest(txn, code, &population))
			figures->labelled_population += population.value;
	}
	scan_close(&scan);
}

static bool is_under_limit(struct txn *txn, const char *commune, const Registry__Criteria *criteria)
{
	struct population population;

	return criteria && population_get(txn, commune, criteria->reference_year, &population) &&
	       population.value < criteria->population_limit;
}

static void count(struct txn *txn, const char *departement, const Registry__Criteria *criteria)
{
	struct figures figures = figures_load(txn, departement);
	size_t len = strlen(departement);
	struct geography_scan scan;
	struct bytes value;

	figures.communes = figures.communes_under_limit = 0;
	geography_scan_open(&scan, txn, TABLE_GEOGRAPHY, KIND_COMMUNE, departement);
	while (geography_scan_next(&scan, &value) && strncmp(scan.code, departement, len) == 0) {
		if (version_of(value).ended_cog_year)
			continue;
		figures.communes++;
		figures.communes_under_limit += is_under_limit(txn, scan.code, criteria);
	}
	geography_scan_close(&scan);
	count_labelled(txn, departement, &figures);
	store(txn, departement, &figures);
}

/* Whether the commune lies elsewhere than in `departement`, which then becomes where it lies. */
static bool moves_on(const char *commune, char departement[CODE_DEPARTEMENT_SIZE])
{
	char own[CODE_DEPARTEMENT_SIZE];

	if (!code_departement_of_commune(commune, own) || strcmp(own, departement) == 0)
		return false;
	memcpy(departement, own, sizeof(own));
	return true;
}

void figures_count_labelled_of(struct txn *txn, char *const *communes, size_t n)
{
	char departement[CODE_DEPARTEMENT_SIZE] = "";

	for (size_t i = 0; i < n; i++) {
		struct figures figures;

		if (!moves_on(communes[i], departement))
			continue;
		figures = figures_load(txn, departement);
		count_labelled(txn, departement, &figures);
		store(txn, departement, &figures);
	}
}

void figures_count_of(struct txn *txn, struct arena *arena, char *const *communes, size_t n)
{
	Registry__Criteria *criteria = criteria_in_force(txn, arena);
	char departement[CODE_DEPARTEMENT_SIZE] = "";

	for (size_t i = 0; i < n; i++)
		if (moves_on(communes[i], departement))
			count(txn, departement, criteria);
}

void figures_count_all(struct txn *txn, struct arena *arena)
{
	Registry__Criteria *criteria = criteria_in_force(txn, arena);
	struct geography_scan scan;
	struct bytes value;

	geography_scan_open(&scan, txn, TABLE_GEOGRAPHY, KIND_DEPARTEMENT, "");
	while (geography_scan_next(&scan, &value))
		count(txn, scan.code, criteria);
	geography_scan_close(&scan);
}
