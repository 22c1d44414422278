#include "club/service.h"

#include "club/digest.h"
#include "club/mirror.h"
#include "club/react.h"
#include "club/state.h"
#include "club/wording.h"
#include "club_binding.h"
#include "pvd/bus/v1/effect.pb-c.h"

#define MIRROR(source_, event_)                                                                              \
	{.source = #source_, .type = &source_##__##event_##__descriptor, .mirror = mirror_##event_},
#define TOLD(source_, event_, topic_)                                                                        \
	{.source = #source_, .type = &source_##__##event_##__descriptor, .react = react_tell},

static const struct reaction REACTIONS[] = {
	{.source = "club", .type = &bus__effect_carried_out__descriptor, .react = react_effect_carried_out},
	MIRRORED_EVENTS(MIRROR) TOLD_EVENTS(TOLD)};

const struct service CLUB_SERVICE = {
	.name = "club",
	.per_instance = true, /* members are principals of the instance */
	.tables = CLUB_TABLES,
	.table_count = TABLE_CLUB_END - TABLE_FIRST_OWN,
	.bindings = CLUB_BINDINGS,
	.binding_count = &CLUB_BINDING_COUNT,
	.appliers = CLUB_APPLIERS,
	.applier_count = &CLUB_APPLIER_COUNT,
	.reactions = REACTIONS,
	.reaction_count = sizeof REACTIONS / sizeof *REACTIONS,
	.due = digest_due,
};
