/* A store in a folder of its own for each test. */
#ifndef PVD_STORE_TEST_FIXTURE_H
#define PVD_STORE_TEST_FIXTURE_H

#define _GNU_SOURCE /* nftw; hence this header comes first */

/* cmocka wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/env.h"
#include "store/key.h"
#include "store/txn.h"

enum { TABLE_THINGS = TABLE_FIRST_OWN, TABLE_OTHERS };

static const struct table OWN_TABLES[] = {{"things", TABLE_STATE}, {"others", TABLE_MIRROR}};

struct fixture {
	char root[64];  /* a new folder of the system's temporary one */
	char store[80]; /* within it */
	char copy[80];  /* within it, not made */
	struct env env;
	char error[256];
};

static inline bool fixture_open(struct fixture *fixture, struct env *env, const char *dir, enum env_mode mode)
{
	fixture->error[0] = '\0';
	return env_open(env, dir, mode, OWN_TABLES, 2, fixture->error, sizeof fixture->error);
}

static inline void fixture_reopen(struct fixture *fixture)
{
	env_close(&fixture->env);
	if (!fixture_open(fixture, &fixture->env, fixture->store, ENV_DURABLE))
		fail_msg("%s", fixture->error);
}

static inline int fixture_setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);

	assert_non_null(fixture);
	snprintf(fixture->root, sizeof fixture->root, "/tmp/pvd-store-XXXXXX");
	assert_non_null(mkdtemp(fixture->root));
	snprintf(fixture->store, sizeof fixture->store, "%s/store", fixture->root);
	snprintf(fixture->copy, sizeof fixture->copy, "%s/copy", fixture->root);
	fixture->env.lock_fd = -1;
	fixture_reopen(fixture);
	*state = fixture;
	return 0;
}

static inline int fixture_remove(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
	(void)stat, (void)type, (void)walk;
	return remove(path);
}

static inline int fixture_teardown(void **state)
{
	struct fixture *fixture = *state;

	env_close(&fixture->env);
	nftw(fixture->root, fixture_remove, 8, FTW_DEPTH | FTW_PHYS);
	free(fixture);
	return 0;
}

#define STORE_TEST(function) cmocka_unit_test_setup_teardown(function, fixture_setup, fixture_teardown)

static inline void assert_bytes(struct bytes bytes, const char *text)
{
	assert_non_null(bytes.data);
	assert_int_equal(bytes.len, strlen(text));
	assert_memory_equal(bytes.data, text, bytes.len);
}

#endif
