#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bus/envelope.h"
#include "pvd/bus/v1/envelope.pb-c.h"

static struct refusal some_refusal(void)
{
	struct refusal refusal = {0};

	refuse(&refusal, FAULT_FAILED_PRECONDITION, "CONVENTION_EXPIRED", "convention.date",
	       "La convention a expiré le %s.", "12 mai");
	refusal_add_field(&refusal, "territory");
	refusal_cite(&refusal, "CCH L303-2, I");
	return refusal;
}

static void protobuf_reads_what_is_written(void **state)
{
	struct refusal refusal = some_refusal();
	struct buf out = {0};
	Bus__Status *status;

	(void)state;
	buf_append(&out, "old", 3);
	status_write(&refusal, &out);
	status = bus__status__unpack(NULL, out.len, out.data);
	assert_non_null(status);
	assert_int_equal(status->code, BUS__CODE__CODE_FAILED_PRECONDITION);
	assert_string_equal(status->reason, "CONVENTION_EXPIRED");
	assert_string_equal(status->message, "La convention a expiré le 12 mai.");
	assert_int_equal(status->n_fields, 2);
	assert_string_equal(status->fields[0], "convention.date");
	assert_string_equal(status->fields[1], "territory");
	assert_string_equal(status->legal_reference, "CCH L303-2, I");
	bus__status__free_unpacked(status, NULL);
	buf_free(&out);
}

static void what_is_written_is_read(void **state)
{
	struct refusal refusal = some_refusal();
	struct buf out = {0};
	struct status read;

	(void)state;
	status_write(&refusal, &out);
	assert_true(status_read(buf_bytes(&out), &read));
	assert_int_equal(read.refusal.fault, FAULT_FAILED_PRECONDITION);
	assert_string_equal(read.refusal.reason, "CONVENTION_EXPIRED");
	assert_string_equal(read.refusal.message, refusal.message);
	assert_int_equal(read.refusal.field_count, 2);
	assert_string_equal(read.refusal.fields[1], "territory");
	assert_string_equal(read.refusal.legal_reference, "CCH L303-2, I");
	for (size_t len = 0; len < out.len; len++) {
		uint8_t *copy = malloc(len ? len : 1);

		memcpy(copy, out.data, len);
		/* Cut between two fields it may be whole; it is never read past its end. */
		if (status_read(bytes_of(copy, len), &read))
			assert_string_equal(read.reason, "CONVENTION_EXPIRED");
		free(copy);
	}
	buf_free(&out);
}

static void every_code_travels(void **state)
{
	struct buf out = {0};
	struct status read;

	(void)state;
	for (int code = 0; code < 20; code++) {
		struct refusal refusal = {.fault = (enum fault)code, .reason = "R"};

		status_write(&refusal, &out);
		assert_int_equal(status_read(buf_bytes(&out), &read),
				 code == 3 || code == 4 || code == 5 || code == 6 || code == 7 || code == 8 ||
					 code == 9 || code == 10 || code == 13 || code == 14 || code == 16);
	}
	buf_free(&out);
}

static bool readable(const char *bytes, size_t len, struct status *ret)
{
	return status_read(bytes_of(bytes, len), ret);
}
#define reads(bytes) readable(bytes, sizeof bytes - 1, &(struct status){0})

static void malformed_ones_are_refused(void **state)
{
	(void)state;
	assert_true(reads("\x08\x05\x12\x01R"));
	assert_false(reads(""));
	assert_false(reads("\x08\x05"));                          /* no reason */
	assert_false(reads("\x12\x01R"));                         /* no code */
	assert_false(reads("\x08\x02\x12\x01R"));                 /* a code outside the set */
	assert_false(reads("\x08\xff\xff\xff\xff\x7f\x12\x01R")); /* far outside */
	assert_false(reads("\x0a\x01\x05\x12\x01R"));             /* of a wrong type */
	assert_false(reads("\x08\x05\x12\x01r"));
	assert_false(reads("\x08\x05\x12\x02R-"));
	assert_false(reads("\x08\x05\x12\x00"));
	assert_false(reads("\x08\x05\x12\x01R\x1a\x01\xff")); /* no UTF-8 */
	assert_false(reads("\x08\x05\x12\x01R\x1a\x01\x00"));
	assert_false(reads("\x08\x05\x12\x01R\x22\x01\x1b"));
	assert_false(reads("\x08\x05\x12\x01R\x2a\x05x"));
	assert_true(reads("\x08\x05\x12\x01R\x32\x01x")); /* an unknown field */
	assert_false(reads("\x08\x05\x12\x01R\x33"));
}

static void long_texts_are_cut(void **state)
{
	struct buf out = {0};
	struct status read;

	(void)state;
	buf_append(&out, "\x08\x05\x12\x01R\x1a\xa0\x06", 8); /* a message of 800 bytes */
	for (unsigned i = 0; i < 400; i++)
		buf_append(&out, "é", 2);
	for (unsigned i = 0; i < 6; i++)
		buf_append(&out,
			   "\x22\x01"
			   "f",
			   3);
	assert_true(status_read(buf_bytes(&out), &read));
	assert_int_equal(strlen(read.refusal.message), REFUSAL_MESSAGE_MAX - 2);
	assert_int_equal(read.refusal.field_count, REFUSAL_FIELDS);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(protobuf_reads_what_is_written),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(every_code_travels),
		cmocka_unit_test(malformed_ones_are_refused),
		cmocka_unit_test(long_texts_are_cut),
	};

	return cmocka_run_group_tests_name("bus/status", tests, NULL, NULL);
}
