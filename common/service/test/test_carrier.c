/* Files put into the outbox of a folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "pvd/bus/v1/effect.pb-c.h"
#include "service/carrier.h"

static struct arena *arena;
static char dir[] = "/tmp/pvd-carrier-XXXXXX";
static char error[200];

static int set_up(void **state)
{
	(void)state;
	memcpy(dir, "/tmp/pvd-carrier-XXXXXX", sizeof dir);
	assert_non_null(mkdtemp(dir));
	assert_int_equal(chdir(dir), 0);
	arena = arena_new(8 << 20);
	*error = '\0';
	return 0;
}

static int tear_down(void **state)
{
	static const char *const left[] = {
		"outbox/a/b/c.txt", "outbox/a/b",        "outbox/a", "outbox/d.txt",
		"outbox/big",       "outbox/.club.part", "outbox"};

	(void)state;
	arena_free(arena);
	for (size_t i = 0; i < sizeof left / sizeof *left; i++)
		if (remove(left[i]) != 0)
			continue;
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(dir), 0); /* and nothing else was left */
	return 0;
}

static bool carry(const char *name, struct bytes content)
{
	Bus__OutboxFile file = BUS__OUTBOX_FILE__INIT;

	file.name = (char *)name;
	file.content.data = (uint8_t *)content.data;
	file.content.len = content.len;
	return carry_file("club", arena_pack(arena, &file.base), error, sizeof error);
}

static void assert_holds(const char *path, const char *text)
{
	struct buf content = {0};

	assert_int_equal(file_read(path, 1 << 20, &content), 0);
	assert_true(bytes_equal(buf_bytes(&content), bytes_text(text)));
	buf_free(&content);
}

static void a_file_is_put_with_its_folders(void **state)
{
	(void)state;
	assert_true(carry("a/b/c.txt", bytes_text("bonjour")));
	assert_holds("outbox/a/b/c.txt", "bonjour");
	assert_true(carry("d.txt", bytes_text("")));
	assert_holds("outbox/d.txt", "");
	assert_string_equal(error, "");
}

static void put_again_it_is_the_same_file(void **state)
{
	(void)state;
	assert_true(carry("d.txt", bytes_text("bonjour")));
	assert_int_equal(file_write("outbox/.club.part", bytes_text("half of what a dead process wro"), 0600),
			 0);
	assert_true(carry("d.txt", bytes_text("bonsoir")));
	assert_holds("outbox/d.txt", "bonsoir");
	assert_int_not_equal(access("outbox/.club.part", F_OK), 0);
}

static void what_is_no_file_of_the_outbox_is_not_written(void **state)
{
	static const uint8_t garbage[] = {0x0a, 0x7f};
	static uint8_t much[(1 << 20) + 1];

	(void)state;
	assert_false(carry("../d.txt", bytes_text("bonjour")));
	assert_non_null(strstr(error, "« ../d.txt »"));
	assert_false(carry("/tmp/d.txt", bytes_text("bonjour")));
	assert_false(carry_file("club", bytes_of(garbage, sizeof garbage), error, sizeof error));
	assert_false(carry("big", bytes_of(much, sizeof much)));
	assert_non_null(strstr(error, "outbox/big"));
	assert_true(carry("big", bytes_of(much, sizeof much - 1)));
}

static void what_stands_in_the_way_is_told(void **state)
{
	(void)state;
	assert_true(carry("d.txt", bytes_text("bonjour")));
	assert_false(carry("d.txt/e.txt", bytes_text("bonjour")));
	assert_string_equal(error, "outbox/d.txt/e.txt : Not a directory");
	assert_true(carry("a/b/c.txt", bytes_text("bonjour")));
	assert_false(carry("a/b", bytes_text("bonjour")));
	assert_int_not_equal(access("outbox/.club.part", F_OK), 0);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_file_is_put_with_its_folders),
		CASE(put_again_it_is_the_same_file),
		CASE(what_is_no_file_of_the_outbox_is_not_written),
		CASE(what_stands_in_the_way_is_told),
	};

	return cmocka_run_group_tests_name("service/carrier", tests, NULL, NULL);
}
