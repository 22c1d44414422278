/* Envelopes that must be refused, and those just within the limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "bus/envelope.h"

/* An envelope of these encoded fields, behind the fields of a sound query. */
static bool accepted_after(const char *sound, size_t sound_len, const char *fields, size_t len)
{
	uint8_t frame[512];
	size_t header;
	struct reader reader;
	struct envelope envelope;

	frame[0] = 0x0a;
	header = 1 + put_varint(frame + 1, sound_len + len);
	memcpy(frame + header, sound, sound_len);
	memcpy(frame + header + sound_len, fields, len);
	reader = reader_of(bytes_of(frame, header + sound_len + len));
	return envelope_read(&reader, &envelope) && !reader.failed;
}

#define QUERY                                                                                                \
	"\x08\x05\x12\x10"                                                                                   \
	"0123456789abcdef"
#define SIXTY            "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~"
#define accepted(fields) accepted_after(QUERY, sizeof QUERY - 1, fields, sizeof fields - 1)
#define alone(fields)    accepted_after("", 0, fields, sizeof fields - 1)

static void the_sound_one_is_accepted(void **state)
{
	(void)state;
	assert_true(accepted(""));
	assert_true(accepted("\x22\x08registry"));
}

static void unknown_fields_are_passed_over(void **state)
{
	(void)state;
	assert_true(accepted("\x80\x01\x07")); /* 16, varint */
	assert_true(accepted("\x81\x01"
			     "12345678")); /* 16, fixed64 */
	assert_true(accepted("\x82\x01\x03"
			     "abc")); /* 16, length */
	assert_true(accepted("\x85\x01"
			     "1234"));                      /* 16, fixed32 */
	assert_true(accepted("\x80\x01\x07\x80\x01\x07"));  /* twice */
	assert_true(accepted("\xf8\xff\xff\xff\x0f\x00"));  /* the largest field number */
	assert_true(accepted("\x62\x02\x20\x01"));          /* within position */
	assert_true(accepted("\x6a\x05\x0a\x01s\x18\x01")); /* within at_least */
}

static void kinds_outside_the_contract_are_refused(void **state)
{
	(void)state;
	assert_false(alone(""));
	assert_false(alone("\x08\x00\x12\x10"
			   "0123456789abcdef"));
	assert_false(alone("\x08\x09\x12\x10"
			   "0123456789abcdef"));
	assert_false(alone("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x12\x10"
			   "0123456789abcdef"));
	assert_false(alone("\x12\x10"
			   "0123456789abcdef"));
	assert_true(alone("\x08\x03"));
	assert_true(alone("\x08\x03\x12\x10"
			  "0123456789abcdef"));
}

static void calls_and_replies_need_a_call_id(void **state)
{
	(void)state;
	assert_false(alone("\x08\x05"));
	assert_false(alone("\x08\x06"));
	assert_false(alone("\x08\x07"));
	assert_false(alone("\x08\x08"));
	assert_false(alone("\x08\x05\x12\x00"));
	assert_false(alone("\x08\x05\x12\x0f"
			   "0123456789abcde"));
	assert_false(alone("\x08\x05\x12\x11"
			   "0123456789abcdefg"));
	assert_false(alone("\x08\x05\x12\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
}

static void wrong_types_are_refused(void **state)
{
	static const uint8_t right[] = {9, 0, 2, 1, 2, 2, 2, 0, 2, 2, 2, 2, 2, 2, 0, 2};

	(void)state;
	for (uint8_t number = 3; number <= 15; number++) {
		for (uint8_t type = 0; type < 8; type++) {
			/* Eight bytes that are a value of each type: varint 0, length 0, then unknown
			 * varints. */
			uint8_t field[9] = {(uint8_t)(number << 3 | type)};
			size_t len = type == 1 ? 9 : type == 5 ? 5 : 2;

			if (type != right[number])
				assert_false(accepted_after(QUERY, sizeof QUERY - 1, (char *)field, len));
		}
	}
	assert_false(alone("\x0a\x01\x05\x12\x10"
			   "0123456789abcdef"));
	assert_false(alone("\x08\x05\x10\x01"));
	assert_false(accepted("\x80\x01"));                     /* nothing behind the tag */
	assert_false(accepted("\x83\x01\x84\x01"));             /* groups */
	assert_false(accepted("\x86\x01\x00"));                 /* no such type */
	assert_false(accepted("\x00\x00"));                     /* field 0 */
	assert_false(accepted("\x80\x80\x80\x80\x80\x01\x00")); /* a tag of more than 32 bits */
}

static void a_field_may_not_come_twice(void **state)
{
	(void)state;
	assert_false(accepted("\x08\x05"));
	assert_false(accepted("\x12\x10"
			      "0123456789abcdef"));
	assert_false(accepted("\x19"
			      "12345678\x19"
			      "12345678"));
	assert_false(accepted("\x22\x01r\x22\x01r"));
	assert_false(accepted("\x2a\x01m\x2a\x01m"));
	assert_false(accepted("\x32\x10"
			      "0123456789abcdef\x32\x10"
			      "0123456789abcdef"));
	assert_false(accepted("\x38\x01\x38\x01"));
	assert_false(accepted("\x42\x01"
			      "a\x42\x01"
			      "a"));
	assert_false(accepted("\x4a\x01p\x4a\x01p"));
	assert_false(accepted("\x52\x01t\x52\x01t"));
	assert_false(accepted("\x5a\x01s\x5a\x01s"));
	assert_false(accepted("\x62\x00\x62\x00"));
	assert_false(accepted("\x6a\x03\x0a\x01s\x6a\x03\x0a\x01s"));
	assert_false(accepted("\x70\x01\x70\x01"));
	assert_false(accepted("\x7a\x01"
			      "b\x7a\x01"
			      "b"));
	assert_false(accepted("\x62\x04\x08\x01\x08\x01"));
	assert_false(accepted("\x6a\x06\x0a\x01s\x0a\x01s"));
}

static void values_out_of_limits_are_refused(void **state)
{
	(void)state;
	assert_false(accepted("\x22\x21"
			      "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~"));
	assert_true(accepted("\x22\x20"
			     "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~"));
	assert_false(accepted("\x2a\x81\x01" SIXTY SIXTY "~~~~~~~~~"));
	assert_true(accepted("\x2a\x80\x01" SIXTY SIXTY "~~~~~~~~"));
	assert_false(accepted("\x32\x0f"
			      "0123456789abcde"));
	assert_false(accepted("\x32\x00"));
	assert_true(accepted("\x38\xff\xff\xff\xff\x0f"));
	assert_false(accepted("\x38\x80\x80\x80\x80\x10"));
	assert_false(accepted("\x4a\x41" SIXTY "~~~~~"));
	assert_true(accepted("\x4a\x40" SIXTY "~~~~"));
	assert_false(accepted("\x52\x38"
			      "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~"));
	assert_true(accepted("\x52\x37"
			     "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~"));
	assert_false(accepted("\x62\x21\x1a\x1f"
			      "0123456789abcdef0123456789abcde"));
	assert_true(accepted("\x62\x22\x1a\x20"
			     "0123456789abcdef0123456789abcdef"));
	assert_false(accepted("\x62\x06\x08\x80\x80\x80\x80\x10"));
	assert_false(accepted("\x6a\x00"));
	assert_false(accepted("\x6a\x02\x10\x01"));
	assert_false(accepted("\x70\x02"));
	assert_false(accepted("\x62\x01\x08"));     /* position ends within a field */
	assert_false(accepted("\x62\x02\x0a\x00")); /* epoch of a wrong type */
}

static void names_are_printable_ascii(void **state)
{
	(void)state;
	assert_false(accepted("\x22\x03r r"));
	assert_false(accepted("\x22\x03r\0r"));
	assert_false(accepted("\x22\x02\xc3\xa9"));
	assert_false(accepted("\x2a\x02m\n"));
	assert_false(accepted("\x4a\x02p\x7f"));
	assert_false(accepted("\x52\x01\x1f"));
	assert_false(accepted("\x6a\x04\x0a\x02s\t"));
}

static void frames_are_checked_too(void **state)
{
	struct reader reader;
	struct envelope envelope;

	(void)state;
	reader = reader_of(
		bytes_text("\x10\x01\x0a\x02\x08\x03\x12\x01x")); /* unknown fields around one ping */
	assert_true(envelope_read(&reader, &envelope));
	assert_int_equal(envelope.kind, KIND_PING);
	assert_false(envelope_read(&reader, &envelope));
	assert_false(reader.failed);
	reader = reader_of(bytes_of("\x10\x00\x11\x00", 4)); /* no envelope, then half a field */
	assert_false(envelope_read(&reader, &envelope));
	assert_true(reader.failed);
	reader = reader_of(bytes_of("\x08\x03", 2));
	assert_false(envelope_read(&reader, &envelope));
	assert_true(reader.failed); /* envelopes as a number */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sound_one_is_accepted),
		cmocka_unit_test(unknown_fields_are_passed_over),
		cmocka_unit_test(kinds_outside_the_contract_are_refused),
		cmocka_unit_test(calls_and_replies_need_a_call_id),
		cmocka_unit_test(wrong_types_are_refused),
		cmocka_unit_test(a_field_may_not_come_twice),
		cmocka_unit_test(values_out_of_limits_are_refused),
		cmocka_unit_test(names_are_printable_ascii),
		cmocka_unit_test(frames_are_checked_too),
	};

	return cmocka_run_group_tests_name("bus/malformed", tests, NULL, NULL);
}
