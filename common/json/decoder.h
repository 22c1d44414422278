/* What the files of the decoder share; not for others. */
#ifndef PVD_JSON_DECODER_H
#define PVD_JSON_DECODER_H

#include <jansson.h>
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/fault.h"

struct decoder {
	struct arena *arena;
	struct refusal *refusal;
	unsigned depth; /* messages around the value at hand */
};

/* Where a value lies, for refusals only: a chain of the callers' stack frames. */
struct place {
	const struct place *in; /* NULL: a member of the outermost message */
	const char *name;       /* as the text has it; NULL for an element of a list */
	size_t index;
};

/* Refuse the value at `at` (NULL: the whole text); return false. `message` takes no arguments. */
bool decoder_refuse(struct decoder *decoder, const struct place *at, const char *reason, const char *message);
bool decoder_refuse_type(struct decoder *decoder, const struct place *at);
bool decoder_refuse_size(struct decoder *decoder);

/* Stores a value of a field that is not a message at `member`, whose size is field_size's. */
bool decode_scalar(struct decoder *decoder, const struct place *at, const ProtobufCFieldDescriptor *field,
		   const json_t *value, void *member);

#endif
