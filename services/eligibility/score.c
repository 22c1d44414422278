#include "eligibility/score.h"

#include "base/require.h"
#include "eligibility/place.h"
#include "eligibility/standings.h"
#include "store/key.h"

/* As it is today; the code where nothing is known of it. */
static char *commune_name(struct query *query, const char *code)
{
	struct place place;

	if (!place_get(query->txn, PLACE_COMMUNE, code, &place))
		return arena_strdup(query->arena, code);
	return arena_strdup(query->arena, key_read_text(&place.texts));
}

static char *failed_reason(struct query *query, const struct scores *scores, size_t commune, const char *name)
{
	const struct dataset *dataset = scores->dataset;
	const Registry__Criteria *criteria = scores->criteria;
	const struct counted *counted = dataset_counted(dataset, commune, criteria->reference_year);

	if (!counted)
		return arena_printf(query->arena,
				    "La population municipale %u de %s (%s), année de référence des critères "
				    "%s, n'est pas connue.",
				    criteria->reference_year, name, dataset->communes[commune],
				    criteria->version);
	return arena_printf(query->arena,
			    "%s (%s) compte %u habitants (population municipale %u, %s) ; il en faut moins "
			    "de %u.",
			    name, dataset->communes[commune], counted->value, counted->year,
			    dataset->sources[counted->source], criteria->population_limit);
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

Eligibility__Score *score_message(struct query *query, const struct scores *scores,
				  const Eligibility__Run *run, size_t commune)
{
	const struct dataset *dataset = scores->dataset;
	Eligibility__Score *score = arena_alloc(query->arena, sizeof(*score));

	require(score); /* a page is far smaller than the arena */
	eligibility__score__init(score);
	score->run_id = run->id;
	score->commune_code = arena_strdup(query->arena, dataset->communes[commune]);
	score->commune_name = commune_name(query, score->commune_code);
	score->departement_code =
		arena_strdup(query->arena, dataset->departement_codes.texts[dataset->departements[commune]]);
	score->region_code =
		arena_strdup(query->arena, dataset->region_codes.texts[dataset->regions[commune]]);
	score->eligible = scores->eligible[commune];
	if (!score->eligible) {
		score->failed_criterion = (char *)failed_criterion_name(scores->failed[commune]);
		score->failed_reason = failed_reason(query, scores, commune, score->commune_name);
		score->legal_reference = arena_strdup(query->arena, scores->criteria->legal_reference);
	}
	score->score_bp = scores->score[commune];
	score->completeness_bp = scores->completeness[commune];
	fill_ranks(score, scores, commune);
	return score;
}

static const char *source_of(const struct dataset *dataset, const struct scored *scored, size_t commune)
{
	if (!scored->measure.sources)
		return dataset->cog_source;
	return dataset->sources[scored->measure.sources[commune]];
}

static Eligibility__Contribution *contribution(struct query *query, const struct scores *scores,
					       const struct scored *scored, size_t commune)
{
	Eligibility__Contribution *told = arena_alloc(query->arena, sizeof(*told));
	const struct indicator *indicator = scored->indicator;
	uint32_t group = scored_group(scored, commune);

	require(told);
	eligibility__contribution__init(told);
	told->indicator_id = (char *)(uintptr_t)indicator->id;
	told->title = (char *)(uintptr_t)indicator->title;
	told->unit = (char *)(uintptr_t)indicator->unit;
	told->decimals = indicator->decimals;
	told->year = scored->measure.year;
	told->reference = scored->line->reference;
	told->reference_count = group ? scored->ranking.count[group] : 0;
	told->percentile_bp = scored->percentiles[commune];
	told->weight_bp = scored->line->weight_bp;
	told->contribution_bp = scored->contributions[commune];
	told->missing = !scored_has(scored, commune);
	if (told->missing)
		return told;
	told->value = scored->measure.values[commune];
	told->rank = scored->ranking.rank[commune];
	told->source = arena_strdup(query->arena, source_of(scores->dataset, scored, commune));
	return told;
}

void score_explain(struct query *query, const struct scores *scores, size_t commune,
		   Eligibility__Score *score)
{
	score->contributions =
		arena_array(query->arena, scores->scored_count + 1, sizeof(*score->contributions));
	require(score->contributions);
	for (size_t i = 0; i < scores->scored_count; i++)
		score->contributions[score->n_contributions++] =
			contribution(query, scores, &scores->scored[i], commune);
}
