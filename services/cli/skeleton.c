#include "cli/skeleton.h"

#include <stdbool.h>
#include <string.h>

#include "json/field.h"
#include "json/wellknown.h"

enum { DEPTH_MAX = 8 };

static void append_object(const ProtobufCMessageDescriptor *type, unsigned depth, struct buf *out);

static void indent(unsigned depth, struct buf *out)
{
	for (unsigned i = 0; i < depth; i++)
		buf_printf(out, "  ");
}

/* The names of an enum's values, less the one that says nothing was set. */
static void append_enum(const ProtobufCEnumDescriptor *type, struct buf *out)
{
	const char *separator = "";

	buf_byte(out, '"');
	for (unsigned i = 0; i < type->n_values; i++) {
		if (type->values[i].value == 0)
			continue;
		buf_printf(out, "%s%s", separator, type->values[i].name);
		separator = " | ";
	}
	buf_byte(out, '"');
}

static void append_message(const ProtobufCMessageDescriptor *type, unsigned depth, struct buf *out)
{
	switch (wellknown_of(type)) {
	case WELLKNOWN_TIMESTAMP:
		buf_printf(out, "\"2026-01-31T08:00:00Z\"");
		return;
	case WELLKNOWN_DURATION:
		buf_printf(out, "\"1.5s\"");
		return;
	case WELLKNOWN_NONE:
	case WELLKNOWN_WRAPPER:
	case WELLKNOWN_UNSUPPORTED:
		append_object(type, depth, out);
		return;
	}
}

static void append_value(const ProtobufCFieldDescriptor *field, unsigned depth, struct buf *out)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_SINT32:
	case PROTOBUF_C_TYPE_SFIXED32:
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_FIXED32:
		buf_printf(out, "0");
		return;
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_SFIXED64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
		buf_printf(out, "\"0\"");
		return;
	case PROTOBUF_C_TYPE_FLOAT:
	case PROTOBUF_C_TYPE_DOUBLE:
		buf_printf(out, "0.0");
		return;
	case PROTOBUF_C_TYPE_BOOL:
		buf_printf(out, "false");
		return;
	case PROTOBUF_C_TYPE_ENUM:
		append_enum(field->descriptor, out);
		return;
	case PROTOBUF_C_TYPE_STRING:
		buf_printf(out, "\"\"");
		return;
	case PROTOBUF_C_TYPE_BYTES:
		buf_printf(out, "\"base64\"");
		return;
	case PROTOBUF_C_TYPE_MESSAGE:
		append_message(field->descriptor, depth, out);
		return;
	}
}

/* Whether a field is one of several that exclude each other, and not the first of them. */
static bool is_alternative(const ProtobufCMessageDescriptor *type, unsigned n)
{
	if (n == 0 || !(type->fields[n].flags & PROTOBUF_C_FIELD_FLAG_ONEOF))
		return false;
	return (type->fields[n - 1].flags & PROTOBUF_C_FIELD_FLAG_ONEOF) &&
	       type->fields[n - 1].quantifier_offset == type->fields[n].quantifier_offset;
}

static void append_field(const ProtobufCMessageDescriptor *type, unsigned n, unsigned depth, struct buf *out)
{
	const ProtobufCFieldDescriptor *field = &type->fields[n];

	indent(depth, out);
	if (is_alternative(type, n))
		buf_printf(out, "ou ");
	buf_byte(out, '"');
	field_append_json_name(field, out);
	buf_printf(out, "\": ");
	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		buf_byte(out, '[');
	append_value(field, depth, out);
	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		buf_printf(out, ", ...]");
	buf_printf(out, n + 1 < type->n_fields ? ",\n" : "\n");
}

static void append_object(const ProtobufCMessageDescriptor *type, unsigned depth, struct buf *out)
{
	if (type->n_fields == 0 || depth == DEPTH_MAX) {
		buf_printf(out, type->n_fields == 0 ? "{}" : "{...}");
		return;
	}
	buf_printf(out, "{\n");
	for (unsigned n = 0; n < type->n_fields; n++)
		append_field(type, n, depth + 1, out);
	indent(depth, out);
	buf_byte(out, '}');
}

void skeleton_append(const ProtobufCMessageDescriptor *type, struct buf *out)
{
	append_object(type, 0, out);
	buf_byte(out, '\n');
}
