/* google's own types, which JSON writes otherwise than as objects, and the text of two of them. */
#ifndef PVD_JSON_WELLKNOWN_H
#define PVD_JSON_WELLKNOWN_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum wellknown {
	WELLKNOWN_NONE, /* an object of its fields */
	WELLKNOWN_TIMESTAMP,
	WELLKNOWN_DURATION,
	WELLKNOWN_WRAPPER,     /* Int64Value and the like: the value of their one field */
	WELLKNOWN_UNSUPPORTED, /* Any, FieldMask, Struct, Value, ListValue */
};

enum wellknown wellknown_of(const ProtobufCMessageDescriptor *type);

/* A Timestamp or a Duration: nanos have the sign of seconds in a Duration, are positive in a Timestamp. */
struct span {
	int64_t seconds;
	int32_t nanos;
};

/* Between such a message, of any generated C name, and its two fields. */
struct span span_of(const ProtobufCMessage *message);
void span_store(ProtobufCMessage *message, struct span span);

enum { SPAN_TEXT_SIZE = 40 };

/* "2026-11-22T01:29:15.123Z": RFC 3339 in UTC, with 0, 3, 6 or 9 digits of fraction. False outside the
 * years 1 to 9999 or if the nanos are not those of a Timestamp. */
bool timestamp_text(struct span at, char out[SPAN_TEXT_SIZE]);
/* Any offset up to 23:59, at most nine digits; T and Z in upper case. */
bool timestamp_parse(const char *text, struct span *ret);

/* "-1.500s"; false beyond 315 576 000 000 seconds or if the signs differ. */
bool duration_text(struct span length, char out[SPAN_TEXT_SIZE]);
bool duration_parse(const char *text, struct span *ret);

#endif
