/* The names a field has in JSON. protobuf-c keeps only the one of the contract. */
#ifndef PVD_JSON_FIELD_H
#define PVD_JSON_FIELD_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

#include "base/bytes.h"

/* Appends the lowerCamelCase of a field's name, as protoc computes json_name: underscores go, the
 * character after one becomes upper case, all others stay. */
void field_append_json_name(const ProtobufCFieldDescriptor *field, struct buf *out);

/* Whether `name` is the field's lowerCamelCase name. */
bool field_has_json_name(const ProtobufCFieldDescriptor *field, const char *name);

/* By either name; NULL if the type has no such field. */
const ProtobufCFieldDescriptor *field_find(const ProtobufCMessageDescriptor *type, const char *name);

/* Whether `field` of `type` is a map, which protobuf-c shows as a list of entries. */
bool field_is_map(const ProtobufCMessageDescriptor *type, const ProtobufCFieldDescriptor *field);

/* Whether a message knows that the field is absent: a message, or a member of a oneof. */
bool field_has_presence(const ProtobufCFieldDescriptor *field);
/* Of such a field. */
bool field_is_present(const ProtobufCFieldDescriptor *field, const ProtobufCMessage *message);

/* Bytes one value of the field takes in a message or in a list's array. */
size_t field_size(const ProtobufCFieldDescriptor *field);

#endif
