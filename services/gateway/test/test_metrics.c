#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/exposition.h"
#include "gateway/metrics.h"

extern char **environ;

/* Of what a bus and a Club say. */
static const char BUS[] =
	"# HELP pvd_commands_total Commands that took effect.\n"
	"# TYPE pvd_commands_total counter\n"
	"pvd_commands_total{service=\"bus\"} 7\n"
	"# HELP pvd_commit_seconds_total Time spent in commits.\n"
	"# TYPE pvd_commit_seconds_total counter\n"
	"pvd_commit_seconds_total{service=\"bus\"} 0.053503\n"
	"# HELP pvd_bus_latency_seconds From a call's arrival to its answer's departure.\n"
	"# TYPE pvd_bus_latency_seconds summary\n"
	"pvd_bus_latency_seconds{method=\"pvd.bus.v1.ProcessService/GetStatus\",quantile=\"0.5\"} 0.000575\n"
	"pvd_bus_latency_seconds{method=\"pvd.bus.v1.ProcessService/GetStatus\",quantile=\"0.99\"} 0.000735\n"
	"pvd_bus_latency_seconds_sum{method=\"pvd.bus.v1.ProcessService/GetStatus\"} 0.002539\n"
	"pvd_bus_latency_seconds_count{method=\"pvd.bus.v1.ProcessService/GetStatus\"} 5\n"
	"# HELP pvd_bus_service_up Whether a service is connected.\n"
	"# TYPE pvd_bus_service_up gauge\n"
	"pvd_bus_service_up{service=\"club\"} 1\n"
	"# HELP pvd_bus_late_replies_total Replies to calls whose time was over.\n"
	"# TYPE pvd_bus_late_replies_total counter\n"
	"pvd_bus_late_replies_total 0\n";
static const char CLUB[] = "# HELP pvd_commands_total Commands that took effect.\n"
			   "# TYPE pvd_commands_total counter\n"
			   "pvd_commands_total{service=\"club\"} 3\n"
			   "# HELP pvd_commit_seconds_total Time spent in commits.\n"
			   "# TYPE pvd_commit_seconds_total counter\n"
			   "pvd_commit_seconds_total{service=\"club\"} 0.01\n";
static const char BOTH[] =
	"# HELP pvd_commands_total Commands that took effect.\n"
	"# TYPE pvd_commands_total counter\n"
	"pvd_commands_total{service=\"bus\"} 7\n"
	"pvd_commands_total{service=\"club\"} 3\n"
	"# HELP pvd_commit_seconds_total Time spent in commits.\n"
	"# TYPE pvd_commit_seconds_total counter\n"
	"pvd_commit_seconds_total{service=\"bus\"} 0.053503\n"
	"pvd_commit_seconds_total{service=\"club\"} 0.01\n"
	"# HELP pvd_bus_latency_seconds From a call's arrival to its answer's departure.\n"
	"# TYPE pvd_bus_latency_seconds summary\n"
	"pvd_bus_latency_seconds{method=\"pvd.bus.v1.ProcessService/"
	"GetStatus\",quantile=\"0.5\",service=\"bus\"} "
	"0.000575\n"
	"pvd_bus_latency_seconds{method=\"pvd.bus.v1.ProcessService/"
	"GetStatus\",quantile=\"0.99\",service=\"bus\"} "
	"0.000735\n"
	"pvd_bus_latency_seconds_sum{method=\"pvd.bus.v1.ProcessService/GetStatus\",service=\"bus\"} "
	"0.002539\n"
	"pvd_bus_latency_seconds_count{method=\"pvd.bus.v1.ProcessService/GetStatus\",service=\"bus\"} 5\n"
	"# HELP pvd_bus_service_up Whether a service is connected.\n"
	"# TYPE pvd_bus_service_up gauge\n"
	"pvd_bus_service_up{service=\"club\"} 1\n"
	"# HELP pvd_bus_late_replies_total Replies to calls whose time was over.\n"
	"# TYPE pvd_bus_late_replies_total counter\n"
	"pvd_bus_late_replies_total{service=\"bus\"} 0\n";

static struct metrics_merge merge;
static struct buf out;

static void add(const char *service, const char *text)
{
	metrics_merge_add(&merge, service, bytes_text(text));
}

static const char *end(void)
{
	buf_clear(&out);
	metrics_merge_end(&merge, &out);
	buf_byte(&out, '\0');
	return (const char *)out.data;
}

static int tear_down(void **state)
{
	(void)state;
	end();
	buf_free(&out);
	out = (struct buf){0};
	return 0;
}

/* What becomes of the lines of a gauge `x`. */
static const char *through(const char *lines)
{
	struct buf text = {0};

	buf_printf(&text, "# HELP x Some.\n# TYPE x gauge\n%s\n", lines);
	metrics_merge_add(&merge, "club", buf_bytes(&text));
	buf_free(&text);
	return end();
}

static void assert_line(const char *line, const char *expected)
{
	char text[4096];

	snprintf(text, sizeof text, "# HELP x Some.\n# TYPE x gauge\n%s\n", expected);
	assert_string_equal(through(line), text);
}

static void assert_left_out(const char *line)
{
	assert_string_equal(through(line), "");
}

static void families_are_told_once_and_samples_name_their_service(void **state)
{
	(void)state;
	add("bus", BUS);
	add("club", CLUB);
	assert_string_equal(end(), BOTH);
	assert_string_equal(end(), "");
}

/* promtool reads a pipe, which holds all of a text this short. */
static int promtool(const char *text)
{
	char *argv[] = {"promtool", "check", "metrics", NULL};
	posix_spawn_file_actions_t actions;
	int ends[2], status;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], text, strlen(text)), strlen(text));
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
	posix_spawn_file_actions_addclose(&actions, ends[1]);
	assert_int_equal(posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ), 0);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[0]);
	close(ends[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void prometheus_finds_no_fault(void **state)
{
	(void)state;
	add("bus", BUS);
	add("club", CLUB);
	add("funding",
	    "# HELP odd One \\\\ or\\n two.\n# TYPE odd histogram\n"
	    "odd_bucket{le=\"1\",a=\"\\\"\\\\\\n\"} 1\nodd_bucket{le=\"+Inf\",a=\"\\\"\\\\\\n\"} 2\n"
	    "odd_sum{a=\"\\\"\\\\\\n\"} 1.5e-3\nodd_count{a=\"\\\"\\\\\\n\"} 2\n");
	assert_int_equal(promtool(end()), 0);
	/* It would say so. */
	assert_int_not_equal(promtool("# TYPE x gauge\nx{a=} 1\n"), 0);
	assert_int_not_equal(promtool("# TYPE x_microseconds gauge\nx_microseconds 1\n"), 0);
}

static void a_sample_is_written_in_one_way(void **state)
{
	(void)state;
	assert_line("x 1", "x{service=\"club\"} 1");
	assert_left_out("x{} 1");
	assert_left_out("x{a=\"1\",} 1");
	assert_left_out("x{ a=\"1\"} 1");
	assert_left_out("x 1 1700000000000");
}

static void labels_are_in_order_and_the_service_is_not_replaced(void **state)
{
	(void)state;
	assert_line("x{z=\"1\",a=\"2\"} 1", "x{a=\"2\",service=\"club\",z=\"1\"} 1");
	assert_line("x{service=\"bus\"} 1", "x{service=\"bus\"} 1");
	assert_line("x{a=\"\\\\ \\\" \\n é {}, =\"} 1", "x{a=\"\\\\ \\\" \\n é {}, =\",service=\"club\"} 1");
}

static void numbers_are_numbers(void **state)
{
	static const char *const GOOD[] = {"0",       "-1",   "+2",  "1.5",  "1e9",
					   "1.5e-09", "1e+3", "NaN", "+Inf", "-Inf"};
	static const char *const BAD[] = {"",    "-",   ".",   "1.",  ".5",  "1e", "1e+",
					  "0x1", "1 2", "Inf", "nan", "1,5", "1 ", " 1"};
	char line[64], expected[64];

	(void)state;
	for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
		snprintf(line, sizeof line, "x %s", GOOD[i]);
		snprintf(expected, sizeof expected, "x{service=\"club\"} %s", GOOD[i]);
		assert_line(line, expected);
	}
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		snprintf(line, sizeof line, "x %s", BAD[i]);
		assert_left_out(line);
	}
}

static void malformed_lines_are_left_out(void **state)
{
	static const char *const LINES[] = {
		"x",
		"x{",
		"x{a",
		"x{a=",
		"x{a=\"",
		"x{a=\"1",
		"x{a=\"1\"",
		"x{a=\"1\"}",
		"x{a=\"1\"}1",
		"x{a=1} 1",
		"x{=\"1\"} 1",
		"x{1=\"1\"} 1",
		"x{a:b=\"1\"} 1",
		"x{__name__=\"y\"} 1",
		"x{a=\"1\"b=\"2\"} 1",
		"x{a=\"1\",a=\"2\"} 1",
		"x{a=\"\\t\"} 1",
		"x{a=\"\\\"} 1",
		"x{a=\"\xff\"} 1",
		"x{a=\"\x01\"} 1",
		"x{a=\"1\"}} 1",
		"x\t1",
		" x 1",
		"1x 1",
		"x\r",
		"x 1\r",
		"{a=\"1\"} 1",
		"# x 1",
		"#x",
		"é 1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++)
		assert_left_out(LINES[i]);
	/* The next line is read all the same. */
	assert_line("x{\nx 1", "x{service=\"club\"} 1");
}

static void only_samples_of_the_family_declared_before(void **state)
{
	(void)state;
	assert_left_out("y 1");
	assert_left_out("xx 1");
	assert_left_out("x_sum 1");
	add("club", "x 1\n# TYPE x gauge\n");
	assert_string_equal(end(), "");
	add("club", "# TYPE x gauges\nx 1\n# TYPE x\nx 1\n# TYPE é gauge\nx 1\n");
	assert_string_equal(end(), "");
	add("club", "# TYPE s summary\ns{quantile=\"a\"} 1\ns 1\ns_sum 1\ns_bucket{le=\"1\"} 1\n");
	assert_string_equal(end(), "# TYPE s summary\ns_sum{service=\"club\"} 1\n");
	add("club", "# TYPE h histogram\nh_bucket 1\nh_bucket{le=\"x\"} 1\nh 1\nh_count 1\n");
	assert_string_equal(end(), "# TYPE h histogram\nh_count{service=\"club\"} 1\n");
}

static void a_family_has_one_type_and_one_help(void **state)
{
	(void)state;
	add("bus", "# HELP x One.\n# TYPE x gauge\nx 1\n");
	add("club", "# HELP x Two.\n# TYPE x counter\nx 2\n");
	add("funding", "# HELP x Three.\n# TYPE x gauge\nx 3\n# HELP y Bad \\t.\n# TYPE y gauge\ny 1\n");
	assert_string_equal(end(),
			    "# HELP x One.\n# TYPE x gauge\nx{service=\"bus\"} 1\nx{service=\"funding\"} 3\n"
			    "# TYPE y gauge\ny{service=\"funding\"} 1\n");
}

static void a_series_is_told_once(void **state)
{
	(void)state;
	assert_line("x{a=\"1\",b=\"2\"} 1\nx{b=\"2\",a=\"1\"} 2", "x{a=\"1\",b=\"2\",service=\"club\"} 1");
	add("bus", "# TYPE x gauge\nx{service=\"club\"} 1\n");
	add("club", "# TYPE x gauge\nx 2\nx{a=\"\"} 3\n");
	assert_string_equal(end(), "# TYPE x gauge\nx{service=\"club\"} 1\nx{a=\"\",service=\"club\"} 3\n");
}

static void a_service_is_a_word(void **state)
{
	(void)state;
	add("", "# TYPE x gauge\nx 1\n");
	add("a\"b", "# TYPE x gauge\nx 1\n");
	add("a b", "# TYPE x gauge\nx 1\n");
	assert_string_equal(end(), "");
}

static unsigned lines_of(const char *text)
{
	unsigned count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

static void what_is_too_much_is_left_out(void **state)
{
	struct buf text = {0};

	(void)state;
	buf_printf(&text, "x{a=\"%0*d\"} 1", EXPOSITION_LINE_MAX, 0);
	buf_byte(&text, '\0');
	assert_left_out((const char *)text.data);
	buf_clear(&text);
	for (unsigned i = 0; i < EXPOSITION_LABELS_MAX; i++)
		buf_printf(&text, "%sl%02u=\"\"", i ? "," : "x{", i);
	buf_append(&text, "} 1", 4);
	assert_left_out((const char *)text.data); /* no room for the service */
	buf_clear(&text);
	buf_printf(&text, "# TYPE x gauge\n");
	for (unsigned i = 0; i < METRICS_SAMPLES_MAX + 10; i++)
		buf_printf(&text, "x{i=\"%u\"} 1\n", i);
	metrics_merge_add(&merge, "club", buf_bytes(&text));
	assert_int_equal(lines_of(end()), 1 + METRICS_SAMPLES_MAX);
	buf_clear(&text);
	for (unsigned i = 0; i < METRICS_FAMILIES_MAX + 10; i++)
		buf_printf(&text, "# TYPE x%u gauge\nx%u 1\n", i, i);
	metrics_merge_add(&merge, "club", buf_bytes(&text));
	assert_int_equal(lines_of(end()), 2 * METRICS_FAMILIES_MAX);
	while (text.len <= METRICS_TEXT_MAX)
		buf_printf(&text, "# TYPE x gauge\nx 1\n");
	metrics_merge_add(&merge, "club", buf_bytes(&text));
	assert_string_equal(end(), "");
	buf_free(&text);
}

/* Every text cut short is read as far as it goes; the sanitizers watch. */
static void cut_texts(void **state)
{
	(void)state;
	for (size_t len = 0; len < sizeof BUS; len++) {
		char *text = malloc(len + 1);

		memcpy(text, BUS, len);
		metrics_merge_add(&merge, "bus", bytes_of(text, len));
		assert_true(lines_of(end()) <= lines_of(BUS));
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(families_are_told_once_and_samples_name_their_service, tear_down),
		cmocka_unit_test_teardown(prometheus_finds_no_fault, tear_down),
		cmocka_unit_test_teardown(a_sample_is_written_in_one_way, tear_down),
		cmocka_unit_test_teardown(labels_are_in_order_and_the_service_is_not_replaced, tear_down),
		cmocka_unit_test_teardown(numbers_are_numbers, tear_down),
		cmocka_unit_test_teardown(malformed_lines_are_left_out, tear_down),
		cmocka_unit_test_teardown(only_samples_of_the_family_declared_before, tear_down),
		cmocka_unit_test_teardown(a_family_has_one_type_and_one_help, tear_down),
		cmocka_unit_test_teardown(a_series_is_told_once, tear_down),
		cmocka_unit_test_teardown(a_service_is_a_word, tear_down),
		cmocka_unit_test_teardown(what_is_too_much_is_left_out, tear_down),
		cmocka_unit_test_teardown(cut_texts, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
