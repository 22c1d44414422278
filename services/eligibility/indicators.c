#include "eligibility/indicators.h"

#include "base/require.h"
#include "eligibility/state.h"
#include "service/record.h"

struct indicators indicators_load(struct txn *txn, struct arena *arena)
{
	struct indicators indicators = {
		.all = arena_array(arena, INDICATORS_MAX + 1, sizeof(*indicators.all))};
	struct bytes key, value;
	struct scan scan;

	require(indicators.all);
	scan_open(&scan, txn, TABLE_INDICATORS, (struct bytes){0});
	while (indicators.count < INDICATORS_MAX && scan_next(&scan, &key, &value)) {
		indicators.all[indicators.count] =
			arena_unpack(arena, &eligibility__indicator__descriptor, value);
		require(indicators.all[indicators.count++]); /* far smaller than the arena */
	}
	scan_close(&scan);
	return indicators;
}

Eligibility__Indicator *indicators_find(const struct indicators *indicators, const char *id)
{
	for (size_t i = 0; i < indicators->count; i++)
		if (strcmp(indicators->all[i]->id, id) == 0)
			return indicators->all[i];
	return NULL;
}

Eligibility__Indicator *indicator_load(struct txn *txn, struct arena *arena, const char *id)
{
	struct bytes number = *id && strlen(id) <= INDICATOR_ID_MAX
				      ? txn_get(txn, TABLE_INDICATOR_IDS, bytes_text(id))
				      : (struct bytes){0};

	if (!number.data)
		return NULL;
	return record_get(txn, arena, TABLE_INDICATORS, number, &eligibility__indicator__descriptor);
}

void indicator_put(struct txn *txn, struct arena *arena, Eligibility__Indicator *indicator)
{
	struct bytes known = txn_get(txn, TABLE_INDICATOR_IDS, bytes_text(indicator->id));
	struct key number = key_of_u64(known.data ? get_be64(known.data) : txn_count(txn, TABLE_INDICATORS));

	txn_put(txn, TABLE_INDICATOR_IDS, bytes_text(indicator->id), key_bytes(&number));
	record_put(txn, arena, TABLE_INDICATORS, key_bytes(&number), &indicator->base);
}

/* Classes are the values that labels tell of. One that had none can get some: nothing was compared by them. */
static bool same_classes(const Eligibility__Indicator *known, const Eligibility__Indicator *next)
{
	if (known->n_labels == 0)
		return true;
	if (known->n_labels != next->n_labels)
		return false;
	for (size_t i = 0; i < known->n_labels; i++)
		if (known->labels[i]->value != next->labels[i]->value)
			return false;
	return true;
}

bool indicator_same_origin(struct arena *arena, const Eligibility__Indicator *known,
			   const Eligibility__Indicator *next)
{
	Eligibility__Indicator left = *known, right = *next;

	if (!same_classes(known, next))
		return false;
	left.title = left.unit = left.definition = right.title = right.unit = right.definition = "";
	left.n_labels = right.n_labels = 0;
	left.theme = right.theme;
	return bytes_equal(arena_pack(arena, &left.base), arena_pack(arena, &right.base));
}

/* ---- What it is made of */

struct visiting {
	bool (*visit)(void *ctx, const struct ingredient *ingredient);
	void *ctx;
};

static bool visit_operand(const struct visiting *visiting, const Eligibility__Operand *operand)
{
	struct ingredient ingredient = {.id = operand ? operand->indicator_id : "",
					.year = operand ? operand->year : 0};

	return visiting->visit(visiting->ctx, &ingredient);
}

static bool visit_operands(const struct visiting *visiting, Eligibility__Operand *const *operands,
			   size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!visit_operand(visiting, operands[i]))
			return false;
	return true;
}

static bool visit_conditions(const struct visiting *visiting, Eligibility__Condition *const *conditions,
			     size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!visit_operand(visiting, conditions[i]->operand))
			return false;
	return true;
}

static bool visit_terms(const struct visiting *visiting, Eligibility__Term *const *terms, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!visit_operand(visiting, terms[i]->operand))
			return false;
	return true;
}

static bool visit_recorded(const struct visiting *visiting, const Eligibility__Recorded *recorded)
{
	struct ingredient weight = {.id = recorded->weight_id};

	return !*weight.id || visiting->visit(visiting->ctx, &weight);
}

static bool visit_group(const struct visiting *visiting, const Eligibility__InGroup *of)
{
	struct ingredient group = {.id = of->group_id, .is_group = true};

	return visiting->visit(visiting->ctx, &group) &&
	       (of->measure == ELIGIBILITY__MEASURE__MEASURE_COUNT || visit_operand(visiting, of->operand)) &&
	       visit_conditions(visiting, of->conditions, of->n_conditions);
}

static bool visit_nearest(const struct visiting *visiting, const Eligibility__Nearest *of)
{
	return visit_conditions(visiting, of->conditions, of->n_conditions) &&
	       (!of->at_least_own || visit_operand(visiting, of->at_least_own));
}

static bool visit_catchment(const struct visiting *visiting, const Eligibility__Catchment *of)
{
	return visit_conditions(visiting, of->conditions, of->n_conditions) &&
	       (!of->sum || visit_operand(visiting, of->sum));
}

bool indicator_visit(const Eligibility__Indicator *of,
		     bool (*visit)(void *ctx, const struct ingredient *ingredient), void *ctx)
{
	const struct visiting visiting = {visit, ctx};

	switch (of->origin_case) {
	case ELIGIBILITY__INDICATOR__ORIGIN_RECORDED:
		return visit_recorded(&visiting, of->recorded);
	case ELIGIBILITY__INDICATOR__ORIGIN_RATIO:
		return visit_operand(&visiting, of->ratio->numerator) &&
		       visit_operand(&visiting, of->ratio->denominator);
	case ELIGIBILITY__INDICATOR__ORIGIN_SUM:
		return visit_terms(&visiting, of->sum->terms, of->sum->n_terms);
	case ELIGIBILITY__INDICATOR__ORIGIN_TREND:
		return visit_operand(&visiting, of->trend->from) && visit_operand(&visiting, of->trend->to);
	case ELIGIBILITY__INDICATOR__ORIGIN_PRESENCE:
		return visit_operands(&visiting, of->presence->operands, of->presence->n_operands);
	case ELIGIBILITY__INDICATOR__ORIGIN_FIRST_KNOWN:
		return visit_operands(&visiting, of->first_known->operands, of->first_known->n_operands);
	case ELIGIBILITY__INDICATOR__ORIGIN_STEP_TABLE:
		return visit_operand(&visiting, of->step_table->operand);
	case ELIGIBILITY__INDICATOR__ORIGIN_IN_GROUP:
		return visit_group(&visiting, of->in_group);
	case ELIGIBILITY__INDICATOR__ORIGIN_NEAREST:
		return visit_nearest(&visiting, of->nearest);
	case ELIGIBILITY__INDICATOR__ORIGIN_CATCHMENT:
		return visit_catchment(&visiting, of->catchment);
	case ELIGIBILITY__INDICATOR__ORIGIN_AROUND:
		return visit_operand(&visiting, of->around->operand);
	case ELIGIBILITY__INDICATOR__ORIGIN_GEOGRAPHIC:
	case ELIGIBILITY__INDICATOR__ORIGIN__NOT_SET:
	case _ELIGIBILITY__INDICATOR__ORIGIN__CASE_IS_INT_SIZE:
		break;
	}
	return true;
}

/* ---- What its values are */

bool group_is_built_in(const char *id)
{
	return strcmp(id, "nation") == 0 || strcmp(id, "region") == 0 || strcmp(id, "departement") == 0 ||
	       strcmp(id, "epci") == 0;
}

bool indicator_is_group(const Eligibility__Indicator *indicator)
{
	return indicator->origin_case == ELIGIBILITY__INDICATOR__ORIGIN_RECORDED &&
	       indicator->recorded->nature == ELIGIBILITY__NATURE__NATURE_GROUP;
}

bool indicator_parts(const Eligibility__Indicator *indicator)
{
	return indicator_is_group(indicator) || indicator->n_labels > 0;
}

const char *indicator_label(const Eligibility__Indicator *indicator, double value)
{
	for (size_t i = 0; i < indicator->n_labels; i++)
		if (indicator->labels[i]->value == value)
			return indicator->labels[i]->text;
	return "";
}
