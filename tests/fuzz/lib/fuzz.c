#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/log.h"
#include "bus/check.h"
#include "json/json.h"

enum { HEADER_BYTES = 3, IS_RESPONSE = 1, IS_JSON = 2 };

void fuzz_fail(const char *file, int line, const char *condition, const char *words)
{
	fprintf(stderr, "%s:%d: %s: %s\n", file, line, words, condition);
	abort();
}

void fuzz_quiet(void)
{
	log_set_level((enum log_level)0);
}

/* What a process of ours survives, and logs, must not be for others to bring about. The linker puts this one in its place. */
bool __wrap_assertion_fails(bool holds, const char *condition, const char *file, int line,
			    const char *function);

bool __wrap_assertion_fails(bool holds, const char *condition, const char *file, int line,
			    const char *function)
{
	if (!holds)
		fuzz_fail(file, line, condition, function);
	return false;
}

static unsigned place_of(const struct method *method)
{
	struct hash hash = hash_of(bytes_text(method->path), (struct bytes){0}, (struct bytes){0});

	return (unsigned)hash.bytes[0] << 8 | hash.bytes[1];
}

/* Each method has a place on a circle, by its path; the first one from `at` on is chosen. So the corpus still means what
 * it meant when the contract has a method more. */
static const struct method *method_from(unsigned at)
{
	const struct method *found = NULL;
	unsigned least = 0;

	for (size_t i = 0; i < METHOD_COUNT; i++) {
		unsigned way = (place_of(&METHODS[i]) - at) & 0xffff;

		if (found && way >= least)
			continue;
		found = &METHODS[i];
		least = way;
	}
	return found;
}

const struct method *fuzz_method(uint8_t high, uint8_t low)
{
	static const struct method *chosen[1 << 16];
	unsigned at = (unsigned)high << 8 | low;

	if (!chosen[at])
		chosen[at] = method_from(at);
	return chosen[at];
}

bool fuzz_message(const uint8_t *data, size_t size, struct fuzz_message *ret)
{
	const struct method *method;

	if (size < HEADER_BYTES)
		return false;
	method = fuzz_method(data[0], data[1]);
	ret->type = data[2] & IS_RESPONSE ? method->response : method->request;
	ret->is_json = data[2] & IS_JSON;
	ret->rest = bytes_of(data + HEADER_BYTES, size - HEADER_BYTES);
	return true;
}

ProtobufCMessage *fuzz_read(struct arena *arena, const struct fuzz_message *message)
{
	struct refusal refusal = {0};
	struct bytes rest = message->rest;
	void *read = NULL;

	if (message->is_json) {
		if (!json_to_message(arena, message->type, (const char *)rest.data, rest.len, &read,
				     &refusal))
			must(refused(&refusal) && refusal.reason && *refusal.message, "a refusal says why");
		return read;
	}
	if (!message_check(message->type, rest, &refusal)) {
		must(refused(&refusal) && refusal.reason && *refusal.message, "a refusal says why");
		return NULL;
	}
	read = arena_unpack(arena, message->type, rest);
	must(read || arena_exceeded(arena), "what was checked is read");
	return read;
}
