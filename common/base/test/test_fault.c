#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/fault.h"
#include "base/utf8.h"

static void names_every_fault(void **state)
{
	(void)state;
	assert_string_equal(fault_name(FAULT_NONE), "OK");
	assert_string_equal(fault_name(FAULT_NOT_FOUND), "NOT_FOUND");
	assert_string_equal(fault_name(FAULT_UNAUTHENTICATED), "UNAUTHENTICATED");
	assert_string_equal(fault_name((enum fault)77), "UNKNOWN");
	assert_true(fault_is_unknown_outcome(FAULT_UNAVAILABLE));
	assert_true(fault_is_unknown_outcome(FAULT_DEADLINE_EXCEEDED));
	assert_false(fault_is_unknown_outcome(FAULT_ABORTED));
}

static void first_refusal_wins(void **state)
{
	struct refusal refusal = {0};

	(void)state;
	assert_false(refused(&refusal));
	assert_false(refuse(&refusal, FAULT_FAILED_PRECONDITION, "NOT_SMALL", "population", "%d habitants",
			    20000));
	refusal_cite(&refusal, "CGCT L1111-10 III");
	assert_true(refused(&refusal));
	assert_false(refuse(&refusal, FAULT_NOT_FOUND, "NO_COMMUNE", "insee", "inconnue"));
	assert_int_equal(refusal.fault, FAULT_FAILED_PRECONDITION);
	assert_string_equal(refusal.reason, "NOT_SMALL");
	assert_string_equal(refusal.message, "20000 habitants");
	assert_string_equal(refusal.legal_reference, "CGCT L1111-10 III");
	assert_int_equal(refusal.field_count, 1);
	assert_string_equal(refusal.fields[0], "population");
}

/* A quotation cut within a character, and one that holds a control character. */
static void quotations_leave_a_text(void **state)
{
	struct refusal cut = {0}, control = {0};

	(void)state;
	refuse(&cut, FAULT_NOT_FOUND, "UNKNOWN", NULL, "« %.2s » : inconnue", "aé");
	assert_string_equal(cut.message, "« a? » : inconnue");
	refuse(&control, FAULT_NOT_FOUND, "UNKNOWN", NULL, "« %s » : inconnue", "a\x01\xc2\x85z\t");
	assert_true(utf8_is_text(control.message, strlen(control.message)));
	assert_non_null(strstr(control.message, "« a?"));
}

static void long_messages_are_cut_between_characters(void **state)
{
	char message[2 * REFUSAL_MESSAGE_MAX];

	(void)state;
	for (size_t shift = 0; shift < 2; shift++) {
		struct refusal refusal = {0};

		memset(message, 'a', shift);
		for (size_t i = shift; i + 2 < sizeof message; i += 2)
			memcpy(message + i, "é", 3);
		refuse(&refusal, FAULT_INVALID_ARGUMENT, "LONG", NULL, "%s", message);
		assert_true(strlen(refusal.message) >= REFUSAL_MESSAGE_MAX - 2);
		assert_true(utf8_valid(refusal.message, strlen(refusal.message)));
		assert_int_equal(refusal.field_count, 0);
	}
}

static void fields_are_bounded(void **state)
{
	struct refusal refusal = {0};
	char field[2 * REFUSAL_FIELD_MAX];

	(void)state;
	memset(field, 'f', sizeof field - 1);
	field[sizeof field - 1] = '\0';
	refuse(&refusal, FAULT_INVALID_ARGUMENT, "X", field, "x");
	for (int i = 0; i < 10; i++)
		refusal_add_field(&refusal, "other");
	assert_int_equal(refusal.field_count, REFUSAL_FIELDS);
	assert_int_equal(strlen(refusal.fields[0]), REFUSAL_FIELD_MAX - 1);
	assert_string_equal(refusal.fields[REFUSAL_FIELDS - 1], "other");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_every_fault),
		cmocka_unit_test(first_refusal_wins),
		cmocka_unit_test(quotations_leave_a_text),
		cmocka_unit_test(long_messages_are_cut_between_characters),
		cmocka_unit_test(fields_are_bounded),
	};

	return cmocka_run_group_tests_name("base/fault", tests, NULL, NULL);
}
