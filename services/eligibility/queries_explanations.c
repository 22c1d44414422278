#include "base/require.h"
#include "eligibility/ranked_list.h"
#include "eligibility/score.h"
#include "eligibility_binding.h"

/* A page is of communes, with all their lines: rows of one commune are never parted. */
enum { ROWS_MAX = 1000 };

static Eligibility__ExplanationRow *row(struct query *query, const Eligibility__Score *score,
					const Eligibility__Contribution *of)
{
	Eligibility__ExplanationRow *told = arena_alloc(query->arena, sizeof(*told));

	require(told); /* a page is far smaller than the arena */
	eligibility__explanation_row__init(told);
	told->commune_code = score->commune_code;
	told->commune_name = score->commune_name;
	told->departement_code = score->departement_code;
	told->eligible = score->eligible;
	told->failed_criterion = score->failed_criterion;
	told->score = score->score;
	told->rank_departement = score->rank_departement;
	told->rank_region = score->rank_region;
	told->rank_nation = score->rank_nation;
	told->indicator_id = of->indicator_id;
	told->title = of->title;
	told->missing = of->missing;
	told->value = of->value;
	told->unit = of->unit;
	told->year = of->year;
	told->source = of->source;
	told->group_id = of->group_id;
	told->rank = of->rank;
	told->group_count = of->group_count;
	told->level = of->level;
	told->weight = of->weight;
	told->points = of->points;
	return told;
}

/* As many communes as their lines leave room for. */
static uint32_t communes_of(uint32_t rows, size_t lines)
{
	uint32_t communes = (rows ? (rows < ROWS_MAX ? rows : ROWS_MAX) : 100) / (uint32_t)lines;

	return communes ? communes : 1;
}

bool eligibility_query_list_explanations(struct query *query,
					 const Eligibility__ListExplanationsRequest *request,
					 Eligibility__ListExplanationsResponse *response)
{
	struct ranked_list_request asked = {
		.run_id = request->run_id,
		.names = {request->departement_code, request->region_code, request->epci_siren},
		.eligible_only = request->eligible_only,
		.page_token = request->page_token};
	struct ranked_list list;
	uint32_t commune;

	if (!ranked_list_open(query, &asked, &list))
		return false;
	list.size = communes_of(request->page_size, list.scores->line_count);
	response->run = list.run;
	response->rows =
		arena_array(query->arena, list.size * list.scores->line_count + 1, sizeof(*response->rows));
	require(response->rows);
	while (ranked_list_next(&list, &commune)) {
		Eligibility__Score *score = score_message(query, list.scores, list.run, commune);

		for (size_t line = 0; line < list.scores->line_count; line++)
			response->rows[response->n_rows++] =
				row(query, score, score_contribution(query, list.scores, line, commune));
	}
	response->next_page_token = ranked_list_token(query, &list);
	return true;
}
