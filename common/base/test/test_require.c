#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/require.h"

/* Runs `act` in a child; returns how it ended and sets `log` to what it wrote on standard error. */
static int in_child(void (*act)(void), char *log, size_t size)
{
	int ends[2], status;
	size_t len = 0;
	ssize_t got;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){0});
		signal(SIGABRT, SIG_DFL);
		dup2(ends[1], STDERR_FILENO);
		act();
		_exit(0);
	}
	close(ends[1]);
	while ((got = read(ends[0], log + len, size - 1 - len)) > 0)
		len += (size_t)got;
	log[len] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void break_requirement(void)
{
	int head = 1;

	require(head == 1);
	require(head == 2);
}

static void break_assertion(void)
{
	int head = 1;

	if (fails_assert(head == 1))
		_exit(8);
	if (fails_assert(head == 2))
		_exit(9);
}

static void ask_too_much(void)
{
	free(xmalloc((size_t)PTRDIFF_MAX - 4096));
}

static void overflow(void)
{
	free(xcalloc(SIZE_MAX / 2, 4));
}

static void requirements_abort(void **state)
{
	char log[2000];
	int status = in_child(break_requirement, log, sizeof log);

	(void)state;
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	assert_non_null(strstr(log, "event=require_failed condition=\"head == 2\""));
	assert_non_null(strstr(log, "function=break_requirement"));
}

static void assertions_go_on(void **state)
{
	char log[2000];
	int status = in_child(break_assertion, log, sizeof log);

	(void)state;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 9);
	assert_non_null(strstr(log, "event=assertion_failed condition=\"head == 2\""));
	assert_null(strstr(log, "head == 1"));
}

static void allocation_failure_aborts(void **state)
{
	char log[4000];
	int status = in_child(ask_too_much, log, sizeof log);

	(void)state;
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	assert_non_null(strstr(log, "event=out_of_memory count=1 size=9223372036854771711"));
	status = in_child(overflow, log, sizeof log);
	assert_true(WIFSIGNALED(status));
	assert_non_null(strstr(log, "event=out_of_memory count=9223372036854775807 size=4"));
}

static void allocates(void **state)
{
	uint8_t *memory = xcalloc(3, 4);
	char *text = xstrdup("Vire");

	(void)state;
	for (int i = 0; i < 12; i++)
		assert_int_equal(memory[i], 0);
	memory[11] = 7;
	memory = xrealloc(memory, 100000);
	assert_int_equal(memory[11], 7);
	free(memory);
	assert_string_equal(text, "Vire");
	free(text);
	free(xmalloc(0));
	free(xcalloc(0, 5));
	free(xrealloc(NULL, 0));
}

/* Under the sanitizer a failed malloc gives NULL, as it does without, and its report stays silent. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requirements_abort),
		cmocka_unit_test(assertions_go_on),
		cmocka_unit_test(allocation_failure_aborts),
		cmocka_unit_test(allocates),
	};

	return cmocka_run_group_tests_name("base/require", tests, NULL, NULL);
}
