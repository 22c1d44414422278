#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/tree.h"

static char folder[64], elsewhere[64];

static int make(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/pvd-tree-XXXXXX");
	snprintf(elsewhere, sizeof elsewhere, "/dev/shm/pvd-tree-XXXXXX");
	if (!mkdtemp(elsewhere))
		elsewhere[0] = '\0';
	return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static void remove_all(const char *path)
{
	const char *const argv[] = {"rm", "-rf", path, NULL};
	pid_t pid = fork();

	if (pid == 0) {
		execv("/bin/rm", (char *const *)argv);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
}

static int drop(void **state)
{
	(void)state;
	remove_all(folder);
	if (elsewhere[0])
		remove_all(elsewhere);
	return chdir("/");
}

static void put(const char *path, const char *content)
{
	assert_int_equal(file_write(path, bytes_text(content), 0400), 0);
}

static void assert_holds(const char *path, const char *content)
{
	struct buf buf = {0};

	assert_int_equal(file_read(path, 100, &buf), 0);
	assert_true(bytes_equal(buf_bytes(&buf), bytes_text(content)));
	buf_free(&buf);
}

static struct stat stat_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st;
}

static void make_source(void)
{
	assert_int_equal(file_make_folder("from/aa", 0700), 0);
	put("from/aa/one", "un");
	put("from/two", "deux");
}

static void shares_what_is_missing(void **state)
{
	(void)state;
	make_source();
	assert_int_equal(tree_share("from", "deep/to"), 0);
	assert_holds("deep/to/aa/one", "un");
	assert_holds("deep/to/two", "deux");
	assert_true(stat_of("deep/to/two").st_ino == stat_of("from/two").st_ino);
	assert_int_equal(stat_of("deep/to/aa").st_mode & 07777, 0700);
	assert_int_equal(tree_share("from", "deep/to"), 0);
}

static void leaves_what_is_there(void **state)
{
	(void)state;
	make_source();
	assert_int_equal(mkdir("to", 0700), 0);
	put("to/two", "autre");
	put("to/three", "trois");
	assert_int_equal(tree_share("from", "to"), 0);
	assert_holds("to/two", "autre");
	assert_holds("to/three", "trois");
	assert_holds("to/aa/one", "un");
}

static void passes_over_what_is_no_file_of_ours(void **state)
{
	(void)state;
	make_source();
	put("from/.part", "moitié");
	assert_int_equal(symlink("/etc/passwd", "from/link"), 0);
	assert_int_equal(mkfifo("from/pipe", 0600), 0);
	assert_int_equal(file_make_folder("from/1/2/3/4/5", 0700), 0);
	put("from/1/2/3/4/kept", "4");
	put("from/1/2/3/4/5/passed", "5");
	assert_int_equal(tree_share("from", "to"), 0);
	assert_holds("to/1/2/3/4/kept", "4");
	assert_int_not_equal(access("to/1/2/3/4/5", F_OK), 0);
	assert_int_not_equal(access("to/.part", F_OK), 0);
	assert_int_not_equal(access("to/link", F_OK), 0);
	assert_int_not_equal(access("to/pipe", F_OK), 0);
	assert_holds("to/two", "deux");
}

/* Across file systems there are no other names: a copy, also over the part that a crash left. */
static void copies_across_file_systems(void **state)
{
	char to[100], path[200];

	(void)state;
	make_source();
	if (!elsewhere[0] || stat_of(elsewhere).st_dev == stat_of(folder).st_dev)
		skip();
	snprintf(to, sizeof to, "%s/to", elsewhere);
	assert_int_equal(mkdir(to, 0700), 0);
	snprintf(path, sizeof path, "%s/.part", to);
	put(path, "ce qu'une coupure a laissé, plus long que la copie");
	assert_int_equal(tree_share("from", to), 0);
	assert_int_not_equal(access(path, F_OK), 0);
	snprintf(path, sizeof path, "%s/aa/one", to);
	assert_holds(path, "un");
	snprintf(path, sizeof path, "%s/two", to);
	assert_holds(path, "deux");
	assert_int_equal(stat_of(path).st_mode & 07777, 0400);
	assert_int_equal(stat_of(path).st_nlink, 1);
}

static void says_what_failed(void **state)
{
	(void)state;
	assert_int_equal(tree_share("absent", "to"), 0);
	assert_int_not_equal(access("to", F_OK), 0);
	make_source();
	put("taken", "un fichier");
	assert_int_equal(tree_share("from", "taken"), -1);
	assert_int_equal(errno, ENOTDIR);
	assert_int_equal(mkdir("to", 0700), 0);
	put("to/aa", "un fichier où il faut un dossier");
	assert_int_equal(tree_share("from", "to"), -1);
	assert_int_equal(errno, ENOTDIR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(shares_what_is_missing, make, drop),
		cmocka_unit_test_setup_teardown(leaves_what_is_there, make, drop),
		cmocka_unit_test_setup_teardown(passes_over_what_is_no_file_of_ours, make, drop),
		cmocka_unit_test_setup_teardown(copies_across_file_systems, make, drop),
		cmocka_unit_test_setup_teardown(says_what_failed, make, drop),
	};

	return cmocka_run_group_tests_name("base/tree", tests, NULL, NULL);
}
