/* A definition is checked wholly when it is adopted: what it is made of is known by then, so that every indicator can be
 * made, and none of itself. */
#include <math.h>
#include <stdio.h>

#include "eligibility/indicators.h"
#include "eligibility_binding.h"
#include "service/check.h"
#include "service/service.h"

enum {
	AT_ONCE_MAX = 256,
	PARTS_MAX = 64, /* operands, steps, labels of one */
	DECIMALS_MAX = 9,
	WORDS_MAX = 1500,
	LABEL_MAX = 120,
};
#define RADIUS_MAX_KM 500

/* The definition being checked, and the name of its fields. */
struct checking {
	struct refusal *refusal;
	struct indicators known; /* and those of this request that were checked before */
	const Eligibility__Indicator *indicator;
	size_t n;
	char field[REFUSAL_FIELD_MAX];
};

static const char *field_of(struct checking *checking, const char *name)
{
	(void)snprintf(checking->field, sizeof(checking->field), "indicators[%zu].%s", checking->n, name);
	return checking->field;
}

static bool wrong(struct checking *checking, const char *name, const char *why)
{
	return refuse(checking->refusal, FAULT_INVALID_ARGUMENT, "DEFINITION_INVALID",
		      field_of(checking, name), "« %.40s » : %s.", checking->indicator->id, why);
}

static bool check_id(struct checking *checking)
{
	const char *id = checking->indicator->id;
	size_t len = strlen(id);

	if (len == 0 || len > INDICATOR_ID_MAX || strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") != len)
		return wrong(checking, "id",
			     "un identifiant est fait de 1 à 40 minuscules sans accent, chiffres et tirets");
	if (group_is_built_in(id))
		return wrong(checking, "id",
			     "ce nom désigne un ensemble de communes que donne la géographie");
	return true;
}

/* ---- What it is made of */

static bool check_ingredient(void *ctx, const struct ingredient *ingredient)
{
	struct checking *checking = ctx;
	const Eligibility__Indicator *of;

	if (ingredient->is_group && group_is_built_in(ingredient->id))
		return true;
	of = indicators_find(&checking->known, ingredient->id);
	if (!of)
		return refuse(checking->refusal, FAULT_INVALID_ARGUMENT, "INDICATOR_UNKNOWN",
			      field_of(checking, "origin"),
			      "« %.40s » est fait de « %.40s », qui n'est pas défini avant lui.",
			      checking->indicator->id, ingredient->id);
	if (ingredient->is_group && !indicator_parts(of))
		return wrong(
			checking, "origin",
			"ce qui groupe des communes est nation, region, departement, epci, un indicateur de "
			"nature groupe, ou une classe dont les valeurs ont un libellé");
	if (!ingredient->is_group && indicator_is_group(of))
		return wrong(checking, "origin", "un groupe n'a pas de valeur qui se calcule");
	if (!ingredient->year)
		return true;
	if (of->origin_case != ELIGIBILITY__INDICATOR__ORIGIN_RECORDED)
		return wrong(checking, "origin", "un millésime se demande d'un indicateur enregistré");
	return check_year(checking->refusal, field_of(checking, "origin"), ingredient->year);
}

static bool check_conditions(struct checking *checking, Eligibility__Condition *const *conditions,
			     size_t count)
{
	if (count > PARTS_MAX)
		return wrong(checking, "origin", "64 conditions au plus");
	for (size_t i = 0; i < count; i++)
		if (!conditions[i]->operand ||
		    conditions[i]->comparison == ELIGIBILITY__COMPARISON__COMPARISON_UNSPECIFIED ||
		    !isfinite(conditions[i]->threshold))
			return wrong(checking, "origin",
				     "une condition a un indicateur, une comparaison et un seuil");
	return true;
}

static bool check_steps(struct checking *checking, Eligibility__Step *const *steps, size_t count)
{
	if (count == 0 || count > PARTS_MAX)
		return wrong(checking, "origin", "de 1 à 64 paliers");
	for (size_t i = 0; i < count; i++)
		if (!isfinite(steps[i]->from) || !isfinite(steps[i]->value) ||
		    (i > 0 && steps[i]->from <= steps[i - 1]->from))
			return wrong(checking, "origin", "des paliers croissants, de nombres finis");
	return true;
}

static bool check_count(struct checking *checking, size_t count)
{
	return (count > 0 && count <= PARTS_MAX) || wrong(checking, "origin", "de 1 à 64 indicateurs");
}

static bool check_terms(struct checking *checking, const Eligibility__Sum *of)
{
	if (!check_count(checking, of->n_terms))
		return false;
	for (size_t i = 0; i < of->n_terms; i++)
		if (!isfinite(of->terms[i]->factor) || of->terms[i]->factor == 0)
			return wrong(checking, "origin", "un facteur est un nombre fini et non nul");
	return true;
}

static bool check_recorded(struct checking *checking, const Eligibility__Recorded *of)
{
	const Eligibility__Indicator *weight = indicators_find(&checking->known, of->weight_id);

	if (of->nature == ELIGIBILITY__NATURE__NATURE_UNSPECIFIED)
		return wrong(checking, "recorded.nature",
			     "dites ce que devient une valeur quand des communes fusionnent : NATURE_COUNT, "
			     "NATURE_RATE, NATURE_CLASS ou NATURE_GROUP");
	if (!*of->weight_id)
		return true;
	if (of->nature != ELIGIBILITY__NATURE__NATURE_RATE)
		return wrong(checking, "recorded.weight_id", "seul un taux est pondéré");
	return (weight && weight->origin_case == ELIGIBILITY__INDICATOR__ORIGIN_RECORDED &&
		weight->recorded->nature == ELIGIBILITY__NATURE__NATURE_COUNT) ||
	       wrong(checking, "recorded.weight_id",
		     "ce qui pondère est un dénombrement enregistré, défini avant");
}

static bool check_in_group(struct checking *checking, const Eligibility__InGroup *of)
{
	if (of->measure == ELIGIBILITY__MEASURE__MEASURE_UNSPECIFIED)
		return wrong(checking, "in_group.measure",
			     "choisissez MEASURE_SHARE, MEASURE_RANK, MEASURE_COUNT, "
			     "MEASURE_RATIO_TO_LARGEST ou MEASURE_RATIO_TO_LARGEST_OTHER");
	if ((of->measure == ELIGIBILITY__MEASURE__MEASURE_COUNT) != !of->operand)
		return wrong(checking, "in_group.operand",
			     "un dénombrement n'a pas d'indicateur, les autres mesures en ont un");
	return check_conditions(checking, of->conditions, of->n_conditions);
}

static bool check_around(struct checking *checking, const Eligibility__Around *of)
{
	return (of->radius_km > 0 && of->radius_km <= RADIUS_MAX_KM) ||
	       wrong(checking, "around.radius_km", "un rayon va de plus de 0 à 500 km");
}

static bool check_factor(struct checking *checking, double factor)
{
	return isfinite(factor) || wrong(checking, "ratio.factor", "un facteur est un nombre fini");
}

static bool check_geographic(struct checking *checking, const Eligibility__Geographic *of)
{
	return of->fact != ELIGIBILITY__GEOGRAPHIC__FACT__FACT_UNSPECIFIED ||
	       wrong(checking, "geographic.fact", "choisissez FACT_POPULATION ou FACT_CHEF_LIEU");
}

static bool check_at_least(struct checking *checking, const Eligibility__Presence *of)
{
	return check_count(checking, of->n_operands) &&
	       (isfinite(of->at_least) ||
		wrong(checking, "presence.at_least", "un seuil est un nombre fini"));
}

static bool check_origin(struct checking *checking)
{
	const Eligibility__Indicator *of = checking->indicator;

	switch (of->origin_case) {
	case ELIGIBILITY__INDICATOR__ORIGIN_RECORDED:
		return check_recorded(checking, of->recorded);
	case ELIGIBILITY__INDICATOR__ORIGIN_GEOGRAPHIC:
		return check_geographic(checking, of->geographic);
	case ELIGIBILITY__INDICATOR__ORIGIN_RATIO:
		return check_factor(checking, of->ratio->factor);
	case ELIGIBILITY__INDICATOR__ORIGIN_SUM:
		return check_terms(checking, of->sum);
	case ELIGIBILITY__INDICATOR__ORIGIN_TREND:
		return true;
	case ELIGIBILITY__INDICATOR__ORIGIN_PRESENCE:
		return check_at_least(checking, of->presence);
	case ELIGIBILITY__INDICATOR__ORIGIN_FIRST_KNOWN:
		return check_count(checking, of->first_known->n_operands);
	case ELIGIBILITY__INDICATOR__ORIGIN_STEP_TABLE:
		return check_steps(checking, of->step_table->steps, of->step_table->n_steps);
	case ELIGIBILITY__INDICATOR__ORIGIN_IN_GROUP:
		return check_in_group(checking, of->in_group);
	case ELIGIBILITY__INDICATOR__ORIGIN_NEAREST:
		return check_conditions(checking, of->nearest->conditions, of->nearest->n_conditions);
	case ELIGIBILITY__INDICATOR__ORIGIN_CATCHMENT:
		return check_conditions(checking, of->catchment->conditions, of->catchment->n_conditions);
	case ELIGIBILITY__INDICATOR__ORIGIN_AROUND:
		return check_around(checking, of->around);
	case ELIGIBILITY__INDICATOR__ORIGIN__NOT_SET:
	case _ELIGIBILITY__INDICATOR__ORIGIN__CASE_IS_INT_SIZE:
		break;
	}
	return wrong(checking, "origin", "dites d'où viennent ses valeurs (recorded, ratio, sum, in_group…)");
}

/* ---- The whole */

static bool check_labels(struct checking *checking)
{
	const Eligibility__Indicator *of = checking->indicator;

	if (of->n_labels > PARTS_MAX)
		return wrong(checking, "labels", "64 libellés au plus");
	for (size_t i = 0; i < of->n_labels; i++) {
		if (!isfinite(of->labels[i]->value))
			return wrong(checking, "labels", "un libellé dit ce que veut dire un nombre fini");
		if (!check_text(checking->refusal, field_of(checking, "labels"), of->labels[i]->text,
				LABEL_MAX))
			return false;
	}
	return true;
}

static bool check_indicator(struct checking *checking)
{
	const Eligibility__Indicator *of = checking->indicator;

	if (!check_id(checking) ||
	    !check_text(checking->refusal, field_of(checking, "title"), of->title, TEXT_NAME_MAX) ||
	    !check_optional_text(checking->refusal, field_of(checking, "unit"), of->unit, TEXT_NAME_MAX) ||
	    !check_text(checking->refusal, field_of(checking, "definition"), of->definition, WORDS_MAX))
		return false;
	if (of->decimals > DECIMALS_MAX)
		return wrong(checking, "decimals", "9 décimales au plus");
	if (of->theme == ELIGIBILITY__THEME__THEME_UNSPECIFIED)
		return wrong(checking, "theme",
			     "choisissez THEME_CENTRALITY, THEME_FRAGILITY ou THEME_CONTEXT");
	return check_labels(checking) && check_origin(checking) &&
	       indicator_visit(of, check_ingredient, checking);
}

/* What an indicator is made of never changes under its id: old runs are made again by it. */
static bool check_same(struct checking *checking, struct arena *arena, const Eligibility__Indicator *known)
{
	if (!known || indicator_same_origin(arena, known, checking->indicator))
		return true;
	return refuse(checking->refusal, FAULT_ALREADY_EXISTS, "INDICATOR_ID_USED", field_of(checking, "id"),
		      "« %.40s » est déjà fait autrement. Donnez un autre identifiant à cette définition.",
		      checking->indicator->id);
}

static bool same_words(struct arena *arena, const Eligibility__Indicator *a, const Eligibility__Indicator *b)
{
	return bytes_equal(arena_pack(arena, &a->base), arena_pack(arena, &b->base));
}

static bool check_room(struct checking *checking)
{
	return checking->known.count < INDICATORS_MAX ||
	       refuse(checking->refusal, FAULT_RESOURCE_EXHAUSTED, "TOO_MANY_INDICATORS", "indicators",
		      "%d indicateurs au plus.", INDICATORS_MAX);
}

bool eligibility_decide_define_indicators(struct decision *decision,
					  const Eligibility__DefineIndicatorsRequest *request,
					  Eligibility__DefineIndicatorsResponse *response)
{
	Eligibility__IndicatorsDefined event = ELIGIBILITY__INDICATORS_DEFINED__INIT;
	struct checking checking = {.refusal = decision->refusal,
				    .known = indicators_load(decision->txn, decision->arena)};

	if (request->n_indicators == 0 || request->n_indicators > AT_ONCE_MAX)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "INDICATORS_COUNT", "indicators",
			      "De 1 à %d définitions par envoi.", AT_ONCE_MAX);
	event.indicators = arena_array(decision->arena, request->n_indicators, sizeof(*event.indicators));
	if (!event.indicators)
		return refuse_too_large(decision->refusal);
	for (; checking.n < request->n_indicators; checking.n++) {
		const Eligibility__Indicator *known;

		checking.indicator = request->indicators[checking.n];
		known = indicators_find(&checking.known, checking.indicator->id);
		if (!check_indicator(&checking) || !check_same(&checking, decision->arena, known))
			return false;
		if (known && same_words(decision->arena, known, checking.indicator)) {
			response->unchanged++;
			continue;
		}
		event.indicators[event.n_indicators++] = request->indicators[checking.n];
		response->reworded += known != NULL;
		response->added += known == NULL;
		if (known)
			continue;
		if (!check_room(&checking))
			return false;
		checking.known.all[checking.known.count++] = request->indicators[checking.n];
	}
	if (event.n_indicators > 0)
		emit(decision, &event.base, NULL);
	return true;
}
