#include "store/test/journal_fixture.h"

static bool parses(const char *header, size_t commitment, size_t hash, size_t salt, const char *payload,
		   struct bytes tail)
{
	static const uint8_t zeros[64];
	struct buf buf = {0};
	struct entry entry;
	bool ok;

	buf_printf(&buf, "\n%c%s", (int)strlen(header), header);
	buf_printf(&buf, "\x12%c", (int)commitment);
	buf_append(&buf, zeros, commitment);
	buf_printf(&buf, "\x1a%c", (int)hash);
	buf_append(&buf, zeros, hash);
	if (salt > 0)
		buf_printf(&buf, "\"%c", (int)salt);
	buf_append(&buf, zeros, salt);
	if (payload)
		buf_printf(&buf, "*%c%s", (int)strlen(payload), payload);
	buf_append(&buf, tail.data, tail.len);
	ok = entry_parse(buf_bytes(&buf), &entry);
	if (ok) {
		assert_true(bytes_equal(entry.header, bytes_text(header)));
		assert_true(bytes_equal(entry.payload, bytes_text(payload ? payload : "")));
	}
	buf_free(&buf);
	return ok;
}

static void a_reader_out_of_scope_verifies_the_chain(void **state)
{
	struct fixture *fixture = *state;
	struct hash hash, untouched = NONE;
	struct journal journal;
	struct entry entry;
	struct txn txn;

	begin_with_three(fixture, &journal, &txn);
	assert_true(entry_parse(journal_read(&txn, 1), &entry));
	entry.salt = entry.payload = entry.audience = (struct bytes){0};
	assert_true(entry_verify(&entry, &NONE, &hash));
	assert_true(bytes_equal(entry.hash, hash_bytes(&hash)));
	assert_true(entry_parse(journal_read(&txn, 2), &entry));
	assert_false(entry_verify(&entry, &NONE, &untouched)); /* does not follow nothing */
	assert_true(hash_equal(&untouched, &NONE));
	assert_true(entry_verify(&entry, &hash, &hash));
	/* Slices as a peer may send them. */
	entry.salt.len--;
	assert_false(entry_verify(&entry, &hash, &hash));
	entry.salt.len = 0;
	assert_false(entry_verify(&entry, &hash, &hash)); /* a payload that cannot be checked */
	entry.payload.len = 0;
	entry.audience = bytes_text("x");
	assert_false(entry_verify(&entry, &hash, &hash));
	entry.audience.len = 0;
	entry.hash.len--;
	assert_false(entry_verify(&entry, &hash, &hash));
	entry.hash.len++;
	entry.commitment.len = 0;
	assert_false(entry_verify(&entry, &hash, &hash));
	txn_end(&txn);
}

static void parsing_is_strict(void **state)
{
	static const struct bytes no = {0};
	struct entry entry;

	(void)state;
	assert_true(parses("header", 32, 32, 16, "payload", no));
	assert_true(parses("header", 32, 32, 16, "", no));
	assert_true(parses("header", 32, 32, 16, NULL, no));
	assert_true(parses("header", 32, 32, 0, NULL, no));
	assert_true(parses("header", 32, 32, 0, "", no));
	assert_false(parses("header", 32, 32, 0, "payload", no));
	assert_false(parses("", 32, 32, 16, "payload", no));
	assert_false(parses("header", 31, 32, 16, "payload", no));
	assert_false(parses("header", 33, 32, 16, "payload", no));
	assert_false(parses("header", 32, 31, 16, "payload", no));
	assert_false(parses("header", 32, 33, 16, "payload", no));
	assert_false(parses("header", 32, 32, 15, "payload", no));
	assert_false(parses("header", 32, 32, 17, "payload", no));
	assert_false(parses("header", 32, 32, 16, "payload", bytes_text("*\1x"))); /* twice */
	assert_false(parses("header", 32, 32, 16, "", bytes_text("*\1x")));
	assert_false(parses("header", 32, 32, 16, "payload", bytes_text(":\1x")));     /* unknown */
	assert_true(parses("header", 32, 32, 16, "payload", bytes_text("2\1x")));      /* audience */
	assert_false(parses("header", 32, 32, 0, NULL, bytes_text("2\1x")));           /* without its salt */
	assert_false(parses("header", 32, 32, 16, "payload", bytes_of("\2\0", 2)));    /* number 0 */
	assert_false(parses("header", 32, 32, 16, NULL, bytes_text("(\1")));           /* a varint */
	assert_false(parses("header", 32, 32, 16, NULL, bytes_text("*\2x")));          /* cut */
	assert_false(parses("header", 32, 32, 16, NULL, bytes_text("*")));             /* no length */
	assert_false(parses("header", 32, 32, 16, NULL, bytes_text("*\xff\xff\xff"))); /* no end of it */
	assert_false(entry_parse((struct bytes){0}, &entry));
	assert_false(entry_parse(bytes_text("\n\6header"), &entry));
}

/* Whether a header of this time is read. */
static bool reads(int64_t seconds, int32_t nanos)
{
	Pb__Timestamp instant = PB__TIMESTAMP__INIT;
	Bus__EntryHeader header = BUS__ENTRY_HEADER__INIT;
	struct arena *arena = arena_new(1 << 16);
	struct entry entry = {0};
	bool read;

	instant.seconds = seconds;
	instant.nanos = nanos;
	header.instant = &instant;
	entry.header = arena_pack(arena, &header.base);
	read = entry_header(arena, &entry) != NULL;
	arena_free(arena);
	return read;
}

/* Whoever writes a journal for others to read may write any: its microseconds would be past counting. */
static void an_instant_that_cannot_be_counted_is_unreadable(void **state)
{
	(void)state;
	assert_true(reads(0, 0));
	assert_true(reads(-62135596800, 0));
	assert_true(reads(253402300799, 999999999));
	assert_false(reads(-62135596801, 0));
	assert_false(reads(253402300800, 0));
	assert_false(reads(INT64_MAX, 0));
	assert_false(reads(INT64_MIN, 0));
	assert_false(reads(0, -1));
	assert_false(reads(0, 1000000000));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		STORE_TEST(a_reader_out_of_scope_verifies_the_chain),
		cmocka_unit_test(parsing_is_strict),
		cmocka_unit_test(an_instant_that_cannot_be_counted_is_unreadable),
	};

	return cmocka_run_group_tests_name("store/entry", tests, NULL, NULL);
}
