/* What the files that write messages share; not for others. */
#ifndef PVD_JSON_ENCODER_H
#define PVD_JSON_ENCODER_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

#include "base/bytes.h"

/* Appends one value of a field that is not a message as JSON text; false, and nothing appended, if it is a string
 * that is not UTF-8. */
bool encode_scalar(const ProtobufCFieldDescriptor *field, const void *member, struct buf *out);

/* A number counts as absent when all its bits are zero: -0.0 is there, as protobuf has it. */
bool scalar_is_default(const ProtobufCFieldDescriptor *field, const void *member);

#endif
