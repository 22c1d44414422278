#include "store/test/fixture.h"

static void texts_order_before_what_follows(void **state)
{
	struct key a, b;

	(void)state;
	key_clear(&a);
	key_text(&a, "ab");
	key_u64(&a, UINT64_MAX);
	key_clear(&b);
	key_text(&b, "abc");
	key_u64(&b, 0);
	assert_true(bytes_compare(key_bytes(&a), key_bytes(&b)) < 0);
}

static void numbers_order_by_value(void **state)
{
	static const uint64_t numbers[] = {0, 1, 255, 256, UINT32_MAX, (uint64_t)UINT32_MAX + 1, UINT64_MAX};

	(void)state;
	for (size_t i = 1; i < sizeof numbers / sizeof numbers[0]; i++) {
		struct key a = key_of_u64(numbers[i - 1]), b = key_of_u64(numbers[i]);

		assert_true(bytes_compare(key_bytes(&a), key_bytes(&b)) < 0);
	}
}

static void parts_lie_one_after_the_other(void **state)
{
	static const struct id id = {.bytes = "0123456789abcdef"};
	struct key key;

	(void)state;
	key_clear(&key);
	key_text(&key, "ab");
	key_u32(&key, 0x01020304);
	key_u64(&key, 0x05060708090a0b0c);
	key_id(&key, &id);
	key_raw(&key, bytes_text("z"));
	key_raw(&key, (struct bytes){0});
	assert_int_equal(key.len, 3 + 4 + 8 + 16 + 1);
	assert_memory_equal(key.data,
			    "ab\0\1\2\3\4\5\6\7\10\11\12\13\14"
			    "0123456789abcdef"
			    "z",
			    key.len);
	assert_false(key.too_long);
	key_clear(&key);
	assert_int_equal(key.len, 0);
}

static void a_key_of_one_text_has_no_zero_byte(void **state)
{
	struct key key = key_of_text("instance");

	(void)state;
	assert_bytes(key_bytes(&key), "instance");
}

static void the_longest_key_fits_and_a_longer_one_says_so(void **state)
{
	char text[KEY_MAX + 1];
	struct key key;

	(void)state;
	memset(text, 'a', sizeof text);
	key_clear(&key);
	key_raw(&key, bytes_of(text, KEY_MAX));
	assert_false(key.too_long);
	assert_int_equal(key.len, KEY_MAX);
	key_raw(&key, bytes_text("b"));
	assert_true(key.too_long);
	key_text(&key, "c");
	assert_true(key.too_long);
	assert_int_equal(key.len, KEY_MAX + 1);
	assert_int_equal(key.data[KEY_MAX], 'b');
	key_clear(&key);
	assert_false(key.too_long);
}

static void texts_are_read_back(void **state)
{
	struct reader reader = reader_of(bytes_of("ab\0\0cd", 6));

	(void)state;
	assert_string_equal(key_read_text(&reader), "ab");
	assert_string_equal(key_read_text(&reader), "");
	assert_false(reader.failed);
	assert_string_equal(key_read_text(&reader), ""); /* no zero byte ends "cd" */
	assert_true(reader.failed);
	reader = reader_of((struct bytes){0});
	assert_string_equal(key_read_text(&reader), "");
	assert_true(reader.failed);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_order_before_what_follows),
		cmocka_unit_test(numbers_order_by_value),
		cmocka_unit_test(parts_lie_one_after_the_other),
		cmocka_unit_test(a_key_of_one_text_has_no_zero_byte),
		cmocka_unit_test(the_longest_key_fits_and_a_longer_one_says_so),
		cmocka_unit_test(texts_are_read_back),
	};

	return cmocka_run_group_tests_name("store/key", tests, NULL, NULL);
}
