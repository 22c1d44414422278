#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "bus/keyfile.h"
#include "cli/setup.h"
#include "json/json.h"
#include "pvd/bus/v1/actor.pb-c.h"

static char dir[64];
static char error[512];

static int make(void **state)
{
	(void)state;
	snprintf(dir, sizeof dir, "/tmp/pvd-setup-XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int drop(void **state)
{
	const char *const argv[] = {"rm", "-rf", dir, NULL};
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		execv("/bin/rm", (char *const *)argv);
		_exit(127);
	}
	return chdir("/");
}

static const char *path(const char *name)
{
	static char text[128];

	snprintf(text, sizeof text, "%s/%s", dir, name);
	return text;
}

static const struct services SERVICES = {.names = {"bus", "registry"}, .count = 2};
static const struct instance INSTANCE = {.name = "essai-47", .test = true};

static json_t *enrolment(void)
{
	json_t *principals = json_load_file(path("enrolment.json"), 0, NULL);

	assert_true(json_is_array(principals));
	return principals;
}

static void test_makes_what_every_process_needs(void **state)
{
	struct instance read = {0};
	struct keypair keys;
	struct stat folder;
	char pub[Z85_KEY_SIZE];

	(void)state;
	assert_false(setup_done(dir));
	assert_true(setup_make(dir, &INSTANCE, &SERVICES, error, sizeof error));
	assert_true(setup_done(dir));
	assert_int_equal(stat(dir, &folder), 0);
	assert_int_equal(folder.st_mode & 0777, 0700);
	assert_int_equal(stat(path("keys/operator.key"), &folder), 0);
	assert_int_equal(folder.st_mode & 0777, 0400);
	assert_true(instance_enter(dir, &read, error, sizeof error));
	assert_string_equal(read.name, "essai-47");
	assert_true(read.test);
	for (unsigned i = 0; i < 4; i++) {
		static const char *const names[] = {"bus", "registry", "operator", "anct"};

		assert_true(keyfile_load("keys", names[i], &keys, error, sizeof error));
		assert_true(keyfile_load_public("keys", names[i], pub, error, sizeof error));
		assert_string_equal(keys.public_key, pub);
	}
}

/* Each enrolled principal reads as the contract's message, and has the key that lies in keys/. */
static void test_enrolment_is_of_the_contract(void **state)
{
	static const struct {
		const char *id;
		Bus__PrincipalKind kind;
		Bus__Role role;
	} expected[] = {
		{"bus", BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE, BUS__ROLE__ROLE_SERVICE},
		{"registry", BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE, BUS__ROLE__ROLE_SERVICE},
		{"operator", BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_OPERATOR, BUS__ROLE__ROLE_OPERATOR},
		{"anct", BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PERSON, BUS__ROLE__ROLE_ANCT},
	};
	struct arena *arena = arena_new(1 << 20);
	json_t *principals;

	(void)state;
	assert_true(setup_make(dir, &INSTANCE, &SERVICES, error, sizeof error));
	principals = enrolment();
	assert_int_equal(json_array_size(principals), 5);
	for (unsigned i = 0; i < 4; i++) {
		char *text = json_dumps(json_array_get(principals, i), 0);
		struct refusal refusal = {0};
		char pub[Z85_KEY_SIZE], keys[96];
		void *message;
		const Bus__Principal *principal;

		assert_true(json_to_message(arena, &bus__principal__descriptor, text, strlen(text), &message,
					    &refusal));
		principal = message;
		assert_string_equal(principal->id, expected[i].id);
		assert_int_equal(principal->kind, expected[i].kind);
		assert_int_equal(principal->n_roles, 1);
		assert_int_equal(principal->roles[0], expected[i].role);
		assert_true(principal->scope->nationwide);
		assert_int_equal(principal->n_public_keys, 1);
		snprintf(keys, sizeof keys, "%s/keys", dir);
		assert_true(keyfile_load_public(keys, expected[i].id, pub, error, sizeof error));
		assert_string_equal(principal->public_keys[0], pub);
		free(text);
	}
	json_decref(principals);
	arena_free(arena);
}

/* Who is not signed in has a name, and neither key nor scope. */
static void test_enrols_the_public(void **state)
{
	struct arena *arena = arena_new(1 << 20);
	struct refusal refusal = {0};
	const Bus__Principal *principal;
	json_t *principals;
	void *message;
	char *text;

	(void)state;
	assert_true(setup_make(dir, &INSTANCE, &SERVICES, error, sizeof error));
	principals = enrolment();
	text = json_dumps(json_array_get(principals, 4), 0);
	assert_true(
		json_to_message(arena, &bus__principal__descriptor, text, strlen(text), &message, &refusal));
	principal = message;
	assert_string_equal(principal->id, "public");
	assert_int_equal(principal->kind, BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PERSON);
	assert_int_equal(principal->n_roles, 1);
	assert_int_equal(principal->roles[0], BUS__ROLE__ROLE_PUBLIC);
	assert_null(principal->scope);
	assert_int_equal(principal->n_public_keys, 0);
	free(text);
	json_decref(principals);
	arena_free(arena);
}

/* Stopped at any moment before instance.json, another attempt ends with the keys already made. */
static void test_takes_up_what_was_interrupted(void **state)
{
	char keys[96], before[Z85_KEY_SIZE], after[Z85_KEY_SIZE];
	json_t *principals;

	(void)state;
	assert_true(setup_make(dir, &INSTANCE, &SERVICES, error, sizeof error));
	snprintf(keys, sizeof keys, "%s/keys", dir);
	assert_true(keyfile_load_public(keys, "registry", before, error, sizeof error));
	unlink(path("instance.json"));
	unlink(path("enrolment.json"));
	unlink(path("keys/anct.key"));
	unlink(path("keys/anct.pub"));
	assert_true(setup_make(dir, &INSTANCE, &SERVICES, error, sizeof error));
	assert_true(keyfile_load_public(keys, "registry", after, error, sizeof error));
	assert_string_equal(before, after);
	principals = enrolment();
	assert_int_equal(json_array_size(principals), 5);
	json_decref(principals);
}

static void test_never_twice(void **state)
{
	(void)state;
	assert_true(setup_make(dir, &INSTANCE, &SERVICES, error, sizeof error));
	assert_false(instance_make(dir, &INSTANCE, error, sizeof error));
	assert_non_null(strstr(error, "déjà"));
}

static unsigned keys_in(const char *part)
{
	static const char *const names[] = {"bus", "registry", "operator", "anct"};
	unsigned found = 0;

	for (unsigned i = 0; i < 4; i++) {
		char key[64];

		snprintf(key, sizeof key, "%s/keys/%s.key", part, names[i]);
		found |= (access(path(key), F_OK) == 0) << i;
	}
	return found;
}

/* What a group was allowed, on the way to the gateway's socket, stays; no more. */
static void test_a_group_may_pass_through(void **state)
{
	struct stat folder;

	(void)state;
	assert_int_equal(chmod(dir, 0777), 0);
	assert_true(setup_make(dir, &INSTANCE, &SERVICES, error, sizeof error));
	assert_int_equal(stat(dir, &folder), 0);
	assert_int_equal(folder.st_mode & 0777, 0710);
	assert_int_equal(stat(path("keys"), &folder), 0);
	assert_int_equal(folder.st_mode & 0777, 0700);
}

static void test_apart_nobody_sees_the_key_of_another(void **state)
{
	static const char *const parts[] = {"bus", "registry", "operator"};
	char bus[Z85_KEY_SIZE], seen[Z85_KEY_SIZE], keys[96];

	(void)state;
	assert_true(setup_make_apart(dir, &INSTANCE, &SERVICES, error, sizeof error));
	assert_int_equal(keys_in("bus"), 1 << 0);
	assert_int_equal(keys_in("registry"), 1 << 1);
	assert_int_equal(keys_in("operator"), 1 << 2 | 1 << 3);
	assert_false(setup_done(dir));
	assert_int_equal(access(path("registry/enrolment.json"), F_OK), -1);
	snprintf(keys, sizeof keys, "%s/bus/keys", dir);
	assert_true(keyfile_load_public(keys, "bus", bus, error, sizeof error));
	for (unsigned i = 0; i < 3; i++) {
		struct stat folder;

		assert_int_equal(stat(path(parts[i]), &folder), 0);
		assert_int_equal(folder.st_mode & 0777, 0700);
		assert_true(setup_done(path(parts[i])));
		snprintf(keys, sizeof keys, "%s/%s/keys", dir, parts[i]);
		assert_true(keyfile_load_public(keys, "bus", seen, error, sizeof error));
		assert_string_equal(bus, seen);
	}
	assert_int_equal(access(path("bus/enrolment.json"), F_OK), 0);
}

/* A later release has a service more: it gets its folder, and the others keep what they have. */
static void test_apart_again_adds_what_is_missing(void **state)
{
	static const struct services first = {.names = {"bus"}, .count = 1};
	char before[Z85_KEY_SIZE], after[Z85_KEY_SIZE], keys[96];
	struct instance other = {.name = "autre"};
	struct instance read;

	(void)state;
	assert_true(setup_make_apart(dir, &INSTANCE, &first, error, sizeof error));
	assert_int_equal(access(path("registry"), F_OK), -1);
	snprintf(keys, sizeof keys, "%s/bus/keys", dir);
	assert_true(keyfile_load_public(keys, "bus", before, error, sizeof error));
	assert_true(setup_make_apart(dir, &other, &SERVICES, error, sizeof error));
	assert_true(keyfile_load_public(keys, "bus", after, error, sizeof error));
	assert_string_equal(before, after);
	assert_int_equal(keys_in("registry"), 1 << 1);
	assert_true(instance_enter(path("bus"), &read, error, sizeof error));
	assert_string_equal(read.name, INSTANCE.name);
}

static void test_names(void **state)
{
	static const char *const bad[] = {"", "Essai", "1a", "-a", "a b", "a/b", "é", "a\"b"};

	(void)state;
	for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct instance instance = {0};

		snprintf(instance.name, sizeof instance.name, "%s", bad[i]);
		assert_false(instance_make(dir, &instance, error, sizeof error));
		assert_false(setup_done(dir));
	}
}

static void test_bad_instance_files(void **state)
{
	static const char *const bad[] = {
		"",
		"{",
		"[]",
		"{}",
		"{\"format\": 1, \"name\": \"a\"}",
		"{\"format\": 1, \"test\": true}",
		"{\"format\": \"1\", \"name\": \"a\", \"test\": true}",
		"{\"format\": 2, \"name\": \"a\", \"test\": true}",
		"{\"format\": 1, \"name\": \"A\", \"test\": true}",
		"{\"format\": 1, \"name\": 3, \"test\": true}",
		"{\"format\": 1, \"name\": \"a\", \"test\": 1}",
		"{\"format\": 1, \"name\": \"a\", \"name\": \"b\", \"test\": true}",
		"{\"format\": 1, \"name\": \"a\", \"test\": true} x",
		"{\"format\": 1, \"name\": "
		"\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"test\": true}",
	};
	struct instance instance;

	(void)state;
	for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(file_write(path("instance.json"), bytes_text(bad[i]), 0600), 0);
		if (instance_enter(dir, &instance, error, sizeof error))
			fail_msg("accepted: %s", bad[i]);
	}
	assert_int_equal(file_write(path("instance.json"),
				    bytes_text("{\"format\": 1, \"name\": \"a\", \"test\": false}"), 0600),
			 0);
	assert_true(instance_enter(dir, &instance, error, sizeof error));
	assert_false(instance.test);
	assert_false(instance_enter("/nonexistent", &instance, error, sizeof error));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_makes_what_every_process_needs, make, drop),
		cmocka_unit_test_setup_teardown(test_enrolment_is_of_the_contract, make, drop),
		cmocka_unit_test_setup_teardown(test_enrols_the_public, make, drop),
		cmocka_unit_test_setup_teardown(test_takes_up_what_was_interrupted, make, drop),
		cmocka_unit_test_setup_teardown(test_never_twice, make, drop),
		cmocka_unit_test_setup_teardown(test_a_group_may_pass_through, make, drop),
		cmocka_unit_test_setup_teardown(test_apart_nobody_sees_the_key_of_another, make, drop),
		cmocka_unit_test_setup_teardown(test_apart_again_adds_what_is_missing, make, drop),
		cmocka_unit_test_setup_teardown(test_names, make, drop),
		cmocka_unit_test_setup_teardown(test_bad_instance_files, make, drop),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("cli/setup", tests, NULL, NULL);
}
