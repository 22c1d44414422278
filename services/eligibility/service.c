#include "eligibility/service.h"

#include "eligibility/mirror.h"
#include "eligibility/overrides.h"
#include "eligibility/react.h"
#include "eligibility/state.h"
#include "eligibility_binding.h"
#include "pvd/registry/v1/registry.pb-c.h"

#define REGISTRY(event, mirrors, reacts)                                                                     \
	{                                                                                                    \
		.source = "registry", .type = &registry__##event##__descriptor, .mirror = (mirrors),         \
		.react = (reacts)                                                                            \
	}

static const struct reaction REACTIONS[] = {
	REGISTRY(import_begun, eligibility_mirror_import_begun, NULL),
	REGISTRY(geography_chunk_staged, eligibility_mirror_chunk_staged, NULL),
	REGISTRY(geography_published, eligibility_mirror_published, NULL),
	REGISTRY(populations_recorded, eligibility_mirror_populations, NULL),
	REGISTRY(positions_recorded, eligibility_mirror_positions, NULL),
	REGISTRY(criteria_adopted, eligibility_mirror_criteria, NULL),
	REGISTRY(candidacy_submitted, eligibility_mirror_submitted, eligibility_react_submitted),
	REGISTRY(candidacy_withdrawn, eligibility_mirror_withdrawn, NULL),
	REGISTRY(candidacy_refused, eligibility_mirror_refused, NULL),
	REGISTRY(label_granted, eligibility_mirror_labelled, NULL),
};

const struct service ELIGIBILITY_SERVICE = {
	.name = "eligibility",
	.tables = ELIGIBILITY_TABLES,
	.table_count = TABLE_ELIGIBILITY_END - TABLE_FIRST_OWN,
	.bindings = ELIGIBILITY_BINDINGS,
	.binding_count = &ELIGIBILITY_BINDING_COUNT,
	.appliers = ELIGIBILITY_APPLIERS,
	.applier_count = &ELIGIBILITY_APPLIER_COUNT,
	.reactions = REACTIONS,
	.reaction_count = sizeof(REACTIONS) / sizeof(REACTIONS[0]),
	.concerns = eligibility_concerns,
};
