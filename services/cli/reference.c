#include "cli/reference.h"

#include <stdio.h>

#include "cli/import.h"
#include "cli/output.h"
#include "pvd/eligibility/v1/run.pb-c.h"
#include "pvd/registry/v1/geography.pb-c.h"

enum { REFERENCE_ARENA_MAX = 16 << 20, RUN_TIMEOUT_MS = 120000 };

struct bringing {
	struct cli cli;
	struct client *client;
	const bool *stopping;
	bool quiet;
	struct arena *arena;
};

static bool has_geography(const struct bringing *bringing)
{
	Registry__GetGeographyRequest request = REGISTRY__GET_GEOGRAPHY_REQUEST__INIT;
	struct answer answer;

	return !client_ask(bringing->client, "pvd.registry.v1.RegistryService/GetGeography", NULL,
			   &request.base, bringing->arena, &answer) ||
	       ((const Registry__GetGeographyResponse *)answer.message)->cog_year != 0;
}

static bool never_scored(const struct bringing *bringing)
{
	Eligibility__GetRunRequest request = ELIGIBILITY__GET_RUN_REQUEST__INIT;
	struct answer answer;

	return !client_ask(bringing->client, "pvd.eligibility.v1.EligibilityService/GetRun", NULL,
			   &request.base, bringing->arena, &answer) &&
	       answer.refusal.fault == FAULT_NOT_FOUND;
}

static void print_run(const Eligibility__Run *run, int64_t us)
{
	char communes[OUTPUT_COUNT_MAX], eligible[OUTPUT_COUNT_MAX];

	printf("Éligibilité (%s) : %s communes notées, %s éligibles, en %lld,%lld s.\n", run->grid_version,
	       output_count(run->commune_count, communes), output_count(run->eligible_count, eligible),
	       (long long)(us / 1000000), (long long)(us / 100000 % 10));
	fflush(stdout);
}

/* On the geography as the registry has it by now. */
static void score(const struct bringing *bringing)
{
	static const char path[] = "pvd.eligibility.v1.EligibilityService/RunScores";
	struct call call = {.method = method_find(path, sizeof path - 1), .timeout_ms = RUN_TIMEOUT_MS};
	struct monotonic begun = monotonic_now();
	struct answer answer;

	if (!client_catch_up(bringing->client, "eligibility", "registry", bringing->arena, &answer) ||
	    !client_call(bringing->client, &call, bringing->arena, &answer))
		cli_refused(&bringing->cli, &answer.refusal);
	else if (!bringing->quiet)
		print_run(((const Eligibility__RunScoresResponse *)answer.message)->run,
			  monotonic_now().us - begun.us);
}

static void bring(const struct bringing *bringing)
{
	if (!*bringing->stopping && !has_geography(bringing))
		import_cog(&bringing->cli, bringing->client, NULL, bringing->quiet);
	for (const struct import_request *request = IMPORT_REQUESTS; request->name; request++)
		if (!*bringing->stopping &&
		    import_request_missing(bringing->client, request, bringing->arena))
			import_request(&bringing->cli, bringing->client, request, NULL, true);
	if (!*bringing->stopping && never_scored(bringing))
		score(bringing);
}

void reference_bring(const struct cli *cli, struct client *client, const bool *stopping)
{
	struct bringing bringing = {.cli = *cli,
				    .client = client,
				    .stopping = stopping,
				    .quiet = cli->json,
				    .arena = arena_new(REFERENCE_ARENA_MAX)};

	/* With --json, standard output is the caller's. */
	bringing.cli.json = false;
	bring(&bringing);
	arena_free(bringing.arena);
}
