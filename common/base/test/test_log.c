#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

static char path[] = "/tmp/pvd-log-XXXXXX";
static char text[4 * LOG_LINE_MAX];

/* What logging writes goes to a file; captured() gives it back. */
static int saved;

static void capture(void)
{
	int fd = open(path, O_RDWR | O_TRUNC);

	assert_true(fd >= 0);
	fflush(stderr);
	saved = dup(STDERR_FILENO);
	dup2(fd, STDERR_FILENO);
	close(fd);
}

static const char *captured(void)
{
	int fd = open(path, O_RDONLY);
	ssize_t len = read(fd, text, sizeof text - 1);

	close(fd);
	dup2(saved, STDERR_FILENO);
	close(saved);
	assert_true(len >= 0);
	text[len] = '\0';
	return text;
}

static int setup(void **state)
{
	(void)state;
	unsetenv("JOURNAL_STREAM");
	log_open("registry");
	log_set_level(LOG_LEVEL_INFO);
	return 0;
}

/* The line without its instant, of which only the form is known. */
static const char *after_instant(const char *line)
{
	assert_int_equal(strncmp(line, "at=20", 5), 0);
	assert_non_null(strstr(line, "Z "));
	return strstr(line, "Z ") + 2;
}

static void writes_one_line(void **state)
{
	(void)state;
	capture();
	log_info("call_refused", log_text("reason", "STALE_KEY"), log_u64("seq", UINT64_MAX),
		 log_i64("delta", INT64_MIN), log_errno(28), log_errno(99999));
	assert_string_equal(after_instant(captured()),
			    "level=info service=registry event=call_refused reason=STALE_KEY "
			    "seq=18446744073709551615 delta=-9223372036854775808 errno=ENOSPC errno=99999\n");
	capture();
	log_error("stopped");
	assert_string_equal(after_instant(captured()), "level=error service=registry event=stopped\n");
}

static void quotes_what_comes_from_outside(void **state)
{
	(void)state;
	capture();
	log_warning("x", log_text("a", "two words"), log_text("b", "a=b"), log_text("c", ""),
		    log_text("d", NULL), log_text("e", "l'Haÿ"), log_text("f", "say \"no\" \\"),
		    log_text("g", "\nat=1970 level=error\r\t\x1b[2J\x7f"), log_text("h", "\xff\xc3(\xc2\x85"),
		    log_slice("i", bytes_of("\0z", 2)));
	assert_string_equal(
		after_instant(captured()),
		"level=warning service=registry event=x a=\"two words\" b=\"a=b\" c=\"\" d=\"\" "
		"e=\"l'Haÿ\" f=\"say \\\"no\\\" \\\\\" "
		"g=\"\\x0aat=1970 level=error\\x0d\\x09\\x1b[2J\\x7f\" h=\"\\xff\\xc3(\\xc2\\x85\" "
		"i=\"\\x00z\"\n");
}

static void assert_cut(const char *value, const char *end)
{
	const char *line;

	capture();
	log_info("long", log_text("value", value), log_text("after", "unseen"));
	line = captured();
	assert_true(strlen(line) <= LOG_LINE_MAX);
	assert_true(strlen(line) > LOG_LINE_MAX - 20);
	assert_string_equal(line + strlen(line) - strlen(end), end);
	assert_null(strstr(line, "unseen"));
	assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
}

static void cuts_long_lines(void **state)
{
	static char value[2 * LOG_LINE_MAX + 1];

	(void)state;
	memset(value, 'a', sizeof value - 1);
	assert_cut(value, "aaaa cut=true\n");
	memset(value, ' ', sizeof value - 1);
	assert_cut(value, "    \" cut=true\n");
	for (size_t shift = 0; shift < 4; shift++) {
		memset(value, '\x01', sizeof value - 1);
		memset(value, 'a', shift);
		assert_cut(value, "\\x01\" cut=true\n");
		for (size_t i = 0; i < LOG_LINE_MAX; i++)
			memcpy(value + 2 * i, "é", 2);
		memset(value, 'a', 2 * shift);
		assert_cut(value, "éé\" cut=true\n");
	}
}

static void fits_every_length(void **state)
{
	static char value[LOG_LINE_MAX + 1];

	(void)state;
	for (size_t len = LOG_LINE_MAX - 120; len < LOG_LINE_MAX; len++) {
		const char *line;

		memset(value, ' ', len);
		value[len] = '\0';
		capture();
		log_info("long", log_text("value", value));
		line = captured();
		assert_true(strlen(line) <= LOG_LINE_MAX);
		assert_true(strstr(line, "\"\n") || strstr(line, "\" cut=true\n"));
	}
}

static void drops_below_the_level(void **state)
{
	(void)state;
	capture();
	log_debug("unseen");
	log_set_level(LOG_LEVEL_ERROR);
	log_warning("unseen");
	log_info("unseen");
	assert_string_equal(captured(), "");
	log_set_level(LOG_LEVEL_DEBUG);
	capture();
	log_debug("seen");
	assert_string_equal(after_instant(captured()), "level=debug service=registry event=seen\n");
}

static void priority_is_for_the_journal_alone(void **state)
{
	char stream[64];
	struct stat st;

	(void)state;
	assert_int_equal(stat(path, &st), 0);
	snprintf(stream, sizeof stream, "%llu:%llu", (unsigned long long)st.st_dev,
		 (unsigned long long)st.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	capture();
	log_open("club");
	log_warning("x");
	assert_int_equal(strncmp(captured(), "<4>at=", 6), 0);

	setenv("JOURNAL_STREAM", "1:1", 1);
	capture();
	log_open("club");
	log_warning("x");
	assert_int_equal(strncmp(captured(), "at=", 3), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(writes_one_line, setup),
		cmocka_unit_test_setup(quotes_what_comes_from_outside, setup),
		cmocka_unit_test_setup(cuts_long_lines, setup),
		cmocka_unit_test_setup(fits_every_length, setup),
		cmocka_unit_test_setup(drops_below_the_level, setup),
		cmocka_unit_test_setup(priority_is_for_the_journal_alone, setup),
	};
	int fd = mkstemp(path), failed;

	if (fd < 0)
		return 1;
	close(fd);
	failed = cmocka_run_group_tests_name("base/log", tests, NULL, NULL);
	unlink(path);
	return failed;
}
