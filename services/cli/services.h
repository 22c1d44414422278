/* The services of an instance: whoever serves a method of the contract. */
#ifndef PVD_CLI_SERVICES_H
#define PVD_CLI_SERVICES_H

#include <stdbool.h>

enum { SERVICES_MAX = 32 };

struct services {
	const char *names[SERVICES_MAX];
	unsigned count;
};

/* By name, the bus first. */
struct services services_of_contract(void);
bool services_has(const struct services *services, const char *name);

#endif
