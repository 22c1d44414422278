#include "eligibility/score.h"

#include "base/require.h"
#include "eligibility/place.h"
#include "store/key.h"

char *score_commune_name(struct query *query, const char *code)
{
	struct place place;

	if (!place_get(query->txn, PLACE_COMMUNE, code, &place))
		return arena_strdup(query->arena, code);
	return arena_strdup(query->arena, key_read_text(&place.texts));
}

static void fill_ranks(Eligibility__Score *score, const struct scores *scores, size_t commune)
{
	const struct dataset *dataset = scores->dataset;

	score->rank_departement = scores->departement.rank[commune];
	score->rank_region = scores->region.rank[commune];
	score->rank_nation = scores->nation.rank[commune];
	score->count_departement = scores->departement.count[dataset->departements[commune]];
	score->count_region = scores->region.count[dataset->regions[commune]];
	score->count_nation = scores->nation.count[1];
}

/* The first hard criterion that is not met. */
static void fill_failure(struct query *query, const struct scores *scores, size_t commune,
			 Eligibility__Score *score)
{
	size_t count;
	Eligibility__CriterionCheck **checks = criteria_told(query, scores, commune, &count);

	for (size_t i = 0; i < count; i++) {
		if (checks[i]->met)
			continue;
		score->failed_criterion = checks[i]->id;
		score->failed_reason = checks[i]->reason;
		score->legal_reference = checks[i]->legal_reference;
		return;
	}
}

Eligibility__Score *score_message(struct query *query, const struct scores *scores,
				  const Eligibility__Run *run, size_t commune)
{
	const struct dataset *dataset = scores->dataset;
	Eligibility__Score *score = arena_alloc(query->arena, sizeof(*score));

	require(score); /* a page is far smaller than the arena */
	eligibility__score__init(score);
	score->run_id = run->id;
	score->commune_code = arena_strdup(query->arena, dataset->communes[commune]);
	score->commune_name = score_commune_name(query, score->commune_code);
	score->departement_code =
		arena_strdup(query->arena, dataset->departement_codes.texts[dataset->departements[commune]]);
	score->region_code =
		arena_strdup(query->arena, dataset->region_codes.texts[dataset->regions[commune]]);
	score->eligible = scores->eligible[commune];
	if (!score->eligible)
		fill_failure(query, scores, commune, score);
	score->score = points_of_100(scores->score[commune]);
	score->completeness_bp = scores->completeness[commune];
	fill_ranks(score, scores, commune);
	return score;
}

/* ---- What each line gave */

static void fill_rank(const struct levels *levels, size_t commune, Eligibility__Contribution *told)
{
	uint32_t group;

	if (!levels->ranking.rank)
		return;
	group = grouping_of(&levels->grouping, commune);
	told->rank = levels->ranking.rank[commune];
	told->group_count = group ? levels->ranking.count[group] : 0;
}

Eligibility__Contribution *score_contribution(struct query *query, const struct scores *scores, size_t line,
					      size_t commune)
{
	const Eligibility__GridIndicator *of = scores->terms.grid->indicators[line];
	const struct levels *levels = scores->levels[line];
	const struct column *column = levels->column;
	Eligibility__Contribution *told = arena_alloc(query->arena, sizeof(*told));

	require(told);
	eligibility__contribution__init(told);
	told->indicator_id = column->indicator->id;
	told->title = column->indicator->title;
	told->unit = column->indicator->unit;
	told->decimals = column->indicator->decimals;
	told->theme = column->indicator->theme;
	told->year = column->year;
	told->source = arena_strdup(query->arena, column->source);
	if (of->transformation_case == ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_PERCENTILE)
		told->group_id = of->percentile->group_id;
	fill_rank(levels, commune, told);
	told->weight = (double)of->weight_bp * 100 / WHOLE_BP;
	told->level = (double)levels->levels[commune] / LEVEL_ONE;
	told->points = points_of_100(scores_points(scores, line, commune));
	told->missing = !scores_has(scores, line, commune);
	if (told->missing)
		return told;
	told->value = column->values[commune];
	told->label = (char *)(uintptr_t)indicator_label(column->indicator, told->value);
	told->source = arena_strdup(query->arena, column_source(scores->dataset, column, commune));
	return told;
}

void score_explain(struct query *query, const struct scores *scores, size_t commune,
		   Eligibility__Score *score)
{
	score->contributions =
		arena_array(query->arena, scores->line_count + 1, sizeof(*score->contributions));
	require(score->contributions);
	for (size_t i = 0; i < scores->line_count; i++)
		score->contributions[score->n_contributions++] =
			score_contribution(query, scores, i, commune);
}
