/* powercut_checker: for each line `DIR SEQUENCE` opens the store and says in a word what became of it, given
 * that all up to SEQUENCE was acknowledged. Each in a child: a damaged store may kill who opens it. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fold.h"
#include "store/journal.h"
#include "store/key.h"

enum verdict {
	VERDICT_OK,
	VERDICT_UNOPENED,
	VERDICT_HEADLESS,  /* head and last entry disagree */
	VERDICT_LOST,      /* an acknowledged entry is not there */
	VERDICT_UNCHAINED, /* the journal does not verify */
	VERDICT_UNFOLDED,  /* the state is not the fold of the journal */
	VERDICT_STUCK,     /* takes no new entry */
	VERDICT_DIED,
};

static const char *const WORDS[] = {
	[VERDICT_OK] = "ok",       [VERDICT_UNOPENED] = "unopened",   [VERDICT_HEADLESS] = "headless",
	[VERDICT_LOST] = "lost",   [VERDICT_UNCHAINED] = "unchained", [VERDICT_UNFOLDED] = "unfolded",
	[VERDICT_STUCK] = "stuck", [VERDICT_DIED] = "died",
};

static bool state_is_fold(const struct journal *journal, struct txn *txn)
{
	uint64_t expected[ROWS] = {0};

	for (uint64_t sequence = 1; sequence <= journal->sequence; sequence++)
		expected[row_of(sequence)] = sequence;
	for (uint64_t row = 0; row < ROWS; row++) {
		struct key key = key_of_u64(row);
		struct reader value = reader_of(txn_get(txn, TABLE_ROWS, key_bytes(&key)));

		if (reader_be64(&value) != expected[row])
			return false;
	}
	return true;
}

/* A store that came back must also take the next entry. */
static bool goes_on(struct journal *journal, struct txn *txn)
{
	Bus__EntryHeader header = BUS__ENTRY_HEADER__INIT;
	Pb__Timestamp instant = PB__TIMESTAMP__INIT;

	header.instant = &instant;
	journal_append(journal, txn, &header, bytes_text("afterwards"));
	journal_flush(journal, txn);
	return txn_commit(txn) == 0;
}

static enum verdict check(const char *dir, uint64_t acknowledged)
{
	struct journal journal;
	char error[256];
	struct env env;
	struct txn txn;

	if (!env_open(&env, dir, ENV_DURABLE, OWN_TABLES, 1, error, sizeof error))
		return VERDICT_UNOPENED;
	txn_begin_write(&txn, &env);
	if (!journal_load(&journal, &txn, "powercut", error, sizeof error))
		return VERDICT_HEADLESS;
	if (journal.sequence < acknowledged)
		return VERDICT_LOST;
	if (!journal_verify(&txn).ok)
		return VERDICT_UNCHAINED;
	if (!state_is_fold(&journal, &txn))
		return VERDICT_UNFOLDED;
	return goes_on(&journal, &txn) ? VERDICT_OK : VERDICT_STUCK;
}

static enum verdict check_in_child(const char *dir, uint64_t acknowledged)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		alarm(10); /* damaged pages may lead in circles */
		_exit((int)check(dir, acknowledged));
	}
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) > VERDICT_DIED)
		return VERDICT_DIED;
	return (enum verdict)WEXITSTATUS(status);
}

int main(void)
{
	unsigned long long acknowledged;
	char dir[256];

	while (scanf("%255s %llu", dir, &acknowledged) == 2) {
		puts(WORDS[check_in_child(dir, acknowledged)]);
		fflush(stdout);
	}
	return 0;
}
