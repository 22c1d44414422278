#include "store/test/fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

static void put(struct env *env, uint64_t n, size_t size)
{
	struct key key = key_of_u64(n);
	struct txn txn;
	uint8_t *value;

	txn_begin_write(&txn, env);
	value = txn_put_space(&txn, TABLE_THINGS, key_bytes(&key), size);
	assert_non_null(value);
	memset(value, (int)n, size);
	assert_int_equal(txn_commit(&txn), 0);
}

static uint64_t count(struct env *env)
{
	struct txn txn;
	uint64_t things;

	txn_begin_read(&txn, env);
	things = txn_count(&txn, TABLE_THINGS);
	assert_int_equal(txn.error, 0);
	txn_end(&txn);
	return things;
}

static void assert_refused(struct fixture *fixture, const char *dir, enum env_mode mode, const char *sentence)
{
	struct env env;

	assert_false(fixture_open(fixture, &env, dir, mode));
	if (!strstr(fixture->error, sentence))
		fail_msg("« %s » lacks « %s »", fixture->error, sentence);
}

static unsigned flags(const struct env *env)
{
	unsigned flags;

	assert_int_equal(mdb_env_get_flags(env->mdb, &flags), 0);
	return flags;
}

/* Nothing that makes a commit less than two flushes. */
static void commits_are_durable(void **state)
{
	struct fixture *fixture = *state;
	struct env scratch;

	assert_int_equal(flags(&fixture->env), MDB_NOTLS);
	assert_true(fixture_open(fixture, &scratch, fixture->copy, ENV_SCRATCH));
	assert_int_equal(flags(&scratch), MDB_NOTLS | MDB_NOSYNC | MDB_NOLOCK);
	env_close(&scratch);
}

static void the_folder_is_for_its_owner_alone(void **state)
{
	static const char *const files[] = {"data.mdb", "lock.mdb", "lock"};
	struct fixture *fixture = *state;
	char path[100];
	struct stat stat_;

	assert_int_equal(stat(fixture->store, &stat_), 0);
	assert_int_equal(stat_.st_mode, S_IFDIR | 0700);
	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/%s", fixture->store, files[i]);
		assert_int_equal(stat(path, &stat_), 0);
		assert_int_equal(stat_.st_mode, S_IFREG | 0600);
	}
}

static void a_second_process_is_told_who_holds_the_store(void **state)
{
	struct fixture *fixture = *state;
	char holder[40];

	snprintf(holder, sizeof holder, "par un autre processus (%d)", (int)getpid());
	assert_refused(fixture, fixture->store, ENV_DURABLE, holder);
	assert_refused(fixture, fixture->store, ENV_SCRATCH, holder);
	fixture_reopen(fixture);
}

static void a_later_schema_is_refused_and_left_alone(void **state)
{
	struct fixture *fixture = *state;
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	assert_memory_equal(txn_get(&txn, TABLE_META, bytes_text("schema")).data, "\0\0\0\1", 4);
	txn_put(&txn, TABLE_META, bytes_text("schema"), bytes_of("\0\0\0\2", 4));
	assert_int_equal(txn_commit(&txn), 0);
	env_close(&fixture->env);
	assert_refused(fixture, fixture->store, ENV_DURABLE, "schéma plus récent (2)");
	assert_refused(fixture, fixture->store, ENV_READ_ONLY, "schéma plus récent (2)");
}

static void a_folder_that_cannot_be_is_refused(void **state)
{
	struct fixture *fixture = *state;
	char path[100];

	snprintf(path, sizeof path, "%s/none/below", fixture->root);
	assert_refused(fixture, path, ENV_DURABLE, "ne peut pas être créé");
	assert_refused(fixture, path, ENV_READ_ONLY, "ne s'ouvre pas");
	snprintf(path, sizeof path, "%s/lock", fixture->store);
	assert_refused(fixture, path, ENV_DURABLE, "ne peut pas être ouvert");
}

static void a_file_that_is_no_store_is_refused(void **state)
{
	static const uint8_t garbage[8192] = {1, 2, 3};
	struct fixture *fixture = *state;
	char path[100];
	int fd;

	env_close(&fixture->env);
	snprintf(path, sizeof path, "%s/data.mdb", fixture->store);
	fd = open(path, O_WRONLY | O_TRUNC);
	assert_int_equal(write(fd, garbage, sizeof garbage), sizeof garbage);
	close(fd);
	assert_refused(fixture, fixture->store, ENV_DURABLE, "ne s'ouvre pas");
}

static void a_creation_that_was_cut_off_is_made_anew(void **state)
{
	struct fixture *fixture = *state;
	struct env env;
	char path[100];
	int fd;

	assert_int_equal(mkdir(fixture->copy, 0700), 0);
	snprintf(path, sizeof path, "%s/data.new", fixture->copy);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	assert_int_equal(write(fd, "torn", 4), 4);
	close(fd);
	assert_true(fixture_open(fixture, &env, fixture->copy, ENV_DURABLE));
	put(&env, 1, 10);
	assert_int_equal(access(path, F_OK), -1);
	env_close(&env);
}

/* In a child: one process must not open the same store twice. */
static int inspect(struct fixture *fixture)
{
	struct env env;
	struct txn txn;

	if (!fixture_open(fixture, &env, fixture->store, ENV_READ_ONLY))
		return 1;
	if (count(&env) != 1)
		return 2;
	txn_begin_write(&txn, &env);
	if (txn_commit(&txn) != EACCES)
		return 3;
	env_close(&env);
	return 0;
}

static void inspection_works_beside_the_owner_and_writes_nothing(void **state)
{
	struct fixture *fixture = *state;
	int status;
	pid_t pid;

	put(&fixture->env, 1, 10);
	pid = fork();
	if (pid == 0)
		_exit(inspect(fixture));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	put(&fixture->env, 2, 10);
	assert_refused(fixture, fixture->store, ENV_DURABLE, "déjà utilisé");
}

static void inspection_names_a_table_that_is_not_there(void **state)
{
	static const struct table unknown[] = {{"unknown", TABLE_STATE}};
	struct fixture *fixture = *state;
	struct env env;

	env_close(&fixture->env);
	assert_false(env_open(&env, fixture->store, ENV_READ_ONLY, unknown, 1, fixture->error,
			      sizeof fixture->error));
	assert_non_null(strstr(fixture->error, "la table unknown"));
}

static void a_copy_made_under_use_is_a_store(void **state)
{
	struct fixture *fixture = *state;
	struct env copy;
	struct txn txn;

	for (uint64_t n = 1; n <= 50; n++)
		put(&fixture->env, n, 5000);
	txn_begin_write(&txn, &fixture->env);
	txn_put(&txn, TABLE_THINGS, bytes_text("not committed"), bytes_text("1"));
	assert_int_equal(env_copy(&fixture->env, fixture->copy), 0);
	assert_int_equal(txn_commit(&txn), 0);
	put(&fixture->env, 51, 1);
	assert_true(fixture_open(fixture, &copy, fixture->copy, ENV_DURABLE));
	assert_int_equal(count(&copy), 50);
	put(&copy, 1000, 1);
	env_close(&copy);
	assert_int_equal(count(&fixture->env), 52);
}

static void a_copy_is_compact(void **state)
{
	struct fixture *fixture = *state;
	char path[100];
	struct stat full, compact;
	struct txn txn;

	for (uint64_t n = 1; n <= 20; n++)
		put(&fixture->env, n, 100000);
	txn_begin_write(&txn, &fixture->env);
	txn_clear(&txn, TABLE_THINGS);
	assert_int_equal(txn_commit(&txn), 0);
	assert_int_equal(env_copy(&fixture->env, fixture->copy), 0);
	snprintf(path, sizeof path, "%s/data.mdb", fixture->store);
	assert_int_equal(stat(path, &full), 0);
	snprintf(path, sizeof path, "%s/data.mdb", fixture->copy);
	assert_int_equal(stat(path, &compact), 0);
	assert_true(full.st_size > 2000000);
	assert_true(compact.st_size < 200000);
}

static void a_copy_overwrites_nothing(void **state)
{
	struct fixture *fixture = *state;
	char path[100];

	assert_int_equal(env_copy(&fixture->env, fixture->store), EEXIST);
	snprintf(path, sizeof path, "%s/none/below", fixture->root);
	assert_int_equal(env_copy(&fixture->env, path), ENOENT);
	assert_int_equal(count(&fixture->env), 0);
}

static void bytes_in_use_grow_and_shrink(void **state)
{
	struct fixture *fixture = *state;
	uint64_t before = env_bytes(&fixture->env);
	struct txn txn;

	assert_true(before > 0);
	put(&fixture->env, 1, 1000000);
	assert_in_range(env_bytes(&fixture->env), before + 1000000, before + 1050000);
	txn_begin_write(&txn, &fixture->env);
	txn_clear(&txn, TABLE_THINGS);
	assert_int_equal(txn_commit(&txn), 0);
	assert_true(env_bytes(&fixture->env) <= before + 10000);
	assert_true(env_has_room(&fixture->env));
}

static void a_map_nearly_full_has_no_room(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(mdb_env_set_mapsize(fixture->env.mdb, (size_t)32 << 20), 0);
	assert_false(env_has_room(&fixture->env));
	assert_int_equal(mdb_env_set_mapsize(fixture->env.mdb, (size_t)128 << 20), 0);
	assert_true(env_has_room(&fixture->env));
}

/* Fills the volume; gives how many were committed. The last commit fails. */
static uint64_t fill(struct env *env)
{
	uint64_t n = 0;
	struct txn txn;

	for (;; n++) {
		struct key key = key_of_u64(n);
		uint8_t *value;

		txn_begin_write(&txn, env);
		value = txn_put_space(&txn, TABLE_THINGS, key_bytes(&key), 20000);
		if (value)
			memset(value, (int)n, 20000);
		if (txn_commit(&txn) != 0)
			break;
		assert_true(n < 1000);
	}
	assert_true(txn.error == ENOSPC || txn.error == EIO);
	return n;
}

static void a_full_disk_fails_the_commit_and_harms_nothing(void **state)
{
	struct fixture *fixture = *state;
	uint64_t committed;
	struct txn txn;
	struct env env;
	char dir[100];

	assert_int_equal(mkdir(fixture->copy, 0700), 0);
	if (mount("tmpfs", fixture->copy, "tmpfs", 0, "size=4m") != 0)
		skip();
	snprintf(dir, sizeof dir, "%s/store", fixture->copy);
	assert_true(fixture_open(fixture, &env, dir, ENV_DURABLE));
	assert_true(env_has_room(&env));
	committed = fill(&env);
	assert_false(env_has_room(&env));
	env_close(&env);

	assert_true(fixture_open(fixture, &env, dir, ENV_DURABLE));
	assert_int_equal(count(&env), committed);
	txn_begin_read(&txn, &env);
	for (uint64_t n = 0; n < committed; n++) {
		struct key key = key_of_u64(n);
		struct bytes value = txn_get(&txn, TABLE_THINGS, key_bytes(&key));

		assert_int_equal(value.len, 20000);
		assert_int_equal(value.data[19999], n & 0xff);
	}
	txn_end(&txn);
	snprintf(dir, sizeof dir, "%s/copy", fixture->copy);
	assert_int_not_equal(env_copy(&env, dir), 0);
	assert_int_equal(access(dir, F_OK), -1); /* half a copy is no copy */
	env_close(&env);
}

static int volume_teardown(void **state)
{
	struct fixture *fixture = *state;

	umount2(fixture->copy, MNT_DETACH);
	return fixture_teardown(state);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		STORE_TEST(commits_are_durable),
		STORE_TEST(the_folder_is_for_its_owner_alone),
		STORE_TEST(a_second_process_is_told_who_holds_the_store),
		STORE_TEST(a_later_schema_is_refused_and_left_alone),
		STORE_TEST(a_folder_that_cannot_be_is_refused),
		STORE_TEST(a_file_that_is_no_store_is_refused),
		STORE_TEST(a_creation_that_was_cut_off_is_made_anew),
		STORE_TEST(inspection_works_beside_the_owner_and_writes_nothing),
		STORE_TEST(inspection_names_a_table_that_is_not_there),
		STORE_TEST(a_copy_made_under_use_is_a_store),
		STORE_TEST(a_copy_is_compact),
		STORE_TEST(a_copy_overwrites_nothing),
		STORE_TEST(bytes_in_use_grow_and_shrink),
		STORE_TEST(a_map_nearly_full_has_no_room),
		cmocka_unit_test_setup_teardown(a_full_disk_fails_the_commit_and_harms_nothing, fixture_setup,
						volume_teardown),
	};

	return cmocka_run_group_tests_name("store/env", tests, NULL, NULL);
}
