/* Scoring the country in memory, on the data and by the grid that an instance has.
 *
 *	score DIR TIMES
 *
 * Prints one JSON object: communes, lines, load_us, columns_us, median_us, again_us and digest_us. `columns` is what
 * indicators are made of the recorded ones, in order where they are compared; `median` is a scoring on these, with the explanation of every commune and
 * all ranks; `again` is the same by other weights, as when somebody tries some. Reads the eligibility service's store
 * beside it; writes nothing. */
#include <stdio.h>

#include "base/legal_time.h"
#include "bench.h"
#include "eligibility/grids.h"
#include "eligibility/scorings.h"
#include "eligibility/service.h"

enum { TIMES_MAX = 1000, BYTES_MAX = 256 << 20, ERROR_SIZE = 300 };

struct timings {
	struct samples load, columns, score, again, digest;
	size_t communes, lines;
};

/* What one scoring is made of. */
struct inputs {
	struct arena *arena, *scratch;
	struct data data;
	struct dataset dataset;
	struct columns columns;
	struct indicators indicators;
	struct scoring_terms terms;
	uint64_t *points; /* of all lines of all communes */
};

static void find_terms(struct txn *txn, struct inputs *inputs)
{
	Eligibility__Grid *grid = grid_in_force(txn, inputs->arena);
	Registry__Criteria *criteria =
		grid ? criteria_known(txn, inputs->arena, grid->criteria_version) : NULL;

	if (!criteria || !data_latest(txn, inputs->arena, &inputs->data))
		bench_die("there is no grid, or no data");
	inputs->terms = (struct scoring_terms){.grid = grid,
					       .criteria = criteria,
					       .population_limit = criteria->population_limit,
					       .criteria_on = legal_date(LEGAL_ZONE_PARIS, instant_now()),
					       .departement_code = "",
					       .region_code = ""};
}

static void load(struct txn *txn, struct inputs *inputs)
{
	if (!dataset_load(txn, inputs->arena, &inputs->data.geography, &inputs->dataset))
		bench_die("a part of the data is missing");
	inputs->indicators = indicators_load(txn, inputs->arena);
	columns_init(&inputs->columns, inputs->arena, inputs->scratch, &inputs->dataset, &inputs->data.series,
		     &inputs->indicators);
	inputs->columns.txn = txn;
	inputs->points = arena_array(inputs->arena, inputs->dataset.count * inputs->terms.grid->n_indicators,
				     sizeof(*inputs->points));
}

static void make_columns(struct inputs *inputs)
{
	const Eligibility__Grid *grid = inputs->terms.grid;

	for (size_t i = 0; i < grid->n_indicators; i++) {
		const struct column *column = columns_get(&inputs->columns, grid->indicators[i]->indicator_id,
							  grid->indicators[i]->year);

		if (grid->indicators[i]->transformation_case ==
		    ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_PERCENTILE)
			column_order(&inputs->columns, column);
	}
	for (size_t i = 0; i < grid->n_criteria; i++)
		columns_operand(&inputs->columns, grid->criteria[i]->condition->operand);
}

/* Every commune's points, line by line, into the room there is for them. */
static uint64_t explain(const struct scores *scores, uint64_t *points)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < scores->dataset->count; i++)
		for (size_t line = 0; line < scores->line_count; line++)
			sum += *points++ = scores_points(scores, line, i);
	return sum;
}

static void score(struct inputs *inputs, struct levels_kept *levels, struct scores *ret)
{
	uint64_t sum = 0;

	scores_make(inputs->arena, inputs->scratch, &inputs->columns, levels, &inputs->terms, ret);
	for (size_t i = 0; i < ret->dataset->count; i++)
		sum += ret->score[i];
	if (explain(ret, inputs->points) != sum)
		bench_die("a score is not what explains it");
}

static void time_one(struct txn *txn, struct timings *timings)
{
	struct inputs inputs = {.arena = arena_new(BYTES_MAX), .scratch = arena_new(BYTES_MAX)};
	struct levels_kept *levels = levels_kept_new();
	struct monotonic at[6];
	struct scores scores;

	find_terms(txn, &inputs);
	at[0] = monotonic_now();
	load(txn, &inputs);
	at[1] = monotonic_now();
	make_columns(&inputs);
	at[2] = monotonic_now();
	score(&inputs, levels, &scores);
	at[3] = monotonic_now();
	score(&inputs, levels, &scores);
	at[4] = monotonic_now();
	scores_digest(&scores);
	at[5] = monotonic_now();
	samples_add(&timings->load, at[1].us - at[0].us);
	samples_add(&timings->columns, at[2].us - at[1].us);
	samples_add(&timings->score, at[3].us - at[2].us);
	samples_add(&timings->again, at[4].us - at[3].us);
	samples_add(&timings->digest, at[5].us - at[4].us);
	timings->communes = inputs.dataset.count;
	timings->lines = scores.line_count;
	levels_kept_free(levels);
	arena_free(inputs.scratch);
	arena_free(inputs.arena);
}

static void print(struct timings *timings)
{
	printf("{\"communes\": %zu, \"lines\": %zu, \"load_us\": %u, \"columns_us\": %u, \"median_us\": %u, "
	       "\"again_us\": %u, \"digest_us\": %u}\n",
	       timings->communes, timings->lines, samples_percentile(&timings->load, 50),
	       samples_percentile(&timings->columns, 50), samples_percentile(&timings->score, 50),
	       samples_percentile(&timings->again, 50), samples_percentile(&timings->digest, 50));
	samples_free(&timings->load);
	samples_free(&timings->columns);
	samples_free(&timings->score);
	samples_free(&timings->again);
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
