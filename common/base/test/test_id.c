#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/id.h"

static const uint8_t RANDOM[ID_RANDOM_SIZE] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
static const struct instant AT = {.us = INT64_C(1469922850259) * 1000};

static bool before(const struct id *a, const struct id *b)
{
	return bytes_compare(id_bytes(a), id_bytes(b)) < 0;
}

static void new_ids_grow(void **state)
{
	struct id last = id_new(AT);

	(void)state;
	for (int i = 0; i < 10000; i++) {
		/* One millisecond for long, then the next, then back. */
		struct id id = id_new((struct instant){.us = AT.us + (i > 5000 && i < 7000 ? 1000 : 0)});

		assert_true(before(&last, &id));
		last = id;
	}
	assert_int_equal(id_instant(&last).us, AT.us + 1000);
}

static void follows_the_last(void **state)
{
	struct id none = {0}, first = id_after(&none, AT, RANDOM), second;

	(void)state;
	assert_int_equal(id_instant(&first).us, AT.us);
	assert_memory_equal(first.bytes + 6, RANDOM, sizeof RANDOM);

	second = id_after(&first, (struct instant){.us = AT.us + 999}, RANDOM);
	assert_int_equal(id_instant(&second).us, AT.us);
	assert_int_equal(second.bytes[ID_SIZE - 1], RANDOM[9] + 1);

	second = id_after(&first, (struct instant){.us = -5}, RANDOM);
	assert_true(before(&first, &second));
	second = id_after(&first, (struct instant){.us = AT.us + 1000}, RANDOM);
	assert_int_equal(id_instant(&second).us, AT.us + 1000);
}

static void carries(void **state)
{
	struct id none = {0}, last = id_after(&none, AT, RANDOM), id;

	(void)state;
	last.bytes[15] = last.bytes[14] = 0xff;
	id = id_after(&last, AT, RANDOM);
	assert_int_equal(id.bytes[13], last.bytes[13] + 1);
	assert_int_equal(id.bytes[14], 0);
	assert_int_equal(id.bytes[15], 0);

	memset(last.bytes + 6, 0xff, ID_RANDOM_SIZE);
	id = id_after(&last, AT, RANDOM);
	assert_true(before(&last, &id));
	assert_int_equal(id_instant(&id).us, AT.us + 1000);
	assert_int_equal(id.bytes[15], 0);
}

static void derives_the_same_always(void **state)
{
	struct id key = id_new(AT), a = id_derive(&key, "candidacy", 1), b;

	(void)state;
	b = id_derive(&key, "candidacy", 1);
	assert_true(id_equal(&a, &b));
	assert_int_equal(id_instant(&a).us, id_instant(&key).us);
	b = id_derive(&key, "candidacy", 2);
	assert_false(id_equal(&a, &b));
	b = id_derive(&key, "convention", 1);
	assert_false(id_equal(&a, &b));
	assert_false(id_equal(&a, &key));
	key.bytes[15] ^= 1;
	b = id_derive(&key, "candidacy", 1);
	assert_false(id_equal(&a, &b));
}

/* The example of the ULID specification: 01ARZ3NDEK is 1469922850259 ms. */
static void writes_and_reads_text(void **state)
{
	struct id id, again;
	char text[ID_TEXT_SIZE];

	(void)state;
	assert_true(id_parse("01ARZ3NDEKTSV4RRFFQ69G5FAV", &id));
	assert_int_equal(id_instant(&id).us, AT.us + 0);
	id_text(&id, text);
	assert_string_equal(text, "01ARZ3NDEKTSV4RRFFQ69G5FAV");
	assert_true(id_parse("o1arz3ndektsv4rrffq69g5fav", &again));
	assert_true(id_equal(&id, &again));
	assert_true(id_parse("OIARZ3NDEKTSV4RRFFQ69G5FAV", &again));
	assert_true(id_equal(&id, &again));
	assert_true(id_parse("0lARZ3NDEKTSV4RRFFQ69G5FAV", &again));
	assert_true(id_equal(&id, &again));

	memset(id.bytes, 0xff, ID_SIZE);
	id_text(&id, text);
	assert_string_equal(text, "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
	assert_true(id_parse(text, &again));
	assert_true(id_equal(&id, &again));
}

/* The example of RFC 9562, A.6: 2022-02-22T19:22:22Z. */
static void reads_uuids(void **state)
{
	static const uint8_t expected[ID_SIZE] = {0x01, 0x7f, 0x22, 0xe2, 0x79, 0xb0, 0x7c, 0xc3,
						  0x98, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f};
	struct id id;
	char text[INSTANT_TEXT_SIZE];

	(void)state;
	assert_true(id_parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398f", &id));
	assert_memory_equal(id.bytes, expected, ID_SIZE);
	instant_text(id_instant(&id), text);
	assert_string_equal(text, "2022-02-22T19:22:22Z");
}

static void refuses_other_text(void **state)
{
	static const char *const wrong[] = {
		"",
		"01ARZ3NDEKTSV4RRFFQ69G5FA",
		"01ARZ3NDEKTSV4RRFFQ69G5FAVX",
		"81ARZ3NDEKTSV4RRFFQ69G5FAV",
		"01ARZ3NDEKTSV4RRFFQ69G5FAU",
		"01ARZ3NDEKTSV4RRFFQ69G5FA-",
		"01ARZ3NDEKTSV4RRFFQ69G5F\xc3\xa9",
		"U1ARZ3NDEKTSV4RRFFQ69G5FAV",
		"017F22E2-79B0-7CC3-98C4-DC0C0C07398",
		"017F22E2-79B0-7CC3-98C4-DC0C0C07398G",
		"017F22E2-79B0-7CC3-98C4-DC0C0C07398/",
		"017F22E2-79B0-7CC3-98C4-DC0C0C07398:",
		"017F22E2-79B0-7CC3-98C4-DC0C0C07398@",
		"017F22E2079B0-7CC3-98C4-DC0C0C07398F",
		"-17F22E2-79B0-7CC3-98C4-DC0C0C07398F",
		"017F22E279B07CC398C4DC0C0C07398F",
	};
	struct id id = {0}, untouched = {0};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(id_parse(wrong[i], &id));
	assert_false(id_from_bytes(bytes_of(RANDOM, 10), &id));
	assert_true(id_equal(&id, &untouched));
	assert_true(id_from_bytes(id_bytes(&untouched), &id));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_ids_grow),
		cmocka_unit_test(follows_the_last),
		cmocka_unit_test(carries),
		cmocka_unit_test(derives_the_same_always),
		cmocka_unit_test(writes_and_reads_text),
		cmocka_unit_test(reads_uuids),
		cmocka_unit_test(refuses_other_text),
	};

	return cmocka_run_group_tests_name("base/id", tests, NULL, NULL);
}
