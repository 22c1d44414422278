#include "cli/recall.h"

#include <math.h>
#include <stdlib.h>

/* Pairs in the right order, counted from the best down, twice over so that halves are whole. */
struct pairs {
	uint64_t above;          /* chosen, with a better score */
	uint64_t chosen, others; /* of this score */
	uint64_t all_chosen, all_others;
	uint64_t right;
	uint64_t score;
};

static void pairs_close(struct pairs *pairs)
{
	pairs->right += pairs->others * (2 * pairs->above + pairs->chosen);
	pairs->above += pairs->chosen;
	pairs->chosen = pairs->others = 0;
}

static void pairs_add(struct pairs *pairs, uint64_t score, bool chosen, uint32_t times)
{
	if (score != pairs->score)
		pairs_close(pairs);
	pairs->score = score;
	*(chosen ? &pairs->chosen : &pairs->others) += times;
	*(chosen ? &pairs->all_chosen : &pairs->all_others) += times;
}

static double pairs_auc(struct pairs *pairs)
{
	pairs_close(pairs);
	if (pairs->all_chosen == 0 || pairs->all_others == 0)
		return NAN;
	return (double)pairs->right / (2.0 * (double)pairs->all_chosen * (double)pairs->all_others);
}

/* ---- Order */

struct place {
	uint64_t score;
	uint32_t population, row;
};

static int compare(const void *a, const void *b)
{
	const struct place *left = a, *right = b;

	if (left->score != right->score)
		return left->score > right->score ? -1 : 1;
	if (left->population != right->population)
		return left->population > right->population ? -1 : 1;
	return (left->row > right->row) - (left->row < right->row);
}

static bool sort(struct recall *recall, struct arena *arena)
{
	struct place *places = arena_array(arena, recall->data->count, sizeof *places);

	recall->order = arena_array(arena, recall->data->count, sizeof *recall->order);
	if (!places || !recall->order)
		return false;
	for (size_t row = 0; row < recall->data->count; row++)
		places[row] =
			(struct place){recall->scores[row], recall->data->populations[row], (uint32_t)row};
	qsort(places, recall->data->count, sizeof *places, compare);
	for (size_t i = 0; i < recall->data->count; i++)
		recall->order[i] = places[i].row;
	return true;
}

/* ---- By group */

static void find(struct recall *recall, struct pairs *pairs, uint32_t *ranks)
{
	const struct recall_data *data = recall->data;

	for (size_t row = 0; row < data->count; row++) {
		recall->groups[data->groups[row]].count++;
		recall->groups[data->groups[row]].chosen += data->chosen[row];
	}
	for (size_t i = 0; i < data->count; i++) {
		uint32_t row = recall->order[i], rank = ranks[data->groups[row]]++;
		struct recall_group *group = &recall->groups[data->groups[row]];

		pairs_add(&pairs[data->groups[row]], recall->scores[row], data->chosen[row], 1);
		group->found += data->chosen[row] && rank < group->chosen;
		group->found_wide += data->chosen[row] && rank < recall_wide(group->chosen);
	}
	for (size_t i = 0; i < data->group_count; i++)
		recall->groups[i].auc = pairs_auc(&pairs[i]);
}

bool recall_make(struct recall *ret, const struct recall_data *data, const uint64_t *scores,
		 struct arena *arena)
{
	struct pairs *pairs = arena_array(arena, data->group_count, sizeof *pairs);
	uint32_t *ranks = arena_array(arena, data->group_count, sizeof *ranks);

	*ret = (struct recall){.data = data,
			       .scores = scores,
			       .groups = arena_array(arena, data->group_count, sizeof *ret->groups)};
	if (!pairs || !ranks || !ret->groups || !sort(ret, arena))
		return false;
	find(ret, pairs, ranks);
	return true;
}

/* ---- Of all */

static double auc_of_all(const struct recall *recall, const uint32_t *times)
{
	struct pairs pairs = {0};

	for (size_t i = 0; i < recall->data->count; i++) {
		uint32_t row = recall->order[i], group = recall->data->groups[row];

		pairs_add(&pairs, recall->scores[row], recall->data->chosen[row], times ? times[group] : 1);
	}
	return pairs_auc(&pairs);
}

static double share(double part, double whole)
{
	return whole > 0 ? part / whole : 0;
}

struct recall_figures recall_figures(const struct recall *recall, const uint32_t *times)
{
	double chosen = 0, found = 0, wide = 0, auc = 0, counted = 0;

	for (size_t i = 0; i < recall->data->group_count; i++) {
		const struct recall_group *group = &recall->groups[i];
		double often = times ? times[i] : 1;

		chosen += often * group->chosen;
		found += often * group->found;
		wide += often * group->found_wide;
		if (isnan(group->auc))
			continue;
		auc += often * group->auc;
		counted += often;
	}
	return (struct recall_figures){.found = share(found, chosen),
				       .found_wide = share(wide, chosen),
				       .auc = auc_of_all(recall, times),
				       .auc_mean = counted > 0 ? auc / counted : NAN};
}

uint32_t recall_in_parts(const struct recall *recall, const uint32_t *parts, size_t part_count,
			 struct arena *arena)
{
	const struct recall_data *data = recall->data;
	uint32_t *places = arena_array(arena, part_count, sizeof *places);
	uint32_t found = 0;

	if (!places)
		return 0;
	for (size_t row = 0; row < data->count; row++)
		places[parts[row]] += data->chosen[row];
	for (size_t i = 0; i < data->count; i++) {
		uint32_t row = recall->order[i];

		if (places[parts[row]] == 0)
			continue;
		places[parts[row]]--;
		found += data->chosen[row];
	}
	return found;
}
