#include "gateway/service.h"

#include "gateway/depot.h"
#include "gateway/figures.h"
#include "gateway/frontend.h"
#include "gateway/mirror.h"
#include "gateway/react.h"
#include "gateway/state.h"
#include "gateway_binding.h"

static const struct reaction REACTIONS[] = {
	{.source = "bus", .type = &bus__principal_added__descriptor, .mirror = mirror_principal_added},
	{.source = "bus",
	 .type = &bus__principal_revoked__descriptor,
	 .mirror = mirror_principal_revoked,
	 .react = react_principal_revoked},
};

const struct service GATEWAY_SERVICE = {
	.name = "gateway",
	.per_instance = true, /* those who sign in are principals of the instance */
	.tables = GATEWAY_TABLES,
	.table_count = TABLE_GATEWAY_END - TABLE_FIRST_OWN,
	.bindings = GATEWAY_BINDINGS,
	.binding_count = &GATEWAY_BINDING_COUNT,
	.appliers = GATEWAY_APPLIERS,
	.applier_count = &GATEWAY_APPLIER_COUNT,
	.reactions = REACTIONS,
	.reaction_count = sizeof REACTIONS / sizeof *REACTIONS,
	.due = react_due,
	.option = http_option,
	.metrics = figures_metrics,
	.backup = depot_backup,
	.frontend = &HTTP,
};
