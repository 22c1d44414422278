/* What a service keeps beside its store is part of its backup. */
#include "principals.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"

static struct service keeper;
static bool is_broken;
static char folder[64];

static bool keep(const char *backup, char *error, size_t error_size)
{
	char path[128];

	if (is_broken) {
		snprintf(error, error_size, "le volume est plein");
		return false;
	}
	snprintf(path, sizeof path, "%s/bus/data.mdb", backup);
	assert_int_equal(access(path, F_OK), 0); /* whatever the copy names is kept */
	snprintf(path, sizeof path, "%s/beside", backup);
	return file_write(path, bytes_text("gardé"), 0400) == 0;
}

static int begin(void **state)
{
	set_up(state);
	keeper = service;
	keeper.backup = keep;
	is_broken = false;
	h->service = &keeper;
	harness_restart(h);
	snprintf(folder, sizeof folder, "/tmp/pvd-backup-XXXXXX");
	return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int end(void **state)
{
	const char *const argv[] = {"rm", "-rf", folder, NULL};
	pid_t pid = fork();

	if (pid == 0) {
		execv("/bin/rm", (char *const *)argv);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
	return chdir("/") == 0 ? tear_down(state) : -1;
}

static struct answer backup(void)
{
	Bus__BackupRequest request = BUS__BACKUP_REQUEST__INIT;

	request.name = "soir";
	return harness_call(h, operator_, "Backup", &request.base);
}

static void keeps_what_lies_beside_the_store(void **state)
{
	(void)state;
	assert_accepted(add("a1"));
	assert_accepted(backup());
	assert_int_equal(access("backup/soir/bus/data.mdb", F_OK), 0);
	assert_int_equal(access("backup/soir/beside", F_OK), 0);
	assert_refused(backup(), "BACKUP_EXISTS");
}

static void half_a_backup_is_none(void **state)
{
	struct answer answer;

	(void)state;
	is_broken = true;
	answer = backup();
	assert_refused(answer, "BACKUP_FAILED");
	assert_string_equal(answer.message, "le volume est plein");
	assert_int_not_equal(access("backup/soir/bus", F_OK), 0);
	is_broken = false;
	assert_accepted(backup());
	assert_int_equal(access("backup/soir/beside", F_OK), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(keeps_what_lies_beside_the_store, begin, end),
		cmocka_unit_test_setup_teardown(half_a_backup_is_none, begin, end),
	};

	return cmocka_run_group_tests_name("service/backup", tests, NULL, NULL);
}
