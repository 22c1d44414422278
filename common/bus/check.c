#include "bus/check.h"

#include "base/utf8.h"

enum wire { WIRE_VARINT, WIRE_FIXED64, WIRE_LENGTH, WIRE_START, WIRE_END, WIRE_FIXED32 };

enum { FIELDS_MAX = 256 /* of one message of the contract */, SHORT_VARINT_BYTES_MAX = 5 };

static bool malformed(struct refusal *refusal, const ProtobufCMessageDescriptor *type)
{
	return refuse(refusal, FAULT_INVALID_ARGUMENT, "REQUEST_MALFORMED", NULL,
		      "Les octets reçus ne sont pas un message %s.", type->name);
}

static enum wire wire_of(ProtobufCType type)
{
	switch (type) {
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_SINT32:
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_BOOL:
	case PROTOBUF_C_TYPE_ENUM:
		return WIRE_VARINT;
	case PROTOBUF_C_TYPE_SFIXED32:
	case PROTOBUF_C_TYPE_FIXED32:
	case PROTOBUF_C_TYPE_FLOAT:
		return WIRE_FIXED32;
	case PROTOBUF_C_TYPE_SFIXED64:
	case PROTOBUF_C_TYPE_FIXED64:
	case PROTOBUF_C_TYPE_DOUBLE:
		return WIRE_FIXED64;
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_BYTES:
	case PROTOBUF_C_TYPE_MESSAGE:
		return WIRE_LENGTH;
	}
	return WIRE_END;
}

/* A tag or a length: written at more length than 32 bits need, protobuf-c does not read it. */
static uint64_t read_short(struct reader *reader)
{
	const uint8_t *start = reader->at;
	uint64_t value = reader_varint(reader);

	if (reader->at - start > SHORT_VARINT_BYTES_MAX)
		reader->failed = true;
	return value;
}

/* One value of a number's type; enums must be known. */
static bool check_number(const ProtobufCFieldDescriptor *field, struct reader *reader,
			 struct refusal *refusal)
{
	uint64_t value;

	switch (wire_of(field->type)) {
	case WIRE_FIXED32:
		reader_take(reader, 4);
		return true;
	case WIRE_FIXED64:
		reader_take(reader, 8);
		return true;
	case WIRE_VARINT:
		value = reader_varint(reader);
		if (field->type != PROTOBUF_C_TYPE_ENUM || reader->failed)
			return true;
		if (value <= INT32_MAX && protobuf_c_enum_descriptor_get_value(field->descriptor, (int)value))
			return true;
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "UNKNOWN_VALUE", field->name,
			      "« %s » n'a pas de valeur %llu.", field->name, (unsigned long long)value);
	case WIRE_LENGTH:
	case WIRE_START:
	case WIRE_END:
		break;
	}
	return false;
}

static bool check_length(const ProtobufCMessageDescriptor *type, const ProtobufCFieldDescriptor *field,
			 struct bytes value, struct refusal *refusal)
{
	struct reader packed = reader_of(value);

	if (field->type == PROTOBUF_C_TYPE_MESSAGE)
		return message_check(field->descriptor, value, refusal);
	if (field->type == PROTOBUF_C_TYPE_BYTES)
		return true;
	if (field->type == PROTOBUF_C_TYPE_STRING) {
		if (utf8_valid((const char *)value.data, value.len))
			return true;
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "TEXT_INVALID", field->name,
			      "« %s » n'est pas un texte UTF-8 valide.", field->name);
	}
	while (!reader_done(&packed))
		if (!check_number(field, &packed, refusal))
			return false;
	return packed.failed ? malformed(refusal, type) : true;
}

/* A field that may occur once: has it, or another member of its oneof, been seen? */
static bool check_once(const ProtobufCMessageDescriptor *type, const ProtobufCFieldDescriptor *field,
		       bool *seen, struct refusal *refusal)
{
	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		return true;
	for (unsigned i = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *other = &type->fields[i];
		bool same = other == field;
		bool rival = (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) &&
			     (other->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) &&
			     other->quantifier_offset == field->quantifier_offset;

		if (seen[i] && (same || rival))
			return refuse(refusal, FAULT_INVALID_ARGUMENT, "FIELD_REPEATED", field->name,
				      "« %s » ne peut figurer qu'une fois.", field->name);
	}
	seen[field - type->fields] = true;
	return true;
}

static bool check_field(const ProtobufCMessageDescriptor *type, struct reader *reader, bool *seen,
			struct refusal *refusal)
{
	uint64_t tag = read_short(reader);
	const ProtobufCFieldDescriptor *field;
	bool packable;

	if (reader->failed || tag >> 3 == 0 || tag >> 3 > INT32_MAX)
		return malformed(refusal, type);
	field = protobuf_c_message_descriptor_get_field(type, (unsigned)(tag >> 3));
	if (!field)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "UNKNOWN_FIELD", NULL,
			      "%s n'a pas de champ numéro %llu.", type->name, (unsigned long long)(tag >> 3));
	if (!check_once(type, field, seen, refusal))
		return false;
	packable = field->label == PROTOBUF_C_LABEL_REPEATED && wire_of(field->type) != WIRE_LENGTH;
	if ((tag & 7) == WIRE_LENGTH && (packable || wire_of(field->type) == WIRE_LENGTH)) {
		struct bytes value = reader_take(reader, read_short(reader));

		return reader->failed ? malformed(refusal, type) : check_length(type, field, value, refusal);
	}
	if ((tag & 7) != wire_of(field->type))
		return malformed(refusal, type);
	return check_number(field, reader, refusal);
}

bool message_check(const ProtobufCMessageDescriptor *type, struct bytes bytes, struct refusal *refusal)
{
	struct reader reader = reader_of(bytes);
	bool seen[FIELDS_MAX] = {false};

	if (type->n_fields > FIELDS_MAX)
		return malformed(refusal, type);
	while (!reader_done(&reader))
		if (!check_field(type, &reader, seen, refusal))
			return false;
	return reader.failed ? malformed(refusal, type) : true;
}
