/* cmocka wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/killpoint.h"

/* Passes `first` once and `second` three times in a child; gives its status and what it wrote. */
static int pass(const char *kill_at, char *out, size_t size)
{
	int pipe_fds[2], status;
	ssize_t len;
	pid_t pid;

	assert_int_equal(pipe(pipe_fds), 0);
	pid = fork();
	if (pid == 0) {
		dup2(pipe_fds[1], STDERR_FILENO);
		if (kill_at)
			setenv("PVD_KILL", kill_at, 1);
		KILLPOINT("first");
		for (int i = 0; i < 3; i++)
			KILLPOINT("second");
		_exit(7);
	}
	close(pipe_fds[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	len = read(pipe_fds[0], out, size - 1);
	close(pipe_fds[0]);
	assert_true(len >= 0);
	out[len] = '\0';
	return status;
}

static void a_process_dies_at_the_passage_named(void **state)
{
	char out[64];
	int status;

	(void)state;
	status = pass("second:3", out, sizeof out);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGKILL);
	assert_string_equal(out, "killpoint second 3\n");
	status = pass("first:1", out, sizeof out);
	assert_true(WIFSIGNALED(status));
	assert_string_equal(out, "killpoint first 1\n");
}

static void a_passage_not_named_is_passed(void **state)
{
	static const char *const others[] = {NULL,       "",        "second", "second:",   "second:0",
					     "second:4", "first:2", "sec:1",  "secondly:1"};
	char out[64];

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		int status = pass(others[i], out, sizeof out);

		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 7);
		assert_string_equal(out, "");
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_process_dies_at_the_passage_named),
		cmocka_unit_test(a_passage_not_named_is_passed),
	};

	return cmocka_run_group_tests_name("base/killpoint", tests, NULL, NULL);
}
