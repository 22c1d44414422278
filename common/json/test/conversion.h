/* What the tests of the conversion share: JSON in, JSON out, and refusals. */
#ifndef PVD_JSON_TEST_CONVERSION_H
#define PVD_JSON_TEST_CONVERSION_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json/json.h"
#include "json/test/kinds.pb-c.h"

#define KINDS (&pvd__json__test__kinds__descriptor)

enum { ARENA_CAP = 1 << 20 };

static struct arena *arena;

static inline int set_up(void **state)
{
	(void)state;
	arena = arena_new(ARENA_CAP);
	return 0;
}

static inline int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static inline void *decode(const ProtobufCMessageDescriptor *type, const char *text)
{
	struct refusal refusal = {0};
	void *message = NULL;

	if (!json_to_message(arena, type, text, strlen(text), &message, &refusal))
		fail_msg("%s: %s %s", text, refusal.reason, refusal.message);
	return message;
}

/* What comes out after reading `in`, in a static buffer. */
static inline const char *through(const ProtobufCMessageDescriptor *type, const char *in, unsigned flags)
{
	static char text[8192];
	struct buf out = {0};

	assert_true(json_from_message(decode(type, in), flags, &out));
	assert_true(out.len < sizeof text);
	memcpy(text, out.data, out.len);
	text[out.len] = '\0';
	buf_free(&out);
	return text;
}

static inline void assert_through(const char *in, const char *out)
{
	assert_string_equal(through(KINDS, in, 0), out);
}

static inline void assert_refused_len(const ProtobufCMessageDescriptor *type, const char *text, size_t len,
				      enum fault fault, const char *reason, const char *field)
{
	struct refusal refusal = {0};
	void *message = &refusal;

	if (json_to_message(arena, type, text, len, &message, &refusal))
		fail_msg("accepted: %.*s", (int)len, text);
	assert_ptr_equal(message, &refusal); /* untouched */
	assert_int_equal(refusal.fault, fault);
	assert_string_equal(refusal.reason, reason);
	assert_int_equal(refusal.field_count, field != NULL);
	if (field)
		assert_string_equal(refusal.fields[0], field);
	assert_true(strlen(refusal.message) > 0);
}

static inline void assert_refused(const char *text, const char *reason, const char *field)
{
	assert_refused_len(KINDS, text, strlen(text), FAULT_INVALID_ARGUMENT, reason, field);
}

#endif
