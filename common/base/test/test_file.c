#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"

static char folder[] = "/tmp/pvd-file-XXXXXX";

static int setup(void **state)
{
	(void)state;
	return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	return chdir("/") == 0 ? rmdir(folder) : -1;
}

static unsigned mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void writes_and_reads(void **state)
{
	struct buf buf = {0};

	(void)state;
	assert_int_equal(file_write("key", bytes_text("first"), 0600), 0);
	assert_int_equal(mode_of("key"), 0600);
	assert_int_equal(file_write("key", bytes_of("a\0b", 3), 0644), 0);
	assert_int_equal(mode_of("key"), 0644);
	buf_append(&buf, ">", 1);
	assert_int_equal(file_read("key", 3, &buf), 0);
	assert_true(bytes_equal(buf_bytes(&buf), bytes_of(">a\0b", 4)));
	assert_int_equal(file_write("key", (struct bytes){0}, 0600), 0);
	buf_clear(&buf);
	assert_int_equal(file_read("key", 0, &buf), 0);
	assert_int_equal(buf.len, 0);
	buf_free(&buf);
	unlink("key");
}

static void bounds_what_it_reads(void **state)
{
	struct buf large = {0}, buf = {0};

	(void)state;
	for (int i = 0; i < 200000; i++)
		buf_byte(&large, (uint8_t)(i % 251));
	assert_int_equal(file_write("large", buf_bytes(&large), 0600), 0);
	buf_append(&buf, "kept", 4);
	errno = 0;
	assert_int_equal(file_read("large", large.len - 1, &buf), -1);
	assert_int_equal(errno, EFBIG);
	assert_true(bytes_equal(buf_bytes(&buf), bytes_text("kept")));
	buf_clear(&buf);
	assert_int_equal(file_read("large", large.len, &buf), 0);
	assert_true(bytes_equal(buf_bytes(&buf), buf_bytes(&large)));
	errno = 0;
	assert_int_equal(file_read("/dev/zero", 1000, &buf), -1);
	assert_int_equal(errno, EFBIG);
	assert_int_equal(file_read("absent", 1000, &buf), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(file_read(".", 1000, &buf), -1);
	assert_int_equal(errno, EISDIR);
	buf_free(&large);
	buf_free(&buf);
	unlink("large");
}

static void failed_write_leaves_nothing(void **state)
{
	(void)state;
	assert_int_equal(mkdir("taken", 0700), 0);
	assert_int_equal(file_write("taken", bytes_text("x"), 0600), -1);
	assert_int_equal(errno, EISDIR);
	assert_int_equal(file_write("absent/key", bytes_text("x"), 0600), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(rmdir("taken"), 0);
	/* teardown() removes the folder, which must be empty: no temporary file was left */
}

static void makes_folders(void **state)
{
	char path[64];

	(void)state;
	assert_int_equal(file_make_folder("a/b//c/", 0750), 0);
	assert_int_equal(file_make_folder("a/b/c", 0750), 0);
	assert_int_equal(mode_of("a/b/c"), 0750);
	snprintf(path, sizeof path, "%s/a/b/d", folder);
	assert_int_equal(file_make_folder(path, 0700), 0);
	assert_int_equal(file_write("a/file", bytes_text("x"), 0600), 0);
	assert_int_equal(file_make_folder("a/file", 0700), -1);
	assert_int_equal(errno, ENOTDIR);
	assert_int_equal(file_make_folder("a/file/b", 0700), -1);
	assert_int_equal(errno, ENOTDIR);
	assert_int_equal(file_make_folder("", 0700), -1);
	assert_int_equal(errno, ENOENT);
	unlink("a/file");
	assert_int_equal(rmdir("a/b/c") | rmdir("a/b/d") | rmdir("a/b") | rmdir("a"), 0);
}

/* The exit status of another process that tries to take the lock. */
static int try_lock_elsewhere(void)
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0)
		_exit(file_lock("lock") >= 0 ? 0 : errno == EWOULDBLOCK ? 1 : 2);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WEXITSTATUS(status);
}

static void locks_for_one_process(void **state)
{
	int fd;

	(void)state;
	fd = file_lock("lock");
	assert_true(fd >= 0);
	assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	assert_int_equal(mode_of("lock"), 0600);
	assert_int_equal(try_lock_elsewhere(), 1);
	assert_int_equal(file_lock("lock"), -1);
	close(fd);
	assert_int_equal(try_lock_elsewhere(), 0);
	assert_int_equal(file_lock("absent/lock"), -1);
	assert_int_equal(errno, ENOENT);
	unlink("lock");
}

static void tells_whether_there_is_room(void **state)
{
	struct statvfs volume;

	(void)state;
	assert_int_equal(statvfs(".", &volume), 0);
	assert_true(file_has_room(".", 0));
	assert_false(file_has_room(".", (uint64_t)volume.f_blocks * volume.f_frsize));
	assert_false(file_has_room("absent", 0));
}

static void allows_more_files_up_to_the_limit(void **state)
{
	struct rlimit before, low, after;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	low = (struct rlimit){.rlim_cur = 64, .rlim_max = before.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
	assert_true(file_allow_open(80));
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &after), 0);
	assert_int_equal(after.rlim_cur, 80);
	assert_true(file_allow_open(70));
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &after), 0);
	assert_int_equal(after.rlim_cur, 80);
	if (before.rlim_max < UINT32_MAX) {
		assert_false(file_allow_open((unsigned)before.rlim_max + 1));
		assert_int_equal(getrlimit(RLIMIT_NOFILE, &after), 0);
		assert_int_equal(after.rlim_cur, before.rlim_max);
	}
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_and_reads),
		cmocka_unit_test(bounds_what_it_reads),
		cmocka_unit_test(failed_write_leaves_nothing),
		cmocka_unit_test(makes_folders),
		cmocka_unit_test(locks_for_one_process),
		cmocka_unit_test(tells_whether_there_is_room),
		cmocka_unit_test(allows_more_files_up_to_the_limit),
	};

	return cmocka_run_group_tests_name("base/file", tests, setup, teardown);
}
