#include "registry.h"

#include <stdlib.h>

#include "base/require.h"
#include "pvd/registry/v1/territory.pb-c.h"
#include "registry/state.h"
#include "world.h"

enum { COMMUNES_MAX = 512, CODE_SIZE = 8 };

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void collect(struct bytes value, char (*codes)[CODE_SIZE], unsigned *count)
{
	Registry__Territory *territory = registry__territory__unpack(NULL, value.len, value.data);

	require(territory);
	if (territory->status == REGISTRY__TERRITORY_STATUS__TERRITORY_STATUS_LABELLED)
		for (size_t i = 0; i < territory->n_commune_codes; i++) {
			require(*count < COMMUNES_MAX);
			snprintf(codes[(*count)++], CODE_SIZE, "%s", territory->commune_codes[i]);
		}
	registry__territory__free_unpacked(territory, NULL);
}

void check_territories(struct node *node)
{
	char codes[COMMUNES_MAX][CODE_SIZE];
	struct bytes key, value;
	unsigned count = 0;
	struct scan scan;
	struct txn txn;

	txn_begin_read(&txn, &node->engine->env);
	scan_open(&scan, &txn, TABLE_TERRITORIES, (struct bytes){0});
	while (scan_next(&scan, &key, &value))
		collect(value, codes, &count);
	scan_close(&scan);
	txn_end(&txn);
	qsort(codes, count, CODE_SIZE, compare);
	for (unsigned i = 1; i < count; i++)
		holds(strcmp(codes[i - 1], codes[i]) != 0, "no commune in two living territories",
		      "%s is in two", codes[i]);
}
