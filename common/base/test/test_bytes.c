#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/bytes.h"

static void compares_as_memory(void **state)
{
	(void)state;
	assert_true(bytes_compare(bytes_text("a"), bytes_text("b")) < 0);
	assert_true(bytes_compare(bytes_text("ab"), bytes_text("a")) > 0);
	assert_true(bytes_compare(bytes_text("\x7f"), bytes_text("\x80")) < 0);
	assert_true(bytes_compare((struct bytes){0}, bytes_text("a")) < 0);
	assert_int_equal(bytes_compare((struct bytes){0}, bytes_text("")), 0);
	assert_true(bytes_equal((struct bytes){0}, bytes_text("")));
	assert_false(bytes_equal(bytes_text("ab"), bytes_text("ac")));
	assert_false(bytes_equal(bytes_text("ab"), bytes_text("a")));
}

static void buffer_grows(void **state)
{
	struct buf buf = {0};

	(void)state;
	for (unsigned i = 0; i < 10000; i++)
		buf_byte(&buf, (uint8_t)i);
	assert_int_equal(buf.len, 10000);
	for (unsigned i = 0; i < 10000; i++)
		assert_int_equal(buf.data[i], (uint8_t)i);
	buf_clear(&buf);
	buf_append(&buf, NULL, 0);
	buf_append(&buf, "x=", 2);
	buf_printf(&buf, "%0300d", 7);
	assert_int_equal(buf.len, 302);
	assert_int_equal(buf.data[301], '7');
	buf_free(&buf);
	assert_null(buf.data);
	assert_int_equal(buf_bytes(&buf).len, 0);
}

static void writes_what_it_reads(void **state)
{
	static const uint64_t values[] = {0, 1, 127, 128, 300, UINT32_MAX, UINT64_MAX - 1, UINT64_MAX};
	uint8_t out[32];

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		size_t len = put_varint(out, values[i]);
		struct reader reader = reader_of(bytes_of(out, len));

		assert_true(len <= 10);
		assert_true(reader_varint(&reader) == values[i]);
		assert_true(reader_done(&reader));
		assert_false(reader.failed);

		assert_int_equal(put_be64(out, values[i]), 8);
		assert_true(get_be64(out) == values[i]);
	}
	assert_int_equal(put_be32(out, 0x01020304), 4);
	assert_memory_equal(out, "\x01\x02\x03\x04", 4);
}

static void reads_in_order(void **state)
{
	struct reader reader = reader_of(bytes_of("\x07\x00\x00\x01\x00"
						  "\x00\x00\x00\x00\x00\x00\x00\x02"
						  "\x03\x00\x00\x00\x00\x00\x00\x00"
						  "end",
						  24));

	(void)state;
	assert_int_equal(reader_u8(&reader), 7);
	assert_int_equal(reader_be32(&reader), 256);
	assert_int_equal(reader_be64(&reader), 2);
	assert_int_equal(reader_le64(&reader), 3);
	assert_false(reader_done(&reader));
	assert_true(bytes_equal(reader_take(&reader, 3), bytes_text("end")));
	assert_true(reader_done(&reader));
	assert_false(reader.failed);
}

static void failure_sticks(void **state)
{
	struct reader reader = reader_of(bytes_of("\x01\x02\x03", 3));

	(void)state;
	assert_int_equal(reader_be32(&reader), 0);
	assert_true(reader.failed);
	assert_int_equal(reader_u8(&reader), 0);
	assert_int_equal(reader_take(&reader, 0).len, 0);
	assert_true(reader_done(&reader));

	reader = reader_of((struct bytes){0});
	assert_true(reader_done(&reader));
	assert_int_equal(reader_take(&reader, 0).len, 0);
	assert_false(reader.failed);
	assert_int_equal(reader_take(&reader, UINT64_MAX).len, 0);
	assert_true(reader.failed);
}

static void refuse_varint(const char *bytes, size_t len)
{
	struct reader reader = reader_of(bytes_of(bytes, len));

	assert_int_equal(reader_varint(&reader), 0);
	assert_true(reader.failed);
}

static void refuses_overlong_varints(void **state)
{
	struct reader reader = reader_of(bytes_of("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10));

	(void)state;
	assert_true(reader_varint(&reader) == UINT64_MAX);
	assert_false(reader.failed);
	refuse_varint("", 0);
	refuse_varint("\x80", 1);
	refuse_varint("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10);     /* the 65th bit */
	refuse_varint("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81\x00", 11); /* an eleventh byte */
	refuse_varint("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compares_as_memory),   cmocka_unit_test(buffer_grows),
		cmocka_unit_test(writes_what_it_reads), cmocka_unit_test(reads_in_order),
		cmocka_unit_test(failure_sticks),       cmocka_unit_test(refuses_overlong_varints),
	};

	return cmocka_run_group_tests_name("base/bytes", tests, NULL, NULL);
}
