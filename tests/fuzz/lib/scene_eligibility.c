/* A small France with its grid, scored once; a series, and a candidacy. */
#include "scenes.h"

#include "eligibility/test/fixture.h"

#define CANDIDACY "01KAAAAAAAAAAAAAAAAAAAAAAA"

struct harness *scene_eligibility(void)
{
	struct harness *harness = eligibility_new();
	struct answer answer;

	say_candidacy(harness, CANDIDACY, "14047", "14366");
	answer = run_scores(harness, "");
	assert_accepted(answer);
	return harness;
}
