/* JSON values as scalars: numbers, booleans, enums, strings and bytes. */
#include <math.h>
#include <sodium.h>
#include <stdint.h>
#include <string.h>

#include "json/decoder.h"

/* An integer of any of protobuf's types. */
struct integer {
	bool negative;
	uint64_t magnitude;
};

static bool integer_of_real(double real, struct integer *ret)
{
	if (real != trunc(real) || fabs(real) >= 0x1p64)
		return false;
	*ret = (struct integer){.negative = real < 0, .magnitude = (uint64_t)fabs(real)};
	return true;
}

static bool integer_of_text(const char *text, struct integer *ret)
{
	*ret = (struct integer){.negative = *text == '-'};
	text += ret->negative;
	if (!*text)
		return false;
	for (; *text; text++)
		if (*text < '0' || *text > '9' ||
		    __builtin_mul_overflow(ret->magnitude, 10, &ret->magnitude) ||
		    __builtin_add_overflow(ret->magnitude, (uint64_t)(*text - '0'), &ret->magnitude))
			return false;
	return true;
}

static bool integer_of(const json_t *value, struct integer *ret)
{
	json_int_t integer;

	switch (json_typeof(value)) {
	case JSON_INTEGER:
		integer = json_integer_value(value);
		*ret = (struct integer){.negative = integer < 0,
					.magnitude = integer < 0 ? -(uint64_t)integer : (uint64_t)integer};
		return true;
	case JSON_REAL:
		return integer_of_real(json_real_value(value), ret);
	case JSON_STRING:
		return integer_of_text(json_string_value(value), ret);
	case JSON_OBJECT:
	case JSON_ARRAY:
	case JSON_TRUE:
	case JSON_FALSE:
	case JSON_NULL:
		return false;
	}
	return false;
}

/* `lowest` and `highest` are magnitudes: of the type's least and greatest value. */
static bool decode_integer(struct decoder *decoder, const struct place *at, const json_t *value,
			   uint64_t lowest, uint64_t highest, uint64_t *ret)
{
	struct integer integer;

	if (!integer_of(value, &integer))
		return decoder_refuse(decoder, at, "INVALID_VALUE", "un nombre entier est attendu");
	if (integer.magnitude > (integer.negative ? lowest : highest))
		return decoder_refuse(decoder, at, "NUMBER_OUT_OF_RANGE",
				      "ce nombre est hors des limites du champ");
	*ret = integer.negative ? -integer.magnitude : integer.magnitude;
	return true;
}

static bool decode_32(struct decoder *decoder, const struct place *at, const json_t *value, uint32_t lowest,
		      uint32_t highest, void *member)
{
	uint64_t wide = 0;
	uint32_t narrow;

	if (!decode_integer(decoder, at, value, lowest, highest, &wide))
		return false;
	narrow = (uint32_t)wide;
	memcpy(member, &narrow, sizeof narrow);
	return true;
}

/* A string holds a JSON number, which the JSON parser reads: the same grammar, whatever the locale. */
static bool real_of_text(const json_t *value, double *ret)
{
	const char *text = json_string_value(value);
	json_t *number;

	if (strcmp(text, "NaN") == 0)
		return *ret = NAN, true;
	if (strcmp(text, "Infinity") == 0)
		return *ret = INFINITY, true;
	if (strcmp(text, "-Infinity") == 0)
		return *ret = -INFINITY, true;
	if (*text != '-' && (*text < '0' || *text > '9'))
		return false;
	number = json_loadb(text, json_string_length(value), JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, NULL);
	if (!number)
		return false;
	*ret = json_real_value(number);
	json_decref(number);
	return true;
}

static bool decode_real(struct decoder *decoder, const struct place *at, const json_t *value, double *ret)
{
	if (json_is_number(value))
		*ret = json_number_value(value);
	else if (!json_is_string(value) || !real_of_text(value, ret))
		return decoder_refuse(decoder, at, "INVALID_VALUE", "un nombre est attendu");
	return true;
}

static bool decode_float(struct decoder *decoder, const struct place *at, const json_t *value, float *ret)
{
	double real = 0;

	if (!decode_real(decoder, at, value, &real))
		return false;
	*ret = (float)real;
	if (isinf(*ret) && !isinf(real))
		return decoder_refuse(decoder, at, "NUMBER_OUT_OF_RANGE",
				      "ce nombre est hors des limites du champ");
	return true;
}

static bool decode_bool(struct decoder *decoder, const struct place *at, const json_t *value,
			protobuf_c_boolean *ret)
{
	if (!json_is_boolean(value))
		return decoder_refuse(decoder, at, "INVALID_VALUE", "true ou false est attendu");
	*ret = json_is_true(value);
	return true;
}

static bool decode_enum(struct decoder *decoder, const struct place *at, const ProtobufCEnumDescriptor *type,
			const json_t *value, int *ret)
{
	const ProtobufCEnumValue *named;
	int number;

	if (json_is_string(value)) {
		named = protobuf_c_enum_descriptor_get_value_by_name(type, json_string_value(value));
	} else {
		if (!decode_32(decoder, at, value, -(uint32_t)INT32_MIN, INT32_MAX, &number))
			return false;
		named = protobuf_c_enum_descriptor_get_value(type, number);
	}
	if (!named)
		return decoder_refuse(decoder, at, "UNKNOWN_ENUM_VALUE",
				      "cette valeur n'est pas l'une de celles du champ");
	*ret = named->value;
	return true;
}

/* The parser has seen to it that the text is UTF-8 without NUL. */
static bool decode_string(struct decoder *decoder, const struct place *at, const json_t *value, char **ret)
{
	if (!json_is_string(value))
		return decoder_refuse(decoder, at, "INVALID_VALUE", "un texte entre guillemets est attendu");
	*ret = arena_strndup(decoder->arena, json_string_value(value), json_string_length(value));
	return !arena_exceeded(decoder->arena) || decoder_refuse_size(decoder);
}

/* libsodium takes bytes past 127 for characters of the alphabet, so it is asked about none. */
static bool is_base64_alphabet(const char *text, size_t len)
{
	return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=") == len;
}

static int base64_variant(const char *text, size_t len)
{
	bool padded = len && text[len - 1] == '=';

	if (strpbrk(text, "-_"))
		return padded ? sodium_base64_VARIANT_URLSAFE : sodium_base64_VARIANT_URLSAFE_NO_PADDING;
	return padded ? sodium_base64_VARIANT_ORIGINAL : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
}

static bool decode_bytes(struct decoder *decoder, const struct place *at, const json_t *value,
			 ProtobufCBinaryData *ret)
{
	const char *text = json_string_value(value);
	size_t len = json_string_length(value);
	size_t size = len / 4 * 3 + 3;

	if (!text || !is_base64_alphabet(text, len))
		return decoder_refuse(decoder, at, "INVALID_VALUE", "des octets en base64 sont attendus");
	ret->data = arena_alloc(decoder->arena, size);
	if (!ret->data)
		return decoder_refuse_size(decoder);
	if (sodium_base642bin(ret->data, size, text, len, NULL, &ret->len, NULL, base64_variant(text, len)))
		return decoder_refuse(decoder, at, "INVALID_VALUE", "des octets en base64 sont attendus");
	return true;
}

bool decode_scalar(struct decoder *decoder, const struct place *at, const ProtobufCFieldDescriptor *field,
		   const json_t *value, void *member)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_SINT32:
	case PROTOBUF_C_TYPE_SFIXED32:
		return decode_32(decoder, at, value, -(uint32_t)INT32_MIN, INT32_MAX, member);
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_FIXED32:
		return decode_32(decoder, at, value, 0, UINT32_MAX, member);
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_SFIXED64:
		return decode_integer(decoder, at, value, -(uint64_t)INT64_MIN, INT64_MAX, member);
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
		return decode_integer(decoder, at, value, 0, UINT64_MAX, member);
	case PROTOBUF_C_TYPE_FLOAT:
		return decode_float(decoder, at, value, member);
	case PROTOBUF_C_TYPE_DOUBLE:
		return decode_real(decoder, at, value, member);
	case PROTOBUF_C_TYPE_BOOL:
		return decode_bool(decoder, at, value, member);
	case PROTOBUF_C_TYPE_ENUM:
		return decode_enum(decoder, at, field->descriptor, value, member);
	case PROTOBUF_C_TYPE_STRING:
		return decode_string(decoder, at, value, member);
	case PROTOBUF_C_TYPE_BYTES:
		return decode_bytes(decoder, at, value, member);
	case PROTOBUF_C_TYPE_MESSAGE:
		break;
	}
	return decoder_refuse_type(decoder, at);
}
