/* A message type as the JSON one would write: every field with what it takes. */
#ifndef PVD_CLI_SKELETON_H
#define PVD_CLI_SKELETON_H

#include <protobuf-c/protobuf-c.h>

#include "base/bytes.h"

/* Appends an indented object and a line feed. Types deeper than eight messages are "{...}". */
void skeleton_append(const ProtobufCMessageDescriptor *type, struct buf *out);

#endif
