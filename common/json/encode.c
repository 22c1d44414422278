/* A message as JSON, written as it is walked: no tree, no memory but the output's. */
#include "json/json.h"

#include <stdint.h>

#include "json/encoder.h"
#include "json/field.h"
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

static bool encode_value(struct encoder *encoder, const ProtobufCFieldDescriptor *field, const void *member)
{
	if (field->type == PROTOBUF_C_TYPE_MESSAGE)
		return encode_message(encoder, *(ProtobufCMessage *const *)member);
	return encode_scalar(field, member, encoder->out);
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

static bool is_written(const struct encoder *encoder, const ProtobufCFieldDescriptor *field,
		       const ProtobufCMessage *message)
{
	if (field_has_presence(field))
		return field_is_present(field, message);
	if (encoder->flags & JSON_DEFAULTS)
		return true;
	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		return *(const size_t *)((const char *)message + field->quantifier_offset) != 0;
	return !scalar_is_default(field, (const char *)message + field->offset);
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
