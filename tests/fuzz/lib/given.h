/* Ids that a service has given, so that a request can name them: by "@a" the first, by "@b" the second ... */
#ifndef PVD_TESTS_FUZZ_GIVEN_H
#define PVD_TESTS_FUZZ_GIVEN_H

#include "base/arena.h"
#include "base/id.h"

enum { GIVEN_MAX = 26 };

struct given {
	char ids[GIVEN_MAX][ID_TEXT_SIZE];
	unsigned count;
};

/* Notes those that stand in some bytes, as texts of a message do, unless they are known, or too many. */
void given_note(struct given *given, struct bytes bytes);
/* The message with ids where it names some; itself where it names none, or is none. */
struct bytes given_replace(const struct given *given, struct arena *arena,
			   const ProtobufCMessageDescriptor *type, struct bytes message);

#endif
