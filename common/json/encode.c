/* A message as JSON, written as it is walked: no tree, no memory but the output's. */
#include "json/json.h"

#include <stdint.h>
#include <string.h>

#include "json/field.h"
#include "json/text.h"
#include "json/wellknown.h"

struct encoder {
	struct buf *out;
	unsigned flags;
	unsigned indent; /* objects and lists open around what comes next */
	unsigned depth;  /* messages around it */
};

static bool encode_message(struct encoder *encoder, const ProtobufCMessage *message);

static void new_line(struct encoder *encoder)
{
	if (!(encoder->flags & JSON_PRETTY))
		return;
	buf_byte(encoder->out, '\n');
	for (unsigned i = 0; i < encoder->indent; i++)
		buf_append(encoder->out, "  ", 2);
}

static void begin(struct encoder *encoder, char bracket)
{
	buf_byte(encoder->out, (uint8_t)bracket);
	encoder->indent++;
}

/* Before each member of an object or list. */
static void separate(struct encoder *encoder, bool *first)
{
	if (!*first)
		buf_byte(encoder->out, ',');
	*first = false;
	new_line(encoder);
}

static void end(struct encoder *encoder, char bracket, bool empty)
{
	encoder->indent--;
	if (!empty)
		new_line(encoder);
	buf_byte(encoder->out, (uint8_t)bracket);
}

/* protobuf-c lets a message have NULL for an empty string. */
static struct bytes string_at(const void *member)
{
	const char *string = *(char *const *)member;

	return string ? bytes_text(string) : (struct bytes){0};
}

static struct bytes bytes_at(const void *member)
{
	const ProtobufCBinaryData *data = member;

	return bytes_of(data->data, data->len);
}

static bool encode_enum(struct encoder *encoder, const ProtobufCEnumDescriptor *type, int number)
{
	const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(type, number);

	if (!value)
		buf_printf(encoder->out, "%d", number);
	else
		buf_printf(encoder->out, "\"%s\"", value->name);
	return true;
}

static bool encode_value(struct encoder *encoder, const ProtobufCFieldDescriptor *field, const void *member)
{
	struct buf *out = encoder->out;

	switch (field->type) {
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_SINT32:
	case PROTOBUF_C_TYPE_SFIXED32:
		buf_printf(out, "%d", *(const int32_t *)member);
		return true;
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_FIXED32:
		buf_printf(out, "%u", *(const uint32_t *)member);
		return true;
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_SFIXED64:
		buf_printf(out, "\"%lld\"", (long long)*(const int64_t *)member);
		return true;
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
		buf_printf(out, "\"%llu\"", (unsigned long long)*(const uint64_t *)member);
		return true;
	case PROTOBUF_C_TYPE_FLOAT:
		text_append_float(out, *(const float *)member);
		return true;
	case PROTOBUF_C_TYPE_DOUBLE:
		text_append_double(out, *(const double *)member);
		return true;
	case PROTOBUF_C_TYPE_BOOL:
		buf_printf(out, "%s", *(const protobuf_c_boolean *)member ? "true" : "false");
		return true;
	case PROTOBUF_C_TYPE_ENUM:
		return encode_enum(encoder, field->descriptor, *(const int *)member);
	case PROTOBUF_C_TYPE_STRING:
		return text_append_string(out, string_at(member));
	case PROTOBUF_C_TYPE_BYTES:
		text_append_bytes(out, bytes_at(member));
		return true;
	case PROTOBUF_C_TYPE_MESSAGE:
		return encode_message(encoder, *(ProtobufCMessage *const *)member);
	}
	return false;
}

static bool encode_list(struct encoder *encoder, const ProtobufCFieldDescriptor *field, const char *values,
			size_t count)
{
	bool first = true;

	begin(encoder, '[');
	for (size_t i = 0; i < count; i++) {
		separate(encoder, &first);
		if (!encode_value(encoder, field, values + i * field_size(field)))
			return false;
	}
	end(encoder, ']', first);
	return true;
}

/* A number counts as absent when all its bits are zero: -0.0 is there, as protobuf has it. */
static bool is_at_default(const ProtobufCFieldDescriptor *field, const void *member)
{
	static const uint64_t zero;

	if (field->type == PROTOBUF_C_TYPE_STRING)
		return string_at(member).len == 0;
	if (field->type == PROTOBUF_C_TYPE_BYTES)
		return bytes_at(member).len == 0;
	return memcmp(member, &zero, field_size(field)) == 0;
}

static bool is_written(const struct encoder *encoder, const ProtobufCFieldDescriptor *field,
		       const ProtobufCMessage *message)
{
	const char *base = (const char *)message;
	const void *member = base + field->offset;

	if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
		return *(const uint32_t *)(base + field->quantifier_offset) == field->id;
	if (field->type == PROTOBUF_C_TYPE_MESSAGE && field->label != PROTOBUF_C_LABEL_REPEATED)
		return *(ProtobufCMessage *const *)member != NULL;
	if (encoder->flags & JSON_DEFAULTS)
		return true;
	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		return *(const size_t *)(base + field->quantifier_offset) != 0;
	return !is_at_default(field, member);
}

static bool encode_field(struct encoder *encoder, const ProtobufCFieldDescriptor *field,
			 const ProtobufCMessage *message)
{
	const char *base = (const char *)message;
	const char *member = base + field->offset;

	if (field_is_map(message->descriptor, field))
		return false;
	buf_byte(encoder->out, '"');
	field_append_json_name(field, encoder->out);
	buf_append(encoder->out, "\": ", encoder->flags & JSON_PRETTY ? 3 : 2);
	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		return encode_list(encoder, field, *(const char *const *)member,
				   *(const size_t *)(base + field->quantifier_offset));
	return encode_value(encoder, field, member);
}

static bool encode_object(struct encoder *encoder, const ProtobufCMessage *message)
{
	bool first = true;

	begin(encoder, '{');
	for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];

		if (!is_written(encoder, field, message))
			continue;
		separate(encoder, &first);
		if (!encode_field(encoder, field, message))
			return false;
	}
	end(encoder, '}', first);
	return true;
}

static bool encode_span(struct encoder *encoder, bool (*write)(struct span span, char out[SPAN_TEXT_SIZE]),
			const ProtobufCMessage *message)
{
	char text[SPAN_TEXT_SIZE];

	if (!write(span_of(message), text))
		return false;
	buf_printf(encoder->out, "\"%s\"", text);
	return true;
}

static bool encode_content(struct encoder *encoder, const ProtobufCMessage *message)
{
	const ProtobufCFieldDescriptor *fields = message->descriptor->fields;

	switch (wellknown_of(message->descriptor)) {
	case WELLKNOWN_NONE:
		return encode_object(encoder, message);
	case WELLKNOWN_TIMESTAMP:
		return encode_span(encoder, timestamp_text, message);
	case WELLKNOWN_DURATION:
		return encode_span(encoder, duration_text, message);
	case WELLKNOWN_WRAPPER:
		return encode_value(encoder, fields, (const char *)message + fields->offset);
	case WELLKNOWN_UNSUPPORTED:
		break;
	}
	return false;
}

static bool encode_message(struct encoder *encoder, const ProtobufCMessage *message)
{
	bool ok;

	if (encoder->depth == JSON_DEPTH_MAX)
		return false;
	encoder->depth++;
	ok = encode_content(encoder, message);
	encoder->depth--;
	return ok;
}

bool json_from_message(const ProtobufCMessage *message, unsigned flags, struct buf *out)
{
	struct encoder encoder = {.out = out, .flags = flags};
	size_t before = out->len;
	bool ok = encode_message(&encoder, message);

	if (!ok)
		out->len = before;
	return ok;
}
