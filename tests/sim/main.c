/* sim: a whole instance in one process, under every fault, from a seed.
 *
 *     sim --seeds FROM..TO      runs them, two at a time; the first that fails is made small and replayed
 *     sim --minutes N           the same with new seeds, for that long
 *     sim --find FROM..TO       as --seeds, and only tells which one fails
 *     sim --shrink N            makes a seed that fails small, and tells how to see it
 *     sim --seed N [--out LIST] one seed with its trace, without the items of the list
 *     sim --hash N              the hash of one seed's trace alone
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/require.h"
#include "run.h"
#include "shrink.h"

enum { AT_A_TIME = 2 };

/* What many runs came to. */
struct figures {
	uint64_t runs, steps, commands, acts, virtual_ms, deaths;
	uint64_t lost, doubled, delayed, reordered; /* frames */
	uint64_t faults[FAULT_KINDS];
};

static void add(struct figures *figures, const struct outcome_of_run *outcome)
{
	figures->runs++;
	figures->steps += outcome->steps;
	figures->commands += outcome->commands;
	figures->acts += outcome->acts;
	figures->virtual_ms += outcome->virtual_ms;
	figures->deaths += outcome->deaths;
	figures->lost += outcome->frames_lost;
	figures->doubled += outcome->frames_doubled;
	figures->delayed += outcome->frames_delayed;
	figures->reordered += outcome->frames_reordered;
	for (unsigned i = 0; i < FAULT_KINDS; i++)
		figures->faults[i] += outcome->faults[i];
}

static void tell(const struct figures *figures, double seconds)
{
	uint64_t runs = figures->runs ? figures->runs : 1;

	printf("%llu seeds in %.1f s (%.0f a minute); each %llu steps, %llu acts, %llu commands accepted, "
	       "%llu s\n",
	       (unsigned long long)figures->runs, seconds, 60.0 * (double)figures->runs / seconds,
	       (unsigned long long)(figures->steps / runs), (unsigned long long)(figures->acts / runs),
	       (unsigned long long)(figures->commands / runs),
	       (unsigned long long)(figures->virtual_ms / 1000 / runs));
	for (unsigned i = 0; i < FAULT_KINDS; i++)
		printf("%s%s %llu", i ? ", " : "faults: ", FAULT_NAMES[i],
		       (unsigned long long)figures->faults[i]);
	printf("; %llu deaths; frames: lost %llu, doubled %llu, delayed %llu, reordered %llu\n",
	       (unsigned long long)figures->deaths, (unsigned long long)figures->lost,
	       (unsigned long long)figures->doubled, (unsigned long long)figures->delayed,
	       (unsigned long long)figures->reordered);
}

static void tell_failure(const struct plan *plan, const struct outcome_of_run *outcome)
{
	printf("seed %llu: VIOLATED %s: %s (%llu lines)\n", (unsigned long long)plan->seed,
	       outcome->invariant, outcome->words, (unsigned long long)outcome->lines);
}

static struct plan make_small(const struct plan *failed, const struct outcome_of_run *outcome)
{
	struct plan small = *failed;
	struct outcome_of_run last = *outcome;

	shrink(&small, &last);
	printf("shrunk to %llu lines; again: sim --seed %llu --out ", (unsigned long long)last.lines,
	       (unsigned long long)small.seed);
	plan_print(&small, last.items);
	printf("\n");
	return small;
}

static double seconds_since(time_t start)
{
	double seconds = difftime(time(NULL), start);

	return seconds > 1 ? seconds : 1;
}

/* Seeds from..to, as long as there is time. */
static bool run_all(uint64_t from, uint64_t to, int minutes, bool replay)
{
	struct running some[AT_A_TIME] = {0};
	struct figures figures = {0};
	struct outcome_of_run outcome, bad;
	struct plan failed = {0};
	time_t start = time(NULL);
	unsigned under_way = 0;
	uint64_t next = from;

	for (;;) {
		bool more = next <= to && !failed.seed && (!minutes || seconds_since(start) < 60.0 * minutes);

		for (unsigned i = 0; more && i < AT_A_TIME && next <= to; i++) {
			if (some[i].pid)
				continue;
			run_start(&some[i], &(struct plan){.seed = next++});
			under_way++;
		}
		if (!under_way)
			break;
		struct plan *plan = &some[run_wait(some, AT_A_TIME, &outcome)].plan;

		under_way--;
		add(&figures, &outcome);
		if (outcome.done || (failed.seed && failed.seed < plan->seed))
			continue;
		failed = *plan;
		bad = outcome;
	}
	tell(&figures, seconds_since(start));
	if (!failed.seed)
		return true;
	tell_failure(&failed, &bad);
	if (replay) {
		failed = make_small(&failed, &bad);
		failed.tell = true;
		run(&failed, &bad);
	}
	return false;
}

static bool run_one(uint64_t seed, const char *out, bool tell)
{
	struct plan plan = {.seed = seed, .tell = tell};
	struct outcome_of_run outcome;

	if (out && !plan_read(&plan, out)) {
		fprintf(stderr, "sim: --out takes numbers and ranges: 3,7-12\n");
		return false;
	}
	run(&plan, &outcome);
	if (!outcome.done)
		tell_failure(&plan, &outcome);
	else
		printf("%s\n", outcome.hash);
	return outcome.done;
}

static bool shrink_one(uint64_t seed)
{
	struct plan plan = {.seed = seed};
	struct outcome_of_run outcome;

	if (run(&plan, &outcome))
		return true;
	tell_failure(&plan, &outcome);
	make_small(&plan, &outcome);
	return false;
}

static bool range(const char *text, uint64_t *ret_from, uint64_t *ret_to)
{
	char *end;

	*ret_from = strtoull(text, &end, 10);
	if (*ret_from == 0 || strncmp(end, "..", 2) != 0)
		return false;
	*ret_to = strtoull(end + 2, &end, 10);
	return *end == '\0' && *ret_to >= *ret_from;
}

int main(int argc, char **argv)
{
	uint64_t from, to;
	bool ok = false;

	if (argc == 3 && strcmp(argv[1], "--seeds") == 0 && range(argv[2], &from, &to))
		ok = run_all(from, to, 0, true);
	else if (argc == 3 && strcmp(argv[1], "--find") == 0 && range(argv[2], &from, &to))
		ok = run_all(from, to, 0, false);
	else if (argc == 3 && strcmp(argv[1], "--minutes") == 0)
		ok = run_all((uint64_t)time(NULL) * 1000, UINT64_MAX, (int)strtol(argv[2], NULL, 10), true);
	else if (argc == 3 && strcmp(argv[1], "--shrink") == 0)
		ok = shrink_one(strtoull(argv[2], NULL, 10));
	else if (argc == 3 && strcmp(argv[1], "--hash") == 0)
		ok = run_one(strtoull(argv[2], NULL, 10), NULL, false);
	else if (argc == 3 && strcmp(argv[1], "--seed") == 0)
		ok = run_one(strtoull(argv[2], NULL, 10), NULL, true);
	else if (argc == 5 && strcmp(argv[1], "--seed") == 0 && strcmp(argv[3], "--out") == 0)
		ok = run_one(strtoull(argv[2], NULL, 10), argv[4], true);
	else
		fprintf(stderr, "usage: sim --seeds FROM..TO | --find FROM..TO | --minutes N | --shrink N | "
				"--hash N | "
				"--seed N [--out LIST]\n");
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
