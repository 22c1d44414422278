/* Members, and what they were told. */
#include "scenes.h"

#include "club/test/fixture.h"

struct harness *scene_club(void)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);

	join(harness, nation(harness, "anct"));
	join(harness, prefecture(harness, "anna", "77"));
	join(harness, plain(harness, "member"));
	submit(harness);
	grant(harness);
	run_completed(harness);
	file_application(harness);
	return harness;
}
