/* What is kept beside a journal is held against it: whatever is lost or changed there is found. */
#include "store/test/journal_fixture.h"

#include "pvd/bus/v1/effect.pb-c.h"
#include "store/books.h"
#include "store/cursors.h"
#include "store/key.h"
#include "store/receipts.h"

enum { ARENA_BYTES = 1 << 20, ENTRIES = 3 };

#define AGENT  "agent"
#define SOURCE "registry"

static struct arena *arena;
static struct journal journal;
static struct txn txn;

/* The key of the command of entry n, n milliseconds after the epoch. */
static struct id key_of(unsigned n)
{
	struct id id = {{0}};

	id.bytes[5] = (uint8_t)n;
	return id;
}

static void append_by(const char *type, unsigned n)
{
	Pb__Timestamp instant = PB__TIMESTAMP__INIT;
	Bus__EntryHeader header = BUS__ENTRY_HEADER__INIT;
	struct id key = key_of(n);

	instant.seconds = 1795310955 + n;
	header.instant = &instant;
	header.actor = (char *)AGENT;
	header.type = (char *)type;
	header.cause_case = BUS__ENTRY_HEADER__CAUSE_COMMAND;
	header.command = (ProtobufCBinaryData){.len = ID_SIZE, .data = key.bytes};
	journal_append(&journal, &txn, &header, bytes_text("a payload"));
}

static void answer(unsigned n, uint64_t sequence)
{
	struct id key = key_of(n);
	struct receipt receipt = {.epoch = 1, .sequence = sequence, .body = bytes_text("an answer")};

	receipt_put(&txn, AGENT, &key, &receipt);
}

/* The journal's own entries, as if they came from a source. */
static void receive(void)
{
	struct cursor cursor = {.epoch = 1, .sequence = ENTRIES, .hash = journal.hash};

	for (uint64_t n = 1; n <= ENTRIES; n++)
		source_append(&txn, SOURCE, n, journal_read(&txn, n));
	cursor_store(&txn, SOURCE, &cursor);
}

/* Three commands, each with its answer, and a source that is read as far. */
static int begin(void **state)
{
	struct fixture *fixture;

	fixture_setup(state);
	fixture = *state;
	arena = arena_new(ARENA_BYTES);
	txn_begin_write(&txn, &fixture->env);
	load(&journal, &txn);
	for (unsigned n = 1; n <= ENTRIES; n++) {
		append_by("pvd.test.v1.Happened", n);
		answer(n, n);
	}
	receive();
	journal_flush(&journal, &txn);
	return 0;
}

static int end(void **state)
{
	txn_end(&txn);
	arena_free(arena);
	return fixture_teardown(state);
}

static void assert_fault(const char *words)
{
	const char *fault = books_fault(&txn, arena, true);

	assert_non_null(fault);
	if (!strstr(fault, words))
		fail_msg("« %s » lacks « %s »", fault, words);
}

static void what_agrees_is_let_be(void **state)
{
	(void)state;
	assert_null(books_fault(&txn, arena, true));
	answer(7, ENTRIES); /* of a command without effect */
	assert_null(books_fault(&txn, arena, true));
}

static void an_answer_that_is_lost_is_found(void **state)
{
	struct key key = key_of_text(AGENT);
	struct id id = key_of(2);

	(void)state;
	key_raw(&key, bytes_of("", 1));
	key_id(&key, &id);
	assert_true(txn_delete(&txn, TABLE_RECEIPTS, key_bytes(&key)));
	assert_fault("la réponse à la commande de l'entrée 2");
	assert_null(books_fault(&txn, arena, false)); /* a replica has none */
}

static void an_answer_of_before_its_effect_is_found(void **state)
{
	(void)state;
	answer(3, 2);
	assert_fault("entrée 3");
}

static void an_unreadable_answer_is_found(void **state)
{
	(void)state;
	txn_put(&txn, TABLE_RECEIPTS, bytes_text("agent without a key"), bytes_text("x"));
	assert_fault("illisible");
}

static void what_was_pruned_is_not_missed(void **state)
{
	(void)state;
	assert_int_equal(receipts_prune(&txn, (struct instant){.us = 3000}, 10), 2);
	assert_null(books_fault(&txn, arena, true));
}

static void effects_have_no_answer(void **state)
{
	(void)state;
	append_by(bus__effect_carried_out__descriptor.name, 9);
	assert_null(books_fault(&txn, arena, true));
	append_by("pvd.test.v1.Happened", 10);
	assert_fault("entrée 5");
}

static void a_received_entry_that_is_lost_is_found(void **state)
{
	(void)state;
	source_forget(&txn, SOURCE, 1, 2);
	assert_fault("une entrée manque");
	source_forget(&txn, SOURCE, 0, ENTRIES);
	assert_fault("où la lecture en est, manque");
}

static void a_received_entry_that_is_changed_is_found(void **state)
{
	(void)state;
	source_append(&txn, SOURCE, 2, journal_read(&txn, 1));
	assert_fault("a été modifiée");
}

static void a_cursor_that_is_elsewhere_is_found(void **state)
{
	struct cursor cursor;

	(void)state;
	cursor_load(&txn, SOURCE, &cursor);
	cursor.sequence = 2;
	cursor_store(&txn, SOURCE, &cursor);
	assert_fault("ce n'est pas là que la lecture en est");
	cursor.sequence = ENTRIES;
	cursor.hash.bytes[0] ^= 1;
	cursor_store(&txn, SOURCE, &cursor);
	assert_fault("ce n'est pas là que la lecture en est");
}

#define CASE_OF(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE_OF(what_agrees_is_let_be),
		CASE_OF(an_answer_that_is_lost_is_found),
		CASE_OF(an_answer_of_before_its_effect_is_found),
		CASE_OF(an_unreadable_answer_is_found),
		CASE_OF(what_was_pruned_is_not_missed),
		CASE_OF(effects_have_no_answer),
		CASE_OF(a_received_entry_that_is_lost_is_found),
		CASE_OF(a_received_entry_that_is_changed_is_found),
		CASE_OF(a_cursor_that_is_elsewhere_is_found),
	};

	return cmocka_run_group_tests_name("store/books", tests, NULL, NULL);
}
