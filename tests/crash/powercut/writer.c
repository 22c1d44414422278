/* powercut_writer DIR BATCHES: commits batches of entries and their fold, and records each head it could
 * acknowledge. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fold.h"
#include "record.h"
#include "store/journal.h"
#include "store/key.h"

static void write_one(struct journal *journal, struct txn *txn, uint64_t n)
{
	static uint8_t payload[9000];
	Bus__EntryHeader header = BUS__ENTRY_HEADER__INIT;
	Pb__Timestamp instant = PB__TIMESTAMP__INIT;
	struct key row;
	uint8_t value[8];

	instant.seconds = (int64_t)n;
	header.instant = &instant;
	header.actor = "writer";
	header.type = "pvd.test.v1.Happened";
	memset(payload, (int)n, sizeof payload);
	journal_append(journal, txn, &header, bytes_of(payload, n % 23 == 0 ? sizeof payload : n * 37 % 600));
	row = key_of_u64(row_of(journal->sequence));
	txn_put(txn, TABLE_ROWS, key_bytes(&row), bytes_of(value, put_be64(value, journal->sequence)));
}

static bool acknowledge(uint64_t sequence)
{
	struct record record = {.kind = RECORD_ACKNOWLEDGED, .offset = sequence};
	int fd = open(getenv(RECORD_VARIABLE), O_WRONLY | O_APPEND | O_CLOEXEC);
	bool done = write(fd, &record, sizeof record) == sizeof record;

	close(fd);
	return done;
}

static bool write_batch(struct journal *journal, struct env *env, unsigned batch)
{
	struct txn txn;

	txn_begin_write(&txn, env);
	for (unsigned i = 0; i <= batch * 7 % 12; i++)
		write_one(journal, &txn, batch + i * 5);
	journal_flush(journal, &txn);
	return txn_commit(&txn) == 0 && acknowledge(journal->sequence);
}

int main(int argc, char **argv)
{
	unsigned batches = argc == 3 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
	struct journal journal;
	char error[256];
	struct env env;
	struct txn txn;
	bool ok;

	if (batches == 0 || !getenv(RECORD_VARIABLE))
		return 2;
	if (!env_open(&env, argv[1], ENV_DURABLE, OWN_TABLES, 1, error, sizeof error)) {
		fprintf(stderr, "%s\n", error);
		return 1;
	}
	txn_begin_write(&txn, &env);
	ok = journal_load(&journal, &txn, "powercut", error, sizeof error) && txn_commit(&txn) == 0;
	for (unsigned batch = 1; ok && batch <= batches; batch++)
		ok = write_batch(&journal, &env, batch);
	env_close(&env);
	return ok ? 0 : 1;
}
