#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/feed.h"
#include "pvd/bus/v1/process.pb-c.h"

#define HASH_TEXT "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define NOTED     "pvd.bus.v1.Noted"

enum { ENTRIES_MAX = 4, ARENA_MAX = 4 << 20 };

static struct arena *scratch, *arena;
static struct buf out;
static struct feed_filter filter;
static struct feed_place place;

static int set_up(void **state)
{
	(void)state;
	scratch = arena_new(ARENA_MAX);
	arena = arena_new(ARENA_MAX);
	filter = (struct feed_filter){0};
	place = (struct feed_place){0};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(scratch);
	arena_free(arena);
	buf_free(&out);
	return 0;
}

/* ---- Places */

static struct hash counting_hash(void)
{
	struct hash hash;

	for (unsigned i = 0; i < HASH_SIZE; i++)
		hash.bytes[i] = (uint8_t)i;
	return hash;
}

static void what_is_written_is_read(void **state)
{
	static const struct feed_place PLACES[] = {
		{.epoch = 1, .sequence = 1}, {.epoch = UINT32_MAX, .sequence = UINT64_MAX}, {.epoch = 0}};

	(void)state;
	for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
		struct feed_place written = PLACES[i], read;
		char text[FEED_ID_SIZE];

		written.hash = counting_hash();
		feed_place_text(&written, text);
		assert_true(feed_place_read(bytes_text(text), &read));
		assert_int_equal(read.epoch, written.epoch);
		assert_int_equal(read.sequence, written.sequence);
		assert_memory_equal(read.hash.bytes, written.hash.bytes, HASH_SIZE);
	}
}

static void a_place_is_written_in_one_way(void **state)
{
	struct feed_place written = {.epoch = 2, .sequence = 42, .hash = counting_hash()};
	char text[FEED_ID_SIZE];

	(void)state;
	feed_place_text(&written, text);
	assert_string_equal(text, "2:42:" HASH_TEXT);
}

static void zero_is_the_beginning(void **state)
{
	struct feed_place read = {.epoch = 7, .sequence = 7};

	(void)state;
	assert_true(feed_place_read(bytes_text("0"), &read));
	assert_int_equal(read.epoch, 0);
	assert_int_equal(read.sequence, 0);
}

static void hostile_ids_are_none(void **state)
{
	static const char *const OTHERS[] = {
		"",
		"00",
		"1",
		"1:2",
		"1:2:",
		":",
		"::",
		":2:" HASH_TEXT,
		"1::" HASH_TEXT,
		"1:2:" HASH_TEXT ":",
		"1:2:" HASH_TEXT "A",
		"1:2:" HASH_TEXT "=",
		"1:2:A" HASH_TEXT,
		"1:2:/AECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
		"1:2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9",
		"1:2: " HASH_TEXT,
		" 1:2:" HASH_TEXT,
		"+1:2:" HASH_TEXT,
		"-1:2:" HASH_TEXT,
		"0x1:2:" HASH_TEXT,
		"1:-2:" HASH_TEXT,
		"4294967296:2:" HASH_TEXT,
		"1:18446744073709551616:" HASH_TEXT,
		"00000000000000000000000000000000000001:2:" HASH_TEXT,
		"registry:1:2:" HASH_TEXT,
	};
	struct feed_place read = {.epoch = 7};

	(void)state;
	for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
		assert_false(feed_place_read(bytes_text(OTHERS[i]), &read));
	assert_false(feed_place_read(bytes_of("0\0", 2), &read));
	assert_false(feed_place_read(bytes_of("1:2:" HASH_TEXT "\0", 5 + 43), &read));
	assert_false(feed_place_read((struct bytes){0}, &read));
	assert_int_equal(read.epoch, 7);
}

/* ---- Entries */

static ProtobufCBinaryData binary(struct bytes bytes)
{
	return (ProtobufCBinaryData){.data = (uint8_t *)bytes.data, .len = bytes.len};
}

/* The sequence-th entry of epoch 1, of that type, about those départements; its hash is its sequence alone. */
static Bus__JournalEntry *entry(uint64_t sequence, const char *type, const char *departement,
				struct bytes payload)
{
	Bus__EntryHeader header = BUS__ENTRY_HEADER__INIT;
	Bus__JournalEntry *made = arena_alloc(arena, sizeof *made);
	uint8_t *hash = arena_alloc(arena, HASH_SIZE);
	char *departements[1] = {(char *)departement};

	bus__journal_entry__init(made);
	header.sequence = sequence;
	header.epoch = 1;
	header.type = (char *)type;
	header.departements = departements;
	header.n_departements = departement != NULL;
	hash[0] = (uint8_t)sequence;
	made->header = binary(arena_pack(arena, &header.base));
	made->hash = binary(bytes_of(hash, HASH_SIZE));
	made->salt = binary(bytes_text("salt"));
	made->payload = binary(payload);
	return made;
}

static struct bytes note(const char *text)
{
	Bus__Noted noted = BUS__NOTED__INIT;

	noted.text = (char *)text;
	return arena_pack(arena, &noted.base);
}

static Bus__JournalEntry *withheld(uint64_t sequence)
{
	Bus__JournalEntry *made = entry(sequence, NOTED, "31", (struct bytes){0});

	made->salt = (ProtobufCBinaryData){0};
	return made;
}

static bool append(Bus__JournalEntry *first, Bus__JournalEntry *second, Bus__JournalEntry *third)
{
	Bus__JournalEntry *entries[] = {first, second, third};
	Bus__FetchResponse fetched = BUS__FETCH_RESPONSE__INIT;

	fetched.entries = entries;
	while (fetched.n_entries < 3 && entries[fetched.n_entries])
		fetched.n_entries++;
	buf_clear(&out);
	return feed_append(&out, &fetched, "registry", &filter, &place, scratch);
}

static const char *said(void)
{
	buf_byte(&out, '\0');
	return (const char *)out.data;
}

/* "id: 1:3:AwAA…" */
static const char *id_of(uint64_t sequence)
{
	struct feed_place at = {.epoch = 1, .sequence = sequence, .hash.bytes = {(uint8_t)sequence}};
	static char line[ENTRIES_MAX][FEED_ID_SIZE + 4];
	char text[FEED_ID_SIZE];

	feed_place_text(&at, text);
	snprintf(line[sequence % ENTRIES_MAX], sizeof *line, "id: %s", text);
	return line[sequence % ENTRIES_MAX];
}

static void assert_said(const char *format, ...)
{
	char expected[2000];
	va_list args;

	va_start(args, format);
	vsnprintf(expected, sizeof expected, format, args);
	va_end(args);
	assert_string_equal(said(), expected);
}

static void an_entry_is_one_event(void **state)
{
	(void)state;
	assert_true(append(entry(3, NOTED, "31", note("une\nligne")), NULL, NULL));
	assert_said("%s\ndata: "
		    "{\"service\":\"registry\",\"header\":{\"sequence\":\"3\",\"epoch\":1,\"type\":\"" NOTED
		    "\",\"departements\":[\"31\"]},\"event\":{\"text\":\"une\\nligne\"}}\n\n",
		    id_of(3));
	assert_int_equal(place.epoch, 1);
	assert_int_equal(place.sequence, 3);
	assert_int_equal(place.hash.bytes[0], 3);
}

static void several_come_in_order(void **state)
{
	const char *first, *second, *third;

	(void)state;
	assert_true(append(entry(1, NOTED, NULL, note("a")), entry(2, NOTED, NULL, note("b")),
			   entry(3, NOTED, NULL, note("c"))));
	first = strstr(said(), id_of(1));
	second = strstr(said(), id_of(2));
	third = strstr(said(), id_of(3));
	assert_true(first && first < second && second < third);
	assert_int_equal(place.sequence, 3);
}

static void nothing_says_nothing(void **state)
{
	(void)state;
	place.sequence = 9;
	assert_true(append(NULL, NULL, NULL));
	assert_int_equal(out.len, 0);
	assert_int_equal(place.sequence, 9);
}

/* ---- What is left out */

static void what_is_withheld_moves_the_place_alone(void **state)
{
	(void)state;
	assert_true(append(withheld(1), withheld(2), NULL));
	assert_said("%s\n\n", id_of(2));
	assert_int_equal(place.sequence, 2);
}

/* The id of an event that is shown is that of the last one anyway: no line more is needed. */
static void an_id_alone_follows_only_where_the_last_was_left_out(void **state)
{
	(void)state;
	assert_true(append(withheld(1), entry(2, NOTED, NULL, note("b")), NULL));
	assert_null(strstr(said(), id_of(1)));
	assert_true(append(entry(1, NOTED, NULL, note("a")), withheld(2), NULL));
	assert_non_null(strstr(said(), "\"a\""));
	assert_non_null(strstr(said(), id_of(2)));
	assert_null(strstr(said(), "31"));
}

static void filters_leave_the_rest_out(void **state)
{
	static const struct {
		const char *type, *departement;
		bool is_shown;
	} CASES[] = {
		{NULL, NULL, true},     {NOTED, NULL, true}, {"pvd.bus.v1.Note", NULL, false},
		{"noted", NULL, false}, {NULL, "31", true},  {NULL, "3", false},
		{NULL, "2A", false},    {NOTED, "31", true}, {NOTED, "2A", false},
		{"pvd.x", "31", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		filter = (struct feed_filter){0};
		if (CASES[i].type)
			filter.types[filter.type_count++] = CASES[i].type;
		if (CASES[i].departement)
			filter.departements[filter.departement_count++] = CASES[i].departement;
		assert_true(append(entry(3, NOTED, "31", note("a")), NULL, NULL));
		assert_int_equal(strstr(said(), "data: ") != NULL, CASES[i].is_shown);
		assert_non_null(strstr(said(), id_of(3)));
		assert_int_equal(place.sequence, 3);
	}
}

static void one_of_several_wanted_is_enough(void **state)
{
	(void)state;
	filter = (struct feed_filter){.types = {"pvd.x", NOTED},
				      .type_count = 2,
				      .departements = {"2A", "31"},
				      .departement_count = 2};
	assert_true(append(entry(3, NOTED, "31", note("a")), NULL, NULL));
	assert_non_null(strstr(said(), "data: "));
	assert_true(append(entry(3, NOTED, NULL, note("a")), NULL,
			   NULL)); /* about none: not about those wanted */
	assert_null(strstr(said(), "data: "));
}

/* ---- What cannot be shown */

static void an_event_that_is_unknown_or_malformed_is_null(void **state)
{
	static const struct {
		const char *type, *payload;
	} CASES[] = {{"pvd.bus.v1.Futur", ""}, {"", ""}, {NOTED, "\xff"}, {NOTED, "\x0a\x02\xff\xff"}};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		assert_true(append(entry(1, CASES[i].type, NULL, bytes_text(CASES[i].payload)), NULL, NULL));
		assert_non_null(strstr(said(), "},\"event\":null}\n\n"));
	}
}

static void a_large_event_is_null(void **state)
{
	/* Of a text, as many bytes less as its key and length take. */
	enum { BESIDE = 4 };
	char *text = arena_alloc(arena, FEED_PAYLOAD_MAX);

	(void)state;
	memset(text, 'n', FEED_PAYLOAD_MAX - BESIDE);
	assert_int_equal(note(text).len, FEED_PAYLOAD_MAX);
	assert_true(append(entry(1, NOTED, NULL, note(text)), NULL, NULL));
	assert_non_null(strstr(said(), "\"event\":{\"text\":\"nnn"));
	text[FEED_PAYLOAD_MAX - BESIDE] = 'n';
	assert_true(append(entry(1, NOTED, NULL, note(text)), NULL, NULL));
	assert_non_null(strstr(said(), "},\"event\":null}\n\n"));
}

/* A service is one of ours; what it says is checked all the same, and the place stays before it. */
static void an_entry_that_cannot_be_read_is_told(void **state)
{
	Bus__JournalEntry *headless = entry(2, NOTED, NULL, note("b")),
			  *hashless = entry(2, NOTED, NULL, note("b"));

	(void)state;
	headless->header = binary(bytes_text("\xff"));
	hashless->hash.len--;
	assert_false(append(entry(1, NOTED, NULL, note("a")), headless, NULL));
	assert_int_equal(place.sequence, 1);
	assert_false(append(entry(1, NOTED, NULL, note("a")), hashless, NULL));
	assert_int_equal(place.sequence, 1);
}

static void a_refusal_is_an_event_of_its_own(void **state)
{
	struct refusal refusal = {0};

	(void)state;
	refuse(&refusal, FAULT_ABORTED, "JOURNAL_DIVERGED", NULL, "Une\nphrase.");
	feed_append_refusal(&out, &refusal);
	assert_ptr_equal(strstr(said(), "event: refused\ndata: {\"code\":\"aborted\","), out.data);
	assert_non_null(strstr(said(), "JOURNAL_DIVERGED"));
	assert_string_equal(strstr(said(), "}\n"), "}\n\n");
	assert_null(strstr(said(), "id:"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(a_place_is_written_in_one_way),
		cmocka_unit_test(zero_is_the_beginning),
		cmocka_unit_test(hostile_ids_are_none),
		cmocka_unit_test_setup_teardown(an_entry_is_one_event, set_up, tear_down),
		cmocka_unit_test_setup_teardown(several_come_in_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nothing_says_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_withheld_moves_the_place_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_id_alone_follows_only_where_the_last_was_left_out, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(filters_leave_the_rest_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_of_several_wanted_is_enough, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_event_that_is_unknown_or_malformed_is_null, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_large_event_is_null, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_entry_that_cannot_be_read_is_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_refusal_is_an_event_of_its_own, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("gateway/feed", tests, NULL, NULL);
}
