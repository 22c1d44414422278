/* A small France, drawn; a candidacy at each step of its way, and a territory. */
#include "scenes.h"

#include "registry/test/map.h"
#include "registry/test/path.h"

static void draw_some(struct harness *harness)
{
	static const char *const codes[] = {"77131", "77183"};

	draw(harness, OF_COMMUNES, 2026, codes, sizeof codes / sizeof *codes);
	assert_accepted(record_position(harness, 2026, "77131", 310000, 4890000));
}

struct harness *scene_registry(void)
{
	struct harness *harness = registry_new();
	char *opined;

	draw_some(harness);
	territory_of(harness, proposed_commune(harness, "77131"));
	proposed_commune(harness, "77999");
	opined = submitted(submit_one(harness, "27016", EPCI_SEINE))->id;
	assert_accepted(opine(harness, opined, "27", OPINION_FAVOURABLE, ""));
	submitted(submit_one(harness, "14047", EPCI_BAYEUX));
	return harness;
}
