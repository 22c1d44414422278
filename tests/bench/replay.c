/* A journal replayed into state, and the state compared with the live one, as `pvd rebuild --check` does it: in this
 * process, on a snapshot of the store of a service that may be running.
 *
 *	replay DIR registry|club TIMES
 *
 * Prints one JSON object: entries, and the median time. Writes a scratch store beside the service's, and removes it. */
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "club/service.h"
#include "registry/service.h"
#include "service/rebuild.h"

enum { TIMES_MAX = 100, BYTES_MAX = 64 << 20, ERROR_SIZE = 300 };

static const struct service *service_named(const char *name)
{
	if (strcmp(name, REGISTRY_SERVICE.name) == 0)
		return &REGISTRY_SERVICE;
	if (strcmp(name, CLUB_SERVICE.name) == 0)
		return &CLUB_SERVICE;
	bench_die("%s is no service that is measured", name);
	return NULL;
}

static uint64_t replay(struct env *env, const struct fold *fold, struct samples *samples)
{
	Bus__CheckRebuildResponse response = BUS__CHECK_REBUILD_RESPONSE__INIT;
	struct arena *arena = arena_new(BYTES_MAX);
	struct monotonic start = monotonic_now();
	struct refusal refusal = {0};

	if (!rebuild_check(env, fold, arena, &response, &refusal))
		bench_die("%s", refusal.message);
	if (!response.same)
		bench_die("a replay differs");
	samples_add(samples, monotonic_now().us - start.us);
	arena_free(arena);
	return response.entries;
}

int main(int argc, char **argv)
{
	struct samples samples = {0};
	const struct service *service;
	struct env env;
	struct fold fold;
	char path[300], error[ERROR_SIZE];
	uint64_t entries = 0;

	if (argc != 4)
		bench_die("DIR registry|club TIMES");
	service = service_named(argv[2]);
	snprintf(path, sizeof path, "%s/%s", argv[1], service->name);
	if (!env_open(&env, path, ENV_READ_ONLY, service->tables, service->table_count, error, sizeof error))
		bench_die("%s", error);
	fold_init(&fold, service);
	for (unsigned i = bench_number(argv[3], TIMES_MAX); i > 0; i--)
		entries = replay(&env, &fold, &samples);
	printf("{\"entries\": %llu, \"median_us\": %u}\n", (unsigned long long)entries,
	       samples_percentile(&samples, 50));
	fold_free(&fold);
	env_close(&env);
	samples_free(&samples);
	return 0;
}
