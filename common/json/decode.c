/* JSON text into a message: the parser's tree, walked with the type's descriptor. */
#include "json/json.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "json/decoder.h"
#include "json/field.h"
#include "json/wellknown.h"

static bool decode_message(struct decoder *decoder, const struct place *at,
			   const ProtobufCMessageDescriptor *type, const json_t *value,
			   ProtobufCMessage **ret);

static void append_place(struct buf *path, const struct place *at)
{
	if (at->in)
		append_place(path, at->in);
	if (at->name)
		buf_printf(path, path->len ? ".%s" : "%s", at->name);
	else
		buf_printf(path, "[%zu]", at->index);
}

/* Names come from outside, of any length: the path is cut as a field of a refusal must be. */
static const char *path_of(struct buf *path, const struct place *at)
{
	if (!at)
		return NULL;
	append_place(path, at);
	if (path->len >= REFUSAL_FIELD_MAX)
		path->len = utf8_cut((const char *)path->data, REFUSAL_FIELD_MAX - 1);
	buf_byte(path, '\0');
	return (const char *)path->data;
}

static bool refuse_at(struct decoder *decoder, const struct place *at, enum fault fault, const char *reason,
		      const char *message)
{
	struct buf path = {0};
	const char *field = path_of(&path, at);

	if (field)
		refuse(decoder->refusal, fault, reason, field, "Le champ « %s » est refusé : %s.", field,
		       message);
	else
		refuse(decoder->refusal, fault, reason, NULL, "Le message JSON est refusé : %s.", message);
	buf_free(&path);
	return false;
}

bool decoder_refuse(struct decoder *decoder, const struct place *at, const char *reason, const char *message)
{
	return refuse_at(decoder, at, FAULT_INVALID_ARGUMENT, reason, message);
}

bool decoder_refuse_type(struct decoder *decoder, const struct place *at)
{
	return refuse_at(decoder, at, FAULT_INTERNAL, "UNSUPPORTED_TYPE",
			 "ce type de champ ne se convertit pas en JSON");
}

bool decoder_refuse_size(struct decoder *decoder)
{
	return refuse(decoder->refusal, FAULT_RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE", NULL,
		      "Le message JSON est refusé : il demande plus de mémoire qu'un message n'en reçoit.");
}

static bool decode_value(struct decoder *decoder, const struct place *at,
			 const ProtobufCFieldDescriptor *field, const json_t *value, void *member)
{
	if (field->type == PROTOBUF_C_TYPE_MESSAGE)
		return decode_message(decoder, at, field->descriptor, value, member);
	return decode_scalar(decoder, at, field, value, member);
}

static bool decode_list(struct decoder *decoder, const struct place *at,
			const ProtobufCFieldDescriptor *field, const json_t *list, ProtobufCMessage *message)
{
	char *base = (char *)message;
	size_t count = json_array_size(list);
	size_t size = field_size(field);
	char *values;

	if (!json_is_array(list))
		return decoder_refuse(decoder, at, "INVALID_VALUE", "une liste entre crochets est attendue");
	if (count == 0)
		return true;
	values = arena_array(decoder->arena, count, size);
	if (!values)
		return decoder_refuse_size(decoder);
	for (size_t i = 0; i < count; i++) {
		struct place element = {.in = at, .index = i};

		if (!decode_value(decoder, &element, field, json_array_get(list, i), values + i * size))
			return false;
	}
	*(void **)(base + field->offset) = values;
	*(size_t *)(base + field->quantifier_offset) = count;
	return true;
}

/* proto3 has no other quantifier of a single field than the case of its oneof. */
static bool claim_oneof(struct decoder *decoder, const struct place *at,
			const ProtobufCFieldDescriptor *field, ProtobufCMessage *message)
{
	uint32_t *chosen = (uint32_t *)((char *)message + field->quantifier_offset);

	if (!(field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF))
		return true;
	if (*chosen)
		return decoder_refuse(decoder, at, "ONEOF_CONFLICT",
				      "ce champ et un autre, présent lui aussi, s'excluent");
	*chosen = field->id;
	return true;
}

/* The parser refuses a name given twice; this, a field given under its two names. */
static bool is_given_twice(const ProtobufCFieldDescriptor *field, const char *name, const json_t *object)
{
	struct buf other = {0};
	bool twice;

	if (field_has_json_name(field, name))
		return false;
	field_append_json_name(field, &other);
	twice = json_object_getn(object, (const char *)other.data, other.len) != NULL;
	buf_free(&other);
	return twice;
}

static bool decode_field(struct decoder *decoder, const struct place *at,
			 const ProtobufCFieldDescriptor *field, const json_t *value,
			 ProtobufCMessage *message)
{
	if (field_is_map(message->descriptor, field))
		return decoder_refuse_type(decoder, at);
	if (json_is_null(value))
		return true;
	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		return decode_list(decoder, at, field, value, message);
	return claim_oneof(decoder, at, field, message) &&
	       decode_value(decoder, at, field, value, (char *)message + field->offset);
}

static bool decode_object(struct decoder *decoder, const struct place *at, const json_t *object,
			  ProtobufCMessage *message)
{
	const char *name;
	json_t *value;

	if (!json_is_object(object))
		return decoder_refuse(decoder, at, "INVALID_VALUE", "un objet entre accolades est attendu");
	json_object_foreach((json_t *)object, name, value)
	{
		struct place member = {.in = at, .name = name};
		const ProtobufCFieldDescriptor *field = field_find(message->descriptor, name);

		if (!field)
			return decoder_refuse(decoder, &member, "UNKNOWN_FIELD", "ce champ n'existe pas");
		if (is_given_twice(field, name, object))
			return decoder_refuse(decoder, &member, "DUPLICATE_FIELD",
					      "ce champ est donné deux fois");
		if (!decode_field(decoder, &member, field, value, message))
			return false;
	}
	return true;
}

static bool decode_span(struct decoder *decoder, const struct place *at, const json_t *value,
			bool (*parse)(const char *text, struct span *ret), const char *expected,
			ProtobufCMessage *message)
{
	struct span span;

	if (!json_is_string(value) || !parse(json_string_value(value), &span))
		return decoder_refuse(decoder, at, "INVALID_VALUE", expected);
	span_store(message, span);
	return true;
}

static bool decode_content(struct decoder *decoder, const struct place *at, const json_t *value,
			   ProtobufCMessage *message)
{
	const ProtobufCFieldDescriptor *fields = message->descriptor->fields;

	switch (wellknown_of(message->descriptor)) {
	case WELLKNOWN_NONE:
		return decode_object(decoder, at, value, message);
	case WELLKNOWN_TIMESTAMP:
		return decode_span(decoder, at, value, timestamp_parse,
				   "une date et une heure comme 2026-01-31T12:00:00Z sont attendues",
				   message);
	case WELLKNOWN_DURATION:
		return decode_span(decoder, at, value, duration_parse,
				   "une durée en secondes comme 1.5s est attendue", message);
	case WELLKNOWN_WRAPPER:
		return decode_scalar(decoder, at, fields, value, (char *)message + fields->offset);
	case WELLKNOWN_UNSUPPORTED:
		break;
	}
	return decoder_refuse_type(decoder, at);
}

static bool decode_message(struct decoder *decoder, const struct place *at,
			   const ProtobufCMessageDescriptor *type, const json_t *value,
			   ProtobufCMessage **ret)
{
	ProtobufCMessage *message;
	bool ok;

	if (decoder->depth == JSON_DEPTH_MAX)
		return decoder_refuse(decoder, at, "TOO_DEEP", "trop de niveaux sont imbriqués");
	message = arena_alloc(decoder->arena, type->sizeof_message);
	if (!message)
		return decoder_refuse_size(decoder);
	protobuf_c_message_init(type, message);
	decoder->depth++;
	ok = decode_content(decoder, at, value, message);
	decoder->depth--;
	if (ok)
		*ret = message;
	return ok;
}

/* A parsed value takes up to 250 bytes where the text may hold two or three: they are counted before, by
 * what separates them. A text in quotes counts too much, never too little. */
static bool is_too_large(const char *text, size_t len)
{
	size_t values = 0;

	if (len > JSON_TEXT_MAX)
		return true;
	for (size_t i = 0; i < len; i++)
		values += text[i] == ',' || text[i] == '[' || text[i] == '{';
	return values > JSON_VALUES_MAX;
}

static bool refuse_text(struct refusal *refusal, const json_error_t *error)
{
	const char *reason = "MALFORMED_JSON";
	const char *why = "la syntaxe n'est pas celle de JSON";
	enum json_error_code code = json_error_code(error);

	if (code == json_error_out_of_memory)
		abort();
	if (code == json_error_duplicate_key) {
		reason = "DUPLICATE_FIELD";
		why = "un champ est donné deux fois";
	} else if (code == json_error_numeric_overflow) {
		reason = "NUMBER_OUT_OF_RANGE";
		why = "un nombre est trop grand (un entier de plus de 63 bits s'écrit entre guillemets)";
	} else if (code == json_error_stack_overflow) {
		reason = "TOO_DEEP";
		why = "trop de niveaux sont imbriqués";
	} else if (code == json_error_null_character || code == json_error_null_byte_in_key) {
		reason = "INVALID_VALUE";
		why = "un texte contient le caractère nul";
	}
	return refuse(refusal, FAULT_INVALID_ARGUMENT, reason, NULL,
		      "Le message JSON est refusé, ligne %d, colonne %d : %s.", error->line, error->column,
		      why);
}

bool json_to_message(struct arena *arena, const ProtobufCMessageDescriptor *type, const char *text,
		     size_t len, void **ret_message, struct refusal *refusal)
{
	struct decoder decoder = {.arena = arena, .refusal = refusal};
	ProtobufCMessage *message = NULL;
	json_error_t error;
	json_t *tree;

	if (is_too_large(text, len))
		return refuse(refusal, FAULT_RESOURCE_EXHAUSTED, "JSON_TOO_LARGE", NULL,
			      "Le message JSON est refusé : il est trop grand.");
	/* jansson passes over a NUL that follows a number or a literal. */
	if (len && memchr(text, '\0', len))
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "MALFORMED_JSON", NULL,
			      "Le message JSON est refusé : il contient le caractère nul.");
	/* Any value, for a Timestamp or a wrapper may be the outermost message. No text at all is an empty
	 * one: of NULL jansson would not say where it stopped. */
	tree = json_loadb(len ? text : "", len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (!tree)
		return refuse_text(refusal, &error);
	decode_message(&decoder, NULL, type, tree, &message);
	json_decref(tree);
	if (!message)
		return false;
	*ret_message = message;
	return true;
}
