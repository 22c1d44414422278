/* Bytes that protobuf-c would read as a message, and that are not one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bus/check.h"
#include "pvd/bus/v1/bus.pb-c.h"
#include "pvd/bus/v1/journal.pb-c.h"

static const char *reason_of(const ProtobufCMessageDescriptor *type, const char *bytes, size_t len)
{
	struct refusal refusal = {0};

	if (message_check(type, bytes_of(bytes, len), &refusal))
		return "";
	assert_int_equal(refusal.fault, FAULT_INVALID_ARGUMENT);
	return refusal.reason;
}

#define assert_reason(type, literal, reason)                                                                 \
	assert_string_equal(reason_of(&(type), literal, sizeof(literal) - 1), reason)

static void a_message_is_accepted(void **state)
{
	Bus__Principal principal = BUS__PRINCIPAL__INIT;
	Bus__Scope scope = BUS__SCOPE__INIT;
	char *departements[] = {"77", "2A"}, *keys[] = {"é"};
	Bus__Role roles[] = {BUS__ROLE__ROLE_ANCT, BUS__ROLE__ROLE_OPERATOR};
	uint8_t packed[200];
	size_t len;

	(void)state;
	scope.departements = departements;
	scope.n_departements = 2;
	principal.id = "a";
	principal.scope = &scope;
	principal.roles = roles;
	principal.n_roles = 2;
	principal.public_keys = keys;
	principal.n_public_keys = 1;
	len = bus__principal__pack(&principal, packed);
	assert_string_equal(reason_of(&bus__principal__descriptor, (char *)packed, len), "");
	/* Cut anywhere but between two fields, it is no message; and never a crash. */
	for (size_t cut = 0; cut < len; cut++)
		reason_of(&bus__principal__descriptor, (char *)packed, cut);
	assert_reason(bus__principal__descriptor, "", "");
}

static void unknown_fields_are_refused(void **state)
{
	(void)state;
	assert_reason(bus__principal__descriptor, "\x78\x01", "UNKNOWN_FIELD");
	assert_reason(bus__principal__descriptor, "\x22\x02\x78\x01", "UNKNOWN_FIELD"); /* within scope */
}

static void unknown_enum_values_are_refused(void **state)
{
	(void)state;
	assert_reason(bus__principal__descriptor, "\x10\x63", "UNKNOWN_VALUE");
	assert_reason(bus__principal__descriptor, "\x1a\x02\x05\x63", "UNKNOWN_VALUE"); /* packed */
	assert_reason(bus__principal__descriptor, "\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
		      "UNKNOWN_VALUE");
}

static void text_is_utf8_without_nul(void **state)
{
	(void)state;
	assert_reason(bus__principal__descriptor, "\x0a\x02\xc3\x28", "TEXT_INVALID");
	assert_reason(bus__principal__descriptor,
		      "\x0a\x03"
		      "a\0b",
		      "TEXT_INVALID");
	assert_reason(bus__principal__descriptor, "\x0a\x03\xed\xa0\x80", "TEXT_INVALID"); /* a surrogate */
}

static void what_may_occur_once_occurs_once(void **state)
{
	(void)state;
	assert_reason(bus__principal__descriptor,
		      "\x0a\x01"
		      "a"
		      "\x0a\x01"
		      "b",
		      "FIELD_REPEATED");
	/* Two members of one oneof: a command and a due instant. */
	assert_reason(bus__entry_header__descriptor,
		      "\x3a\x01"
		      "k"
		      "\x4a\x00",
		      "FIELD_REPEATED");
}

static void lengths_and_wire_types_agree(void **state)
{
	(void)state;
	assert_reason(bus__principal__descriptor,
		      "\x0a\x7f"
		      "a",
		      "REQUEST_MALFORMED");
	assert_reason(bus__principal__descriptor, "\x08\x01", "REQUEST_MALFORMED"); /* a text as a number */
	assert_reason(bus__principal__descriptor, "\x12\x01\x01",
		      "REQUEST_MALFORMED");                                         /* a number as a text */
	assert_reason(bus__principal__descriptor, "\x0b\x0c", "REQUEST_MALFORMED"); /* groups */
	assert_reason(bus__principal__descriptor, "\x00", "REQUEST_MALFORMED");     /* field 0 */
	assert_reason(bus__principal__descriptor, "\x10\xff", "REQUEST_MALFORMED");
	/* Five bytes of length are read, six are not: protobuf-c would not. Likewise of a tag. */
	assert_reason(bus__principal__descriptor, "\x0a\x80\x80\x80\x80\x00", "");
	assert_reason(bus__principal__descriptor, "\x0a\x80\x80\x80\x80\x80\x00", "REQUEST_MALFORMED");
	assert_reason(bus__principal__descriptor, "\x8a\x80\x80\x80\x00\x00", "");
	assert_reason(bus__principal__descriptor, "\x8a\x80\x80\x80\x80\x00\x00", "REQUEST_MALFORMED");
	assert_reason(bus__principal__descriptor, "\x22\x03\x0a\x01",
		      "REQUEST_MALFORMED"); /* a message cut short */
	assert_reason(bus__principal__descriptor, "\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
		      "REQUEST_MALFORMED");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_accepted),
		cmocka_unit_test(unknown_fields_are_refused),
		cmocka_unit_test(unknown_enum_values_are_refused),
		cmocka_unit_test(text_is_utf8_without_nul),
		cmocka_unit_test(what_may_occur_once_occurs_once),
		cmocka_unit_test(lengths_and_wire_types_agree),
	};

	return cmocka_run_group_tests_name("bus/check", tests, NULL, NULL);
}
