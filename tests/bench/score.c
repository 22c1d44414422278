/* Scoring the country in memory, on the data and by the grid that an instance has.
 *
 *	score DIR TIMES
 *
 * Prints one JSON object: communes, load_us, median_us and digest_us. Reads the eligibility service's store beside
 * it; writes nothing. */
#include <stdio.h>

#include "bench.h"
#include "eligibility/grids.h"
#include "eligibility/scorings.h"
#include "eligibility/service.h"

enum { TIMES_MAX = 1000, BYTES_MAX = 256 << 20, ERROR_SIZE = 300 };

struct timings {
	struct samples load, score, digest;
	size_t communes;
};

static void time_one(struct txn *txn, struct timings *timings)
{
	struct arena *arena = arena_new(BYTES_MAX);
	struct dataset_header header;
	Eligibility__Grid *grid = grid_in_force(txn, arena);
	Registry__Criteria *criteria = grid ? criteria_known(txn, arena, grid->criteria_version) : NULL;
	struct dataset dataset;
	struct scores scores;
	struct monotonic at[4];

	at[0] = monotonic_now();
	if (!criteria || !dataset_header_latest(txn, arena, &header) ||
	    !dataset_load(txn, arena, &header, &dataset))
		bench_die("there is no grid, or no data");
	at[1] = monotonic_now();
	scores_make(arena, grid, criteria, &dataset, &scores);
	at[2] = monotonic_now();
	scores_digest(&scores);
	at[3] = monotonic_now();
	samples_add(&timings->load, at[1].us - at[0].us);
	samples_add(&timings->score, at[2].us - at[1].us);
	samples_add(&timings->digest, at[3].us - at[2].us);
	timings->communes = dataset.count;
	arena_free(arena);
}

static void print(struct timings *timings)
{
	printf("{\"communes\": %zu, \"load_us\": %u, \"median_us\": %u, \"digest_us\": %u}\n",
	       timings->communes, samples_percentile(&timings->load, 50),
	       samples_percentile(&timings->score, 50), samples_percentile(&timings->digest, 50));
	samples_free(&timings->load);
	samples_free(&timings->score);
	samples_free(&timings->digest);
}

int main(int argc, char **argv)
{
	const struct service *service = &ELIGIBILITY_SERVICE;
	struct timings timings = {.communes = 0};
	char path[4096], error[ERROR_SIZE];
	struct env env;
	struct txn txn;

	if (argc != 3)
		bench_die("DIR TIMES");
	if (snprintf(path, sizeof path, "%s/%s", argv[1], service->name) >= (int)sizeof path)
		bench_die("this path is too long");
	if (!env_open(&env, path, ENV_READ_ONLY, service->tables, service->table_count, error, sizeof error))
		bench_die("%s", error);
	txn_begin_read(&txn, &env);
	for (unsigned times = bench_number(argv[2], TIMES_MAX); times > 0; times--)
		time_one(&txn, &timings);
	txn_end(&txn);
	env_close(&env);
	print(&timings);
	return 0;
}
