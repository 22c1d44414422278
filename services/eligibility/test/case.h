/* The harness of each test, which its set-up makes. */
#ifndef PVD_ELIGIBILITY_TEST_CASE_H
#define PVD_ELIGIBILITY_TEST_CASE_H

#include "fixture.h"

static struct harness *harness;

static inline int tear_down(void **state)
{
	(void)state;
	eligibility_free(harness);
	return 0;
}

#endif
