#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>
#include <sodium.h>

#include "bus/envelope.h"
#include "gateway/connect.h"

#define ULID "01ARZ3NDEKTSV4RRFFQ69G5FAV"
#define UUID "01890a5d-ac96-774b-bcce-b302099a8057"

/* ---- Codecs */

static void a_codec_is_its_media_type(void **state)
{
	static const struct {
		const char *type;
		enum connect_codec codec;
	} TYPES[] = {
		{"application/json", CONNECT_JSON},
		{"application/proto", CONNECT_PROTO},
		{"Application/JSON", CONNECT_JSON},
		{"application/json; charset=utf-8", CONNECT_JSON},
		{"application/json;charset=utf-8", CONNECT_JSON},
		{"application/json\tx", CONNECT_JSON},
		{"APPLICATION/PROTO ; x=y", CONNECT_PROTO},
		{NULL, CONNECT_NONE},
		{"", CONNECT_NONE},
		{";", CONNECT_NONE},
		{" application/json", CONNECT_NONE},
		{"application/jso", CONNECT_NONE},
		{"application/jsonp", CONNECT_NONE},
		{"application/json,application/json", CONNECT_NONE},
		{"application/connect+json", CONNECT_NONE},
		{"text/plain; application/json", CONNECT_NONE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
		assert_int_equal(connect_codec_of_type(TYPES[i].type), TYPES[i].codec);
	assert_true(connect_type_is("Application/Octet-Stream; x=y", "application/octet-stream"));
	assert_false(connect_type_is("application/octet", "application/octet-stream"));
	assert_false(connect_type_is(NULL, "application/octet-stream"));
	assert_int_equal(connect_codec_of_type(connect_type(CONNECT_JSON)), CONNECT_JSON);
	assert_int_equal(connect_codec_of_type(connect_type(CONNECT_PROTO)), CONNECT_PROTO);
}

static void a_get_names_its_codec_to_the_letter(void **state)
{
	(void)state;
	assert_int_equal(connect_codec_of_name(bytes_text("json")), CONNECT_JSON);
	assert_int_equal(connect_codec_of_name(bytes_text("proto")), CONNECT_PROTO);
	assert_int_equal(connect_codec_of_name(bytes_text("JSON")), CONNECT_NONE);
	assert_int_equal(connect_codec_of_name(bytes_text("jso")), CONNECT_NONE);
	assert_int_equal(connect_codec_of_name(bytes_of("json\0", 5)), CONNECT_NONE);
	assert_int_equal(connect_codec_of_name((struct bytes){0}), CONNECT_NONE);
}

/* ---- Errors */

/* connectrpc.com/docs/protocol, "Error codes". */
static const struct {
	enum fault fault;
	const char *code;
	unsigned status;
} FAULTS[] = {
	{FAULT_INVALID_ARGUMENT, "invalid_argument", 400},
	{FAULT_DEADLINE_EXCEEDED, "deadline_exceeded", 504},
	{FAULT_NOT_FOUND, "not_found", 404},
	{FAULT_ALREADY_EXISTS, "already_exists", 409},
	{FAULT_PERMISSION_DENIED, "permission_denied", 403},
	{FAULT_RESOURCE_EXHAUSTED, "resource_exhausted", 429},
	{FAULT_FAILED_PRECONDITION, "failed_precondition", 400},
	{FAULT_ABORTED, "aborted", 409},
	{FAULT_INTERNAL, "internal", 500},
	{FAULT_UNAVAILABLE, "unavailable", 503},
	{FAULT_UNAUTHENTICATED, "unauthenticated", 401},
};
enum { FAULT_COUNT = sizeof FAULTS / sizeof *FAULTS };

static json_t *told(const struct refusal *refusal)
{
	struct buf out = {0};
	json_t *error;

	connect_error(refusal, &out);
	error = json_loadb((const char *)out.data, out.len, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(error);
	buf_free(&out);
	return error;
}

static const char *text_at(const json_t *error, const char *name)
{
	return json_string_value(json_object_get(error, name));
}

static const json_t *detail_of(const json_t *error)
{
	const json_t *details = json_object_get(error, "details");

	assert_int_equal(json_array_size(details), 1);
	return json_array_get(details, 0);
}

static void every_fault_has_its_code_and_status(void **state)
{
	unsigned known = 0;

	(void)state;
	for (int fault = 1; fault < 64; fault++)
		known += strcmp(fault_name((enum fault)fault), "UNKNOWN") != 0;
	assert_int_equal(known, FAULT_COUNT);
	assert_int_equal(connect_status(FAULT_NONE), 200);
	for (size_t i = 0; i < FAULT_COUNT; i++) {
		struct refusal refusal = {0};
		json_t *error;

		refuse(&refusal, FAULTS[i].fault, "SOME_REASON", "a.field", "Une phrase.");
		error = told(&refusal);
		assert_string_equal(text_at(error, "code"), FAULTS[i].code);
		assert_string_equal(text_at(error, "message"), "Une phrase.");
		assert_int_equal(connect_status(FAULTS[i].fault), FAULTS[i].status);
		json_decref(error);
	}
}

/* The detail in binary, as a client of the protocol reads it. */
static void the_detail_is_the_status_itself(void **state)
{
	for (size_t i = 0; i < FAULT_COUNT; i++) {
		struct refusal refusal = {0};
		struct buf binary = {0};
		struct status status;
		const json_t *detail;
		json_t *error;

		(void)state;
		refuse(&refusal, FAULTS[i].fault, "SOME_REASON", "scope.departements[2]",
		       "« é » et \"guillemets\".");
		refusal_add_field(&refusal, "autre");
		refusal_cite(&refusal, "CGCT L1111-10 III");
		error = told(&refusal);
		detail = detail_of(error);
		assert_string_equal(text_at(detail, "type"), "pvd.bus.v1.Status");
		assert_null(strchr(text_at(detail, "value"), '='));
		assert_true(connect_base64(bytes_text(text_at(detail, "value")), &binary));
		assert_true(status_read(buf_bytes(&binary), &status));
		assert_int_equal(status.refusal.fault, FAULTS[i].fault);
		assert_string_equal(status.refusal.reason, "SOME_REASON");
		assert_string_equal(status.refusal.message, refusal.message);
		assert_string_equal(status.refusal.legal_reference, "CGCT L1111-10 III");
		assert_int_equal(status.refusal.field_count, 2);
		assert_string_equal(status.refusal.fields[0], "scope.departements[2]");
		assert_string_equal(status.refusal.fields[1], "autre");
		buf_free(&binary);
		json_decref(error);
	}
}

static void people_read_the_same(void **state)
{
	struct refusal refusal = {0};
	const json_t *debug;
	json_t *error;

	(void)state;
	refuse(&refusal, FAULT_NOT_FOUND, "UNKNOWN_COMMUNE", "code", "Inconnue : « %s ».", "\x01\xff");
	error = told(&refusal);
	assert_string_equal(text_at(error, "message"), "Inconnue : « ?? ».");
	debug = json_object_get(detail_of(error), "debug");
	assert_string_equal(text_at(debug, "code"), "CODE_NOT_FOUND");
	assert_string_equal(text_at(debug, "reason"), "UNKNOWN_COMMUNE");
	assert_string_equal(text_at(debug, "message"), text_at(error, "message"));
	assert_string_equal(json_string_value(json_array_get(json_object_get(debug, "fields"), 0)), "code");
	assert_null(json_object_get(debug, "legalReference"));
	json_decref(error);
}

/* ---- Headers */

static void assert_timeout(const char *text, uint32_t expected_ms)
{
	struct refusal refusal = {0};
	uint32_t ms = 77;

	assert_true(connect_timeout(text, &ms, &refusal));
	assert_false(refused(&refusal));
	assert_int_equal(ms, expected_ms);
}

static void a_timeout_is_up_to_ten_digits(void **state)
{
	static const char *const OTHERS[] = {"",    " ",   "-1",  "+1",  " 1",         "1 ",
					     "1ms", "0x1", "1.5", "1e3", "12345678901"};

	(void)state;
	assert_timeout(NULL, 77);
	assert_timeout("0", 1);
	assert_timeout("1", 1);
	assert_timeout("0000001500", 1500);
	assert_timeout("4294967295", UINT32_MAX);
	assert_timeout("4294967296", UINT32_MAX);
	assert_timeout("9999999999", UINT32_MAX);
	for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
		struct refusal refusal = {0};
		uint32_t ms = 77;

		assert_false(connect_timeout(OTHERS[i], &ms, &refusal));
		assert_string_equal(refusal.reason, "TIMEOUT_INVALID");
		assert_int_equal(refusal.fault, FAULT_INVALID_ARGUMENT);
		assert_int_equal(ms, 77);
	}
}

static void a_key_is_bare_or_in_quotes(void **state)
{
	static const char *const KEYS[] = {ULID, "\"" ULID "\"", "01arz3ndektsv4rrffq69g5fav", UUID,
					   "\"" UUID "\""};

	(void)state;
	for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
		struct refusal refusal = {0};
		struct id key = {0}, expected;

		assert_true(id_parse(strchr(KEYS[i], '-') ? UUID : ULID, &expected));
		assert_true(connect_key(KEYS[i], &key, &refusal));
		assert_false(refused(&refusal));
		assert_true(id_equal(&key, &expected));
	}
}

static void what_is_no_key_is_refused(void **state)
{
	static const char *const OTHERS[] = {"",
					     "\"",
					     "\"\"",
					     "x",
					     ULID "0",
					     "\"" ULID,
					     ULID "\"",
					     "'" ULID "'",
					     "\"\"" ULID "\"\"",
					     " " ULID,
					     UUID "0",
					     "\"" UUID "0\"",
					     "{" UUID "}",
					     "8ZZZZZZZZZZZZZZZZZZZZZZZZZ",
					     "01ARZ3NDEKTSV4RRFFQ69G5FAU"};

	(void)state;
	for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
		struct refusal refusal = {0};
		struct id key = {0};

		assert_false(connect_key(OTHERS[i], &key, &refusal));
		assert_string_equal(refusal.reason, "KEY_INVALID");
		assert_string_equal(refusal.fields[0], "Idempotency-Key");
	}
}

static void a_missing_key_is_told_as_such(void **state)
{
	struct refusal refusal = {0};
	struct id key;

	(void)state;
	assert_false(connect_key(NULL, &key, &refusal));
	assert_string_equal(refusal.reason, "KEY_MISSING");
	assert_int_equal(refusal.fault, FAULT_INVALID_ARGUMENT);
}

/* ---- Base64 */

static void assert_base64(const char *text, const char *expected)
{
	struct buf out = {0};

	buf_append(&out, ">", 1);
	assert_true(connect_base64(bytes_text(text), &out));
	buf_byte(&out, '\0');
	assert_string_equal((const char *)out.data + 1, expected);
	assert_int_equal(out.data[0], '>');
	buf_free(&out);
}

static void both_alphabets_with_padding_or_without(void **state)
{
	(void)state;
	assert_base64("", "");
	assert_base64("Zg==", "f");
	assert_base64("Zg", "f");
	assert_base64("Zm8=", "fo");
	assert_base64("Zm8", "fo");
	assert_base64("Zm9v", "foo");
	assert_base64("Zm9vYmFy", "foobar");
	assert_base64("fn9+", "~\x7f~");
	assert_base64("fn9-", "~\x7f~");
	assert_base64("Pz8/", "???");
	assert_base64("Pz8_", "???");
}

static void what_is_no_base64_is_refused(void **state)
{
	static const char *const OTHERS[] = {"Z",  "Zm9v!", "Zm 9v", "Zm9v\n", "Pz8/Pz8_",
					     "Zh", "Zm9",   "=Zg",   "é"};

	(void)state;
	for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
		struct buf out = {0};

		assert_false(connect_base64(bytes_text(OTHERS[i]), &out));
		assert_int_equal(out.len, 0);
		buf_free(&out);
	}
}

/* Of every length, in memory that ends with the text. */
static void every_length_comes_back(void **state)
{
	static const uint8_t BYTES[70] = {0xfb, 0xff, 0xfe};

	(void)state;
	for (size_t len = 0; len < sizeof BYTES; len++) {
		struct buf out = {0};
		char text[128], *exact;
		size_t size;

		sodium_bin2base64(text, sizeof text, BYTES, len, sodium_base64_VARIANT_URLSAFE);
		size = strlen(text);
		exact = malloc(size + 1);
		memcpy(exact, text, size);
		assert_true(connect_base64(bytes_of(exact, size), &out));
		assert_true(bytes_equal(buf_bytes(&out), bytes_of(BYTES, len)));
		free(exact);
		buf_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_codec_is_its_media_type),
		cmocka_unit_test(a_get_names_its_codec_to_the_letter),
		cmocka_unit_test(every_fault_has_its_code_and_status),
		cmocka_unit_test(the_detail_is_the_status_itself),
		cmocka_unit_test(people_read_the_same),
		cmocka_unit_test(a_timeout_is_up_to_ten_digits),
		cmocka_unit_test(a_key_is_bare_or_in_quotes),
		cmocka_unit_test(what_is_no_key_is_refused),
		cmocka_unit_test(a_missing_key_is_told_as_such),
		cmocka_unit_test(both_alphabets_with_padding_or_without),
		cmocka_unit_test(what_is_no_base64_is_refused),
		cmocka_unit_test(every_length_comes_back),
	};

	return cmocka_run_group_tests_name("gateway/connect", tests, NULL, NULL);
}
