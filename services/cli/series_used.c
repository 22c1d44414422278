#include "cli/series_used.h"

#include <string.h>

struct walk {
	const Eligibility__ListIndicatorsResponse *known;
	const Eligibility__ListSeriesResponse *recorded;
	bool *seen; /* by indicator */
	bool *used; /* by series */
};

static void walk_message(struct walk *walk, const ProtobufCMessage *message);

const Eligibility__Indicator *indicator_named(const Eligibility__ListIndicatorsResponse *known,
					      const char *id)
{
	for (size_t i = 0; i < known->n_indicators; i++)
		if (strcmp(known->indicators[i]->id, id) == 0)
			return known->indicators[i];
	return NULL;
}

static void use_series(struct walk *walk, const char *id, uint32_t year)
{
	const Eligibility__ListSeriesResponse *recorded = walk->recorded;
	size_t found = recorded->n_series;

	for (size_t i = 0; i < recorded->n_series; i++) /* by year: the last one is the latest */
		if (strcmp(recorded->series[i]->indicator_id, id) == 0 &&
		    (year == 0 || recorded->series[i]->year == year))
			found = i;
	if (found < recorded->n_series)
		walk->used[found] = true;
}

/* Territories are named like indicators, and are none. */
static void visit(struct walk *walk, const char *id, uint32_t year)
{
	for (size_t i = 0; i < walk->known->n_indicators; i++) {
		const Eligibility__Indicator *indicator = walk->known->indicators[i];

		if (strcmp(indicator->id, id) != 0)
			continue;
		if (indicator->origin_case == ELIGIBILITY__INDICATOR__ORIGIN_RECORDED)
			use_series(walk, id, year);
		else if (!walk->seen[i]) {
			walk->seen[i] = true;
			walk_message(walk, &indicator->base);
		}
	}
}

static const void *member(const ProtobufCMessage *message, unsigned offset)
{
	return (const char *)message + offset;
}

static uint32_t year_of(const ProtobufCMessage *message)
{
	const ProtobufCFieldDescriptor *field =
		protobuf_c_message_descriptor_get_field_by_name(message->descriptor, "year");

	return field ? *(const uint32_t *)member(message, field->offset) : 0;
}

static bool names_indicator(const ProtobufCFieldDescriptor *field)
{
	return field->type == PROTOBUF_C_TYPE_STRING && field->label != PROTOBUF_C_LABEL_REPEATED &&
	       (strcmp(field->name, "indicator_id") == 0 || strcmp(field->name, "group_id") == 0);
}

static bool is_other_case(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	return (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) &&
	       *(const uint32_t *)member(message, field->quantifier_offset) != field->id;
}

static void walk_field(struct walk *walk, const ProtobufCMessage *message,
		       const ProtobufCFieldDescriptor *field)
{
	const void *at = member(message, field->offset);

	if (is_other_case(message, field))
		return;
	if (names_indicator(field))
		visit(walk, *(const char *const *)at, year_of(message));
	if (field->type != PROTOBUF_C_TYPE_MESSAGE)
		return;
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		size_t count = *(const size_t *)member(message, field->quantifier_offset);

		for (size_t i = 0; i < count; i++)
			walk_message(walk, (*(const ProtobufCMessage *const *const *)at)[i]);
	} else if (*(const ProtobufCMessage *const *)at)
		walk_message(walk, *(const ProtobufCMessage *const *)at);
}

/* How an indicator is made is told in a dozen ways, and in all of them what it is made of has the same name. */
static void walk_message(struct walk *walk, const ProtobufCMessage *message)
{
	for (unsigned i = 0; i < message->descriptor->n_fields; i++)
		walk_field(walk, message, &message->descriptor->fields[i]);
}

bool *series_used(const Eligibility__Grid *grid, const Eligibility__ListIndicatorsResponse *known,
		  const Eligibility__ListSeriesResponse *recorded, struct arena *arena)
{
	struct walk walk = {.known = known,
			    .recorded = recorded,
			    .seen = arena_array(arena, known->n_indicators + 1, sizeof *walk.seen),
			    .used = arena_array(arena, recorded->n_series + 1, sizeof *walk.used)};

	if (!walk.seen || !walk.used)
		return NULL;
	walk_message(&walk, &grid->base);
	return walk.used;
}
