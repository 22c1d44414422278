#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <errno.h>
#include <sys/stat.h>

#include "base/require.h"
#include "bus/keyfile.h"

struct folder {
	char dir[32];
	char key[64], pub[64];
	struct keypair made;
	char error[256];
};

static int make_folder(void **state)
{
	struct folder *folder = xcalloc(1, sizeof *folder);

	*state = folder;
	snprintf(folder->dir, sizeof folder->dir, "/tmp/keyfile-XXXXXX");
	if (!mkdtemp(folder->dir))
		return -1;
	snprintf(folder->key, sizeof folder->key, "%s/bus.key", folder->dir);
	snprintf(folder->pub, sizeof folder->pub, "%s/bus.pub", folder->dir);
	return keyfile_make(folder->dir, "bus", &folder->made) ? 0 : -1;
}

static int remove_folder(void **state)
{
	struct folder *folder = *state;

	unlink(folder->key);
	unlink(folder->pub);
	rmdir(folder->dir);
	free(folder);
	return 0;
}

static bool load(struct folder *folder, struct keypair *ret)
{
	return keyfile_load(folder->dir, "bus", ret, folder->error, sizeof folder->error);
}

static bool load_public(struct folder *folder, char ret[Z85_KEY_SIZE])
{
	return keyfile_load_public(folder->dir, "bus", ret, folder->error, sizeof folder->error);
}

static void rewrite(const char *path, const char *text)
{
	FILE *file;

	assert_int_equal(chmod(path, 0600), 0);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static unsigned mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void what_is_made_is_loaded(void **state)
{
	struct folder *folder = *state;
	struct keypair keys;
	char public_key[Z85_KEY_SIZE];

	assert_int_equal(mode_of(folder->key), 0400);
	assert_int_equal(mode_of(folder->pub), 0444);
	assert_true(load(folder, &keys));
	assert_memory_equal(&keys, &folder->made, sizeof keys);
	assert_true(load_public(folder, public_key));
	assert_string_equal(public_key, keys.public_key);
	assert_string_not_equal(keys.public_key, keys.secret_key);
}

static void the_public_file_holds_no_secret(void **state)
{
	struct folder *folder = *state;
	char text[256] = "";
	FILE *file = fopen(folder->pub, "r");

	assert_true(fread(text, 1, sizeof text - 1, file) > 0);
	fclose(file);
	assert_non_null(strstr(text, folder->made.public_key));
	assert_null(strstr(text, folder->made.secret_key));
}

static void nothing_is_overwritten(void **state)
{
	struct folder *folder = *state;
	struct keypair keys;

	assert_false(keyfile_make(folder->dir, "bus", &keys));
	assert_int_equal(errno, EEXIST);
	assert_int_equal(unlink(folder->key), 0);
	assert_false(keyfile_make(folder->dir, "bus", &keys)); /* the public half is still there */
	assert_int_equal(errno, EEXIST);
	assert_int_equal(access(folder->key, F_OK), -1);
	assert_int_equal(access(folder->pub, F_OK), 0);
}

static void names_lead_nowhere_else(void **state)
{
	static const char *const names[] = {"", ".", "..", "../bus", "a/b", ".hidden"};
	struct folder *folder = *state;
	struct keypair keys;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_false(keyfile_make(folder->dir, names[i], &keys));
		assert_int_equal(errno, EINVAL);
		assert_false(keyfile_load(folder->dir, names[i], &keys, folder->error, sizeof folder->error));
	}
}

static void a_missing_key_is_named(void **state)
{
	struct folder *folder = *state;
	struct keypair keys;

	assert_false(keyfile_load(folder->dir, "nobody", &keys, folder->error, sizeof folder->error));
	assert_non_null(strstr(folder->error, "nobody.key"));
}

static void a_secret_that_others_can_read_is_refused(void **state)
{
	static const unsigned modes[] = {0440, 0404, 0420, 0402, 0410, 0644};
	struct folder *folder = *state;
	struct keypair keys;

	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		assert_int_equal(chmod(folder->key, modes[i]), 0);
		assert_false(load(folder, &keys));
		assert_non_null(strstr(folder->error, "0400"));
	}
	assert_int_equal(chmod(folder->key, 0600), 0);
	assert_true(load(folder, &keys));
}

static void malformed_files_are_refused(void **state)
{
	struct folder *folder = *state;
	const char *public_key = folder->made.public_key, *secret_key = folder->made.secret_key;
	struct keypair other, keys;
	char text[300], short_key[Z85_KEY_SIZE], loaded[Z85_KEY_SIZE];

	rewrite(folder->key, "");
	assert_false(load(folder, &keys));
	snprintf(text, sizeof text, "public %s\n", public_key);
	rewrite(folder->key, text);
	assert_false(load(folder, &keys));
	snprintf(text, sizeof text, "public %s\nsecret %s", public_key, secret_key);
	rewrite(folder->key, text);
	assert_false(load(folder, &keys));
	snprintf(text, sizeof text, "secret %s\npublic %s\n", secret_key, public_key);
	rewrite(folder->key, text);
	assert_false(load(folder, &keys));
	snprintf(text, sizeof text, "public %s\nsecret %s\nmore\n", public_key, secret_key);
	rewrite(folder->key, text);
	assert_false(load(folder, &keys));
	snprintf(short_key, sizeof short_key, "%.38s\"\"", secret_key); /* no character of Z85 */
	snprintf(text, sizeof text, "public %s\nsecret %s\n", public_key, short_key);
	rewrite(folder->key, text);
	assert_false(load(folder, &keys));
	snprintf(text, sizeof text, "%0250d", 7);
	rewrite(folder->key, text);
	assert_false(load(folder, &keys));
	assert_true(keyfile_make(folder->dir, "other", &other)); /* halves of two pairs */
	snprintf(text, sizeof text, "public %s\nsecret %s\n", other.public_key, secret_key);
	rewrite(folder->key, text);
	assert_false(load(folder, &keys));
	snprintf(text, sizeof text, "public %s\nsecret %s\n", public_key, secret_key);
	rewrite(folder->key, text);
	assert_true(load(folder, &keys));
	rewrite(folder->pub, "public x\n");
	assert_false(load_public(folder, loaded));
	snprintf(text, sizeof text, "%s/other.key", folder->dir);
	unlink(text);
	snprintf(text, sizeof text, "%s/other.pub", folder->dir);
	unlink(text);
}

static void errors_never_hold_a_secret(void **state)
{
	struct folder *folder = *state;
	struct keypair keys;
	char text[300];

	snprintf(text, sizeof text, "public %s\nsecret %s\nmore\n", folder->made.public_key,
		 folder->made.secret_key);
	rewrite(folder->key, text);
	assert_false(load(folder, &keys));
	assert_null(strstr(folder->error, folder->made.secret_key));
	for (size_t i = 0; i < sizeof keys; i++)
		assert_int_equal(((char *)&keys)[i], 0);
}

static void a_link_is_not_followed(void **state)
{
	struct folder *folder = *state;
	struct keypair keys;
	char moved[64];

	snprintf(moved, sizeof moved, "%s/moved", folder->dir);
	assert_int_equal(rename(folder->key, moved), 0);
	assert_int_equal(symlink(moved, folder->key), 0);
	assert_false(load(folder, &keys));
	unlink(moved);
}

static void keys_are_forty_characters_of_z85(void **state)
{
	struct folder *folder = *state;

	assert_true(z85_key_valid(folder->made.public_key));
	assert_false(z85_key_valid(""));
	assert_false(z85_key_valid("0123456789012345678901234567890123456789a"));
	assert_false(z85_key_valid("01234567890123456789012345678901234567\"\""));
	assert_false(z85_key_valid("012345678901234567890123456789012345678\xe9"));
}

#define in_folder(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_folder(what_is_made_is_loaded),      in_folder(the_public_file_holds_no_secret),
		in_folder(nothing_is_overwritten),      in_folder(names_lead_nowhere_else),
		in_folder(a_missing_key_is_named),      in_folder(a_secret_that_others_can_read_is_refused),
		in_folder(malformed_files_are_refused), in_folder(errors_never_hold_a_secret),
		in_folder(a_link_is_not_followed),      in_folder(keys_are_forty_characters_of_z85),
	};

	return cmocka_run_group_tests_name("bus/keyfile", tests, NULL, NULL);
}
