/* Messages as JSON and back: protobuf's proto3 mapping (protobuf.dev, "ProtoJSON format"), driven by the
 * descriptors of protobuf-c and never by one message's type.
 *
 * Out: lowerCamelCase names, 64-bit integers as strings, bytes in base64, enum values by name (by number
 * where the number has no name), Timestamp and Duration as text, the wrappers as the value they hold.
 * In: lowerCamelCase names or those of the contract, numbers or strings for integers, both alphabets of
 * base64 with or without padding, null for absent. Refused both ways: maps, Any, FieldMask, Struct, Value and
 * ListValue, which the contract does not use. Types are proto3's, without the option json_name, of which
 * protobuf-c knows nothing.
 *
 * Numbers are written by the C library: the process leaves LC_NUMERIC at "C".
 *
 * Where Python's google.protobuf.json_format (3.21) decides otherwise. It accepts, and we refuse:
 *  - a field given under both its names, and a message written as [] or "";
 *  - an enum's number that has no name, or that is written as a string, a boolean or a fraction;
 *  - an integer outside int64 that is not written as a string, and U+0000 in a string;
 *  - integers as strings with a sign "+", "_", spaces or digits other than 0 to 9;
 *  - floats as booleans, as strings that are not a JSON number ("inf", "+1", ".5", "1_0"), or as strings of
 *    numbers too large for the type;
 *  - base64 with foreign characters, a wrong padding, mixed alphabets, or bits left over;
 *  - times that are not RFC 3339 to the letter (one-digit fields, an offset beyond 23:59, a point without
 *    digits), or outside the years 1 to 9999 once their offset is taken away;
 *  - durations with a sign "+", spaces or "_", a point without digits, or more than nine of them.
 * It refuses, and we accept: a float that only rounding brings within range (3.4028235e38). */
#ifndef PVD_JSON_JSON_H
#define PVD_JSON_JSON_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/fault.h"

enum {
	JSON_TEXT_MAX = 16 << 20, /* bytes of one text */
	/* Values in one text, by which the parser's own memory stays under 256 MiB whatever is sent. */
	JSON_VALUES_MAX = 1 << 20,
	JSON_DEPTH_MAX = 100, /* messages within messages, the outermost included */
};

/* Reads `text` as a message of type `type`, allocated in `arena` with all it points to. On false
 * *ret_message is untouched and `refusal` holds a French sentence, the path of the field as the caller
 * wrote it ("principal.scope.departements[2]"), and one of these reasons:
 *   INVALID_ARGUMENT    MALFORMED_JSON, UNKNOWN_FIELD, DUPLICATE_FIELD, ONEOF_CONFLICT, INVALID_VALUE,
 *                       NUMBER_OUT_OF_RANGE, UNKNOWN_ENUM_VALUE, TOO_DEEP
 *   RESOURCE_EXHAUSTED  JSON_TOO_LARGE (the limits above), MESSAGE_TOO_LARGE (the arena's cap)
 *   INTERNAL            UNSUPPORTED_TYPE: the contract holds a type this module does not convert. */
bool json_to_message(struct arena *arena, const ProtobufCMessageDescriptor *type, const char *text,
		     size_t len, void **ret_message, struct refusal *refusal);

/* Bits of json_from_message's `flags`. */
enum {
	JSON_PRETTY = 1 << 0,   /* lines indented by two spaces */
	JSON_DEFAULTS = 1 << 1, /* also scalars at their default and empty lists; still no absent message */
};

/* Appends `message` to `out`, without a final newline. False, and `out` as it was, if the message cannot be
 * written: a string that is not UTF-8, a time or duration out of range, a type that is not converted, or
 * more than JSON_DEPTH_MAX messages deep. */
bool json_from_message(const ProtobufCMessage *message, unsigned flags, struct buf *out);

#endif
