/* Two callers, two services and the gateway, at a router of their own. */
#ifndef PVD_SERVICES_BUS_TEST_SERVICES_H
#define PVD_SERVICES_BUS_TEST_SERVICES_H

#include "bus/test/fake.h"

enum { ALICE, BOB, REGISTRY, FUNDING, GATEWAY };

static inline void join_all(struct fake *fake)
{
	fake_join(fake, ALICE, KEY_ALICE, "");
	fake_join(fake, BOB, KEY_BOB, "");
	fake_join(fake, REGISTRY, KEY_REGISTRY, "registry");
	fake_join(fake, FUNDING, KEY_FUNDING, "funding");
	fake_join(fake, GATEWAY, KEY_GATEWAY, "gateway");
}

static inline unsigned in_flight(const struct fake *fake, const char *id)
{
	return roster_by_id(fake->roster, bytes_text(id))->figures.in_flight;
}

#endif
