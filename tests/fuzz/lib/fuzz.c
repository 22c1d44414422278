#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "bus/check.h"
#include "json/json.h"

enum { HEADER_BYTES = 3, IS_RESPONSE = 1, IS_JSON = 2 };

void fuzz_fail(const char *file, int line, const char *condition, const char *words)
{
	fprintf(stderr, "%s:%d: %s: %s\n", file, line, words, condition);
	abort();
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

bool fuzz_message(const uint8_t *data, size_t size, struct fuzz_message *ret)
{
	static const struct method *chosen[1 << 16];
	const struct method *method;
	unsigned at;

	if (size < HEADER_BYTES)
		return false;
	at = (unsigned)data[0] << 8 | data[1];
	if (!chosen[at])
		chosen[at] = method_from(at);
	method = chosen[at];
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
