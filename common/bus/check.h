/* Whether bytes from outside are exactly a message of a type: what protobuf-c's own reading lets pass is
 * refused here, before it reads. Unknown fields, unknown enum values, text that is not UTF-8 or holds a NUL,
 * a field that may occur once occurring twice, two members of one oneof, wrong wire types, lengths that
 * disagree. For commands and queries; journals keep what they hold. */
#ifndef PVD_BUS_CHECK_H
#define PVD_BUS_CHECK_H

#include <protobuf-c/protobuf-c.h>

#include "base/bytes.h"
#include "base/fault.h"

/* Refuses with INVALID_ARGUMENT: REQUEST_MALFORMED, UNKNOWN_FIELD, UNKNOWN_VALUE, TEXT_INVALID,
 * FIELD_REPEATED. The contract has no recursive message, so its depth bounds this. */
bool message_check(const ProtobufCMessageDescriptor *type, struct bytes bytes, struct refusal *refusal);

#endif
