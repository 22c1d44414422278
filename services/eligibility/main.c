/* Eligibility: scores that rank communes and explain themselves.
 *
 * It owns grids (which indicators count, and how much) and runs (one scoring of the country). It keeps its own
 * copy of what the registry says of communes; a run is a pure function of its grid, the registry's criteria and
 * that copy as it stood, so that it can always be made again. Read scorer.h next. */
#include "eligibility/service.h"

int main(int argc, char **argv)
{
	return service_main(&ELIGIBILITY_SERVICE, argc, argv);
}
