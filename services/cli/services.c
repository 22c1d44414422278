#include "cli/services.h"

#include <string.h>

#include "base/require.h"
#include "bus/method.h"

bool services_has(const struct services *services, const char *name)
{
	for (unsigned i = 0; i < services->count; i++)
		if (strcmp(services->names[i], name) == 0)
			return true;
	return false;
}

/* METHODS is sorted by path, and paths begin "pvd.<service>.": the names come sorted. */
struct services services_of_contract(void)
{
	struct services services = {.names = {"bus"}, .count = 1};

	for (size_t i = 0; i < METHOD_COUNT; i++) {
		const char *name = METHODS[i].service;

		if (!name || services_has(&services, name))
			continue;
		require(services.count < SERVICES_MAX);
		services.names[services.count++] = name;
	}
	return services;
}
