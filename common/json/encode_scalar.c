/* One value that is no message, as JSON. */
#include "json/encoder.h"

#include <stdint.h>
#include <string.h>

#include "json/field.h"
#include "json/text.h"

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

static void encode_enum(const ProtobufCEnumDescriptor *type, int number, struct buf *out)
{
	const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(type, number);

	if (!value)
		buf_printf(out, "%d", number);
	else
		buf_printf(out, "\"%s\"", value->name);
}

bool encode_scalar(const ProtobufCFieldDescriptor *field, const void *member, struct buf *out)
{
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
		encode_enum(field->descriptor, *(const int *)member, out);
		return true;
	case PROTOBUF_C_TYPE_STRING:
		return text_append_string(out, string_at(member));
	case PROTOBUF_C_TYPE_BYTES:
		text_append_bytes(out, bytes_at(member));
		return true;
	case PROTOBUF_C_TYPE_MESSAGE:
		break;
	}
	return false;
}

bool scalar_is_default(const ProtobufCFieldDescriptor *field, const void *member)
{
	static const uint64_t zero;

	if (field->type == PROTOBUF_C_TYPE_STRING)
		return string_at(member).len == 0;
	if (field->type == PROTOBUF_C_TYPE_BYTES)
		return bytes_at(member).len == 0;
	return memcmp(member, &zero, field_size(field)) == 0;
}
