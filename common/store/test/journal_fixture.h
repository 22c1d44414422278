/* A journal with entries of no meaning. */
#ifndef PVD_STORE_TEST_JOURNAL_FIXTURE_H
#define PVD_STORE_TEST_JOURNAL_FIXTURE_H

#include "store/test/fixture.h"

#include "store/journal.h"

static const struct hash NONE; /* before the first entry */

/* One entry at 2026-11-22T01:29:15.000007Z plus n seconds. Those of odd n concern a town and a payer. */
static inline void append(struct journal *journal, struct txn *txn, unsigned n, const char *payload)
{
	Pb__Timestamp instant = PB__TIMESTAMP__INIT;
	Bus__EntryHeader header = BUS__ENTRY_HEADER__INIT;

	instant.seconds = 1795310955 + n;
	instant.nanos = 7000;
	header.instant = &instant;
	header.actor = "agent";
	header.type = "pvd.test.v1.Happened";
	header.collectivites = header.partners = (char *[]){"77183"};
	header.n_collectivites = header.n_partners = n % 2;
	journal_append(journal, txn, &header, bytes_text(payload));
}

static inline void load(struct journal *journal, struct txn *txn)
{
	char error[256] = "";

	if (!journal_load(journal, txn, "test", error, sizeof error))
		fail_msg("%s", error);
}

static inline void assert_load_refused(struct txn *txn, const char *instance, const char *sentence)
{
	struct journal journal;
	char error[256] = "";

	assert_false(journal_load(&journal, txn, instance, error, sizeof error));
	if (!strstr(error, sentence))
		fail_msg("« %s » lacks « %s »", error, sentence);
}

/* Opens a transaction on a journal of three committed entries. */
static inline void begin_with_three(struct fixture *fixture, struct journal *journal, struct txn *txn)
{
	txn_begin_write(txn, &fixture->env);
	load(journal, txn);
	append(journal, txn, 1, "one");
	append(journal, txn, 2, "two");
	append(journal, txn, 3, "");
	journal_flush(journal, txn);
	assert_int_equal(txn_commit(txn), 0);
	txn_begin_write(txn, &fixture->env);
	assert_true(journal_verify(txn).ok);
}

static inline Bus__JournalEntry *unpack(struct txn *txn, uint64_t sequence)
{
	struct bytes stored = journal_read(txn, sequence);
	Bus__JournalEntry *entry = bus__journal_entry__unpack(NULL, stored.len, stored.data);

	assert_non_null(entry);
	return entry;
}

#endif
