/* Whenever the process dies, a document is whole or is not there, and an upload can go on or begin again. */
#include "depot_fixture.h"

#include <dirent.h>
#include <signal.h>

static void begin_one(void)
{
	Gateway__Document declared = text_of(strlen(TEXT));

	begin(ID_1, &declared);
}

static void put_two(void)
{
	put(ID_1, 0, bytes_of(TEXT, 5));
	put(ID_1, 5, bytes_text(TEXT + 5));
}

static void finish_it(void)
{
	finish(ID_1);
}

static void abandon(void)
{
	depot_abandon(depot, ID_1, "anne", &refusal);
}

static void open_again(void)
{
	depot_again();
}

/* Does it in a process of its own that dies at `point`, then opens the depot as the next one does. */
static void die_at(const char *point, void (*act)(void))
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		setenv("PVD_KILL", point, 1);
		act();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	depot_again();
}

static void assert_uploads_empty(void)
{
	DIR *dir = opendir("uploads");
	const struct dirent *entry;

	assert_non_null(dir);
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.' && strcmp(entry->d_name, "boot") != 0)
			fail_msg("uploads/%s is left", entry->d_name);
	closedir(dir);
}

static uint32_t offset_of(const char *id)
{
	refusal = (struct refusal){0};
	assert_true(depot_state(depot, id, "anne", &progress, &refusal));
	return progress.offset;
}

static void while_it_begins(void **state)
{
	(void)state;
	die_at("depot_made:1", begin_one);
	assert_uploads_empty();
	leave(ID_1, TEXT);
	assert_true(finish(ID_1));
	assert_document(TEXT);
}

static void between_parts(void **state)
{
	(void)state;
	begin_one();
	die_at("depot_put:1", put_two);
	assert_int_equal(offset_of(ID_1), 5);
	assert_true(put(ID_1, 5, bytes_text(TEXT + 5)));
	assert_true(finish(ID_1));
	assert_document(TEXT);
}

/* Noted but without its name yet: nothing is there, and the end is asked for again. */
static void before_it_has_its_name(void **state)
{
	uint64_t size;

	(void)state;
	leave(ID_1, TEXT);
	die_at("depot_noted:1", finish_it);
	assert_int_equal(depot_read(digest_of(TEXT), &size), -1);
	assert_null(depot_sealed(ID_1, "anne", arena));
	assert_int_equal(offset_of(ID_1), strlen(TEXT));
	assert_true(finish(ID_1));
	assert_document(TEXT);
	assert_non_null(depot_sealed(ID_1, "anne", arena));
}

/* Two names of one file: what happens to the upload does not reach the document. */
static void once_it_has_its_name(void **state)
{
	(void)state;
	leave(ID_1, TEXT);
	die_at("depot_named:1", finish_it);
	assert_document(TEXT);
	assert_int_equal(file_write("uploads/boot", bytes_text("un autre démarrage"), 0600), 0);
	depot_again();
	assert_document(TEXT);
	assert_reason(put(ID_1, strlen(TEXT), bytes_text("x")), "UPLOAD_OVERFLOWS");
	assert_true(finish(ID_1));
	assert_document(TEXT);
	assert_non_null(depot_sealed(ID_1, "anne", arena));
}

static void abandoned_once_it_has_its_name(void **state)
{
	(void)state;
	leave(ID_1, TEXT);
	die_at("depot_named:1", finish_it);
	abandon();
	assert_uploads_empty();
	assert_document(TEXT);
}

static void before_it_is_told(void **state)
{
	(void)state;
	leave(ID_1, TEXT);
	die_at("depot_sealed:1", finish_it);
	assert_document(TEXT);
	assert_non_null(depot_sealed(ID_1, "anne", arena));
	assert_reason(finish(ID_1), "UPLOAD_UNKNOWN");
}

static void while_it_is_abandoned(void **state)
{
	(void)state;
	leave(ID_1, TEXT);
	die_at("depot_undeclared:1", abandon);
	assert_uploads_empty();
}

static void while_what_was_left_is_swept(void **state)
{
	(void)state;
	assert_int_equal(file_write("uploads/" ID_1 ".declared", bytes_text("coupé"), 0600), 0);
	assert_int_equal(file_write("uploads/" ID_1, bytes_text("reste"), 0600), 0);
	assert_int_equal(file_write("uploads/" ID_2 ".new", bytes_text("reste"), 0600), 0);
	die_at("depot_undeclared:1", open_again);
	assert_uploads_empty();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(while_it_begins),
		CASE(between_parts),
		CASE(before_it_has_its_name),
		CASE(once_it_has_its_name),
		CASE(abandoned_once_it_has_its_name),
		CASE(before_it_is_told),
		CASE(while_it_is_abandoned),
		CASE(while_what_was_left_is_swept),
	};

	return cmocka_run_group_tests_name("gateway/depot_crash", tests, NULL, NULL);
}
