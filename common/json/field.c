#include "json/field.h"

#include <stddef.h>
#include <string.h>

/* Not toupper: names are ASCII and the locale has no say. */
static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* The next character of the JSON name, moving *at past it; 0 at the end. */
static char next_of_json_name(const char **at)
{
	bool after_underscore = **at == '_';

	while (**at == '_')
		(*at)++;
	if (**at == '\0')
		return '\0';
	return after_underscore ? upper(*(*at)++) : *(*at)++;
}

void field_append_json_name(const ProtobufCFieldDescriptor *field, struct buf *out)
{
	const char *at = field->name;
	uint8_t *to = buf_reserve(out, strlen(at)); /* never longer than the name in the contract */

	for (char c; (c = next_of_json_name(&at));)
		*to++ = (uint8_t)c;
	out->len = (size_t)(to - out->data);
}

bool field_has_json_name(const ProtobufCFieldDescriptor *field, const char *name)
{
	const char *at = field->name;

	for (;; name++) {
		char c = next_of_json_name(&at);

		if (c != *name)
			return false;
		if (!c)
			return true;
	}
}

const ProtobufCFieldDescriptor *field_find(const ProtobufCMessageDescriptor *type, const char *name)
{
	for (unsigned i = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];

		if (field_has_json_name(field, name) || strcmp(field->name, name) == 0)
			return field;
	}
	return NULL;
}

/* protoc names the entries of map field `notes_by_code` of pvd.X "pvd.X.NotesByCodeEntry". */
static bool is_entry_name(const char *entry, const char *type, const ProtobufCFieldDescriptor *field)
{
	const char *at = field->name;
	size_t len = strlen(type);
	bool first = true;

	if (strncmp(entry, type, len) != 0 || entry[len] != '.')
		return false;
	entry += len + 1;
	for (char c; (c = next_of_json_name(&at)); first = false)
		if (*entry++ != (first ? upper(c) : c))
			return false;
	return strcmp(entry, "Entry") == 0;
}

bool field_is_map(const ProtobufCMessageDescriptor *type, const ProtobufCFieldDescriptor *field)
{
	const ProtobufCMessageDescriptor *entry = field->descriptor;

	return field->type == PROTOBUF_C_TYPE_MESSAGE && field->label == PROTOBUF_C_LABEL_REPEATED &&
	       entry->n_fields == 2 && strcmp(entry->fields[0].name, "key") == 0 &&
	       strcmp(entry->fields[1].name, "value") == 0 && is_entry_name(entry->name, type->name, field);
}

bool field_has_presence(const ProtobufCFieldDescriptor *field)
{
	return field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF ||
	       (field->type == PROTOBUF_C_TYPE_MESSAGE && field->label != PROTOBUF_C_LABEL_REPEATED);
}

bool field_is_present(const ProtobufCFieldDescriptor *field, const ProtobufCMessage *message)
{
	const char *base = (const char *)message;

	if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
		return *(const uint32_t *)(base + field->quantifier_offset) == field->id;
	return *(ProtobufCMessage *const *)(base + field->offset) != NULL;
}

size_t field_size(const ProtobufCFieldDescriptor *field)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_SINT32:
	case PROTOBUF_C_TYPE_SFIXED32:
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_FIXED32:
		return sizeof(uint32_t);
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_SFIXED64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
		return sizeof(uint64_t);
	case PROTOBUF_C_TYPE_FLOAT:
		return sizeof(float);
	case PROTOBUF_C_TYPE_DOUBLE:
		return sizeof(double);
	case PROTOBUF_C_TYPE_BOOL:
		return sizeof(protobuf_c_boolean);
	case PROTOBUF_C_TYPE_ENUM:
		return sizeof(int);
	case PROTOBUF_C_TYPE_STRING:
		return sizeof(char *);
	case PROTOBUF_C_TYPE_BYTES:
		return sizeof(ProtobufCBinaryData);
	case PROTOBUF_C_TYPE_MESSAGE:
		return sizeof(ProtobufCMessage *);
	}
	return 0;
}
