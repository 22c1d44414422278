/* Anna has a session and a token; a login link waits for Berta. */
#include "scenes.h"

#include "gateway/test/fixture.h"

struct harness *scene_gateway(void)
{
	struct harness *harness = gateway_new();

	sign_in(harness, "anna", 1);
	token_given(token_for(harness, "anna", "essai", 2, NULL));
	assert_accepted(link_for(harness, "berta", secret(harness, 3)));
	return harness;
}
