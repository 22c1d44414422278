/* Messages as JSON: what has been read, from JSON or from binary, is written and read back as the same. */
#define _GNU_SOURCE /* memmem */
#include "fuzz.h"
#include "json/json.h"

enum { ARENA_BYTES = 64 << 20 };

static struct arena *arena;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	arena = arena_new(ARENA_BYTES);
	return 0;
}

/* The same after its way to the bus and back. */
static ProtobufCMessage *through_binary(const ProtobufCMessage *message, struct bytes *ret_packed)
{
	ProtobufCMessage *again;

	*ret_packed = arena_pack(arena, message);
	again = arena_unpack(arena, message->descriptor, *ret_packed);
	must(again || arena_exceeded(arena), "what was packed is unpacked");
	return again;
}

static ProtobufCMessage *through_json(const ProtobufCMessage *message, unsigned flags, struct buf *text)
{
	struct refusal refusal = {0};
	void *again = NULL;

	buf_clear(text);
	if (!json_from_message(message, flags, text)) {
		must(text->len == 0, "what cannot be written leaves nothing");
		return NULL;
	}
	must(json_to_message(arena, message->descriptor, (const char *)text->data, text->len, &again,
			     &refusal) ||
		     refusal.fault == FAULT_RESOURCE_EXHAUSTED,
	     "what was written is read");
	return again;
}

/* Of what is no number there are many in binary, and one word in JSON. */
static bool says_nan(const struct buf *text)
{
	static const char word[] = "\"NaN\"";

	return memmem(text->data, text->len, word, sizeof word - 1) != NULL;
}

static void check_forms(const ProtobufCMessage *message, bool is_json, struct buf *text)
{
	static const unsigned FORMS[] = {0, JSON_PRETTY, JSON_DEFAULTS, JSON_PRETTY | JSON_DEFAULTS};
	struct bytes packed, packed_again;

	message = through_binary(message, &packed);
	for (size_t i = 0; message && i < sizeof FORMS / sizeof *FORMS; i++) {
		const ProtobufCMessage *again = through_json(message, FORMS[i], text);

		must(again || !is_json || arena_exceeded(arena), "what came as JSON is written as JSON");
		if (!again)
			return;
		packed_again = arena_pack(arena, again);
		must(bytes_equal(packed, packed_again) || says_nan(text) || arena_exceeded(arena),
		     "it is the same as before");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_message input;
	const ProtobufCMessage *message;
	struct buf text = {0};

	if (!fuzz_message(data, size, &input))
		return 0;
	message = fuzz_read(arena, &input);
	if (message)
		check_forms(message, input.is_json, &text);
	buf_free(&text);
	arena_reset(arena);
	return 0;
}
