#include "registry/service.h"

#include "pvd/eligibility/v1/score.pb-c.h"
#include "pvd/funding/v1/application.pb-c.h"
#include "pvd/registry/v1/geography.pb-c.h"
#include "pvd/registry/v1/label.pb-c.h"
#include "registry/concerns.h"
#include "registry/react.h"
#include "registry/sheet.h"
#include "registry/state.h"
#include "registry_binding.h"

static const struct reaction REACTIONS[] = {
	{.source = "registry",
	 .type = &registry__geography_published__descriptor,
	 .react = react_geography_published},
	{.source = "registry", .type = &registry__label_granted__descriptor, .react = react_label_granted},
	{.source = "registry",
	 .type = &registry__label_withdrawn__descriptor,
	 .react = react_label_withdrawn},
	{.source = "eligibility",
	 .type = &eligibility__candidacy_scored__descriptor,
	 .mirror = sheet_candidacy_scored},
	{.source = "funding",
	 .type = &funding__application_filed__descriptor,
	 .mirror = sheet_application_filed},
	{.source = "funding",
	 .type = &funding__application_granted__descriptor,
	 .mirror = sheet_application_granted},
	{.source = "funding",
	 .type = &funding__application_withdrawn__descriptor,
	 .mirror = sheet_application_withdrawn},
	{.source = "funding", .type = &funding__funds_committed__descriptor, .mirror = sheet_funds_committed},
	{.source = "funding",
	 .type = &funding__payment_recorded__descriptor,
	 .mirror = sheet_payment_recorded},
};

const struct service REGISTRY_SERVICE = {
	.name = "registry",
	.tables = REGISTRY_TABLES,
	.table_count = TABLE_REGISTRY_END - TABLE_FIRST_OWN,
	.bindings = REGISTRY_BINDINGS,
	.binding_count = &REGISTRY_BINDING_COUNT,
	.appliers = REGISTRY_APPLIERS,
	.applier_count = &REGISTRY_APPLIER_COUNT,
	.reactions = REACTIONS,
	.reaction_count = sizeof(REACTIONS) / sizeof(REACTIONS[0]),
	.concerns = registry_concerns,
};
