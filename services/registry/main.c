/* The registry: the official geography, and who enters the programme.
 *
 * It owns regions, départements, arrondissements, communes and EPCI as dated versions, the criteria of entry,
 * and four aggregates with an owner each: candidacies (préfecture), selections (région), labels (nation) and
 * territories (coordinating préfecture), which follow each other. Read perimeter.c next: the rules of entry.
 */
#include "registry/service.h"

int main(int argc, char **argv)
{
	return service_main(&REGISTRY_SERVICE, argc, argv);
}
