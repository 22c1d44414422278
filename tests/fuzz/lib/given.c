#include "given.h"

#include <string.h>

enum { TEXT_LEN = ID_TEXT_SIZE - 1 };

static bool is_id(const uint8_t *text)
{
	for (unsigned i = 0; i < TEXT_LEN; i++)
		if (!text[i] || !strchr("0123456789ABCDEFGHJKMNPQRSTVWXYZ", text[i]))
			return false;
	return true;
}

static void add(struct given *given, const uint8_t *text)
{
	for (unsigned i = 0; i < given->count; i++)
		if (memcmp(given->ids[i], text, TEXT_LEN) == 0)
			return;
	if (given->count == GIVEN_MAX)
		return;
	memcpy(given->ids[given->count], text, TEXT_LEN);
	given->ids[given->count++][TEXT_LEN] = '\0';
}

void given_note(struct given *given, struct bytes bytes)
{
	for (size_t i = 0; i + 1 + TEXT_LEN <= bytes.len; i++)
		if (bytes.data[i] == TEXT_LEN && is_id(bytes.data + i + 1))
			add(given, bytes.data + i + 1);
}

/* ---- Replacing */

static bool replace_in(const struct given *given, ProtobufCMessage *message);

static bool replace_text(const struct given *given, char **text)
{
	unsigned n = (unsigned)((*text)[0] == '@' ? (*text)[1] - 'a' : GIVEN_MAX);

	if (n >= given->count || (*text)[2])
		return false;
	*text = (char *)given->ids[n];
	return true;
}

static bool replace_value(const struct given *given, ProtobufCType type, void *value)
{
	if (type == PROTOBUF_C_TYPE_STRING)
		return replace_text(given, value);
	return type == PROTOBUF_C_TYPE_MESSAGE && *(ProtobufCMessage **)value &&
	       replace_in(given, *(ProtobufCMessage **)value);
}

/* A field of a oneof shares its memory with others: it is there where the oneof says so. */
static bool is_there(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	const char *base = (const char *)message;

	return !(field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) ||
	       *(const uint32_t *)(base + field->quantifier_offset) == field->id;
}

static bool replace_field(const struct given *given, ProtobufCMessage *message,
			  const ProtobufCFieldDescriptor *field)
{
	char *base = (char *)message;
	void **values = (void **)(base + field->offset);
	bool replaced = false;

	if (field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_MESSAGE)
		return false;
	if (field->label != PROTOBUF_C_LABEL_REPEATED)
		return is_there(message, field) && replace_value(given, field->type, values);
	for (size_t i = 0; i < *(size_t *)(base + field->quantifier_offset); i++)
		replaced |= replace_value(given, field->type, (void **)*values + i);
	return replaced;
}

static bool replace_in(const struct given *given, ProtobufCMessage *message)
{
	bool replaced = false;

	for (unsigned i = 0; i < message->descriptor->n_fields; i++)
		replaced |= replace_field(given, message, &message->descriptor->fields[i]);
	return replaced;
}

struct bytes given_replace(const struct given *given, struct arena *arena,
			   const ProtobufCMessageDescriptor *type, struct bytes message)
{
	ProtobufCMessage *read;

	if (!message.len || !memchr(message.data, '@', message.len))
		return message;
	read = arena_unpack(arena, type, message);
	if (!read || !replace_in(given, read))
		return message;
	return arena_pack(arena, read);
}
