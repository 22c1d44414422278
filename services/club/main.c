/* The Club: who wants to know what, and what they were told.
 *
 * It owns members with their preferences, the notices they were given, what they have read, and the digests
 * of what they have not. It follows the registry, eligibility and funding, and makes of what concerns people
 * one notice each, in French, for those who want it and may know it. Read react.c next: who is told.
 */
#include "club/service.h"

int main(int argc, char **argv)
{
	return service_main(&CLUB_SERVICE, argc, argv);
}
