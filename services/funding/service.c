#include "funding/service.h"

#include "funding/clock.h"
#include "funding/concerns.h"
#include "funding/mirror.h"
#include "funding/state.h"
#include "funding_binding.h"

const struct service FUNDING_SERVICE = {
	.name = "funding",
	.tables = FUNDING_TABLES,
	.table_count = TABLE_FUNDING_END - TABLE_FIRST_OWN,
	.bindings = FUNDING_BINDINGS,
	.binding_count = &FUNDING_BINDING_COUNT,
	.appliers = FUNDING_APPLIERS,
	.applier_count = &FUNDING_APPLIER_COUNT,
	.reactions = FUNDING_REACTIONS,
	.reaction_count = FUNDING_REACTION_COUNT,
	.concerns = funding_concerns,
	.due = funding_due,
};
