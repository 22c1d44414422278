/* What fuzz targets share. A target is one .c file of tests/fuzz with LLVMFuzzerTestOneInput, which returns where all
 * is well and ends the process where it is not. */
#ifndef PVD_TESTS_FUZZ_H
#define PVD_TESTS_FUZZ_H

#include "base/arena.h"
#include "bus/method.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Prints `file:line: words` and aborts unless the condition holds. */
#define must(condition, words)                                                                               \
	do {                                                                                                 \
		if (!(condition))                                                                            \
			fuzz_fail(__FILE__, __LINE__, #condition, (words));                                  \
	} while (0)
void __attribute__((noreturn))
fuzz_fail(const char *file, int line, const char *condition, const char *words);

/* Nothing is logged from here on: what comes from outside is refused many thousand times a second. */
void fuzz_quiet(void);

/* The method that two bytes of an input choose; the same one when the contract has others besides. */
const struct method *fuzz_method(uint8_t high, uint8_t low);

/* A message and how it is written, as the first three bytes of an input say: two choose a method, the third its request
 * or response, in JSON or binary. */
struct fuzz_message {
	const ProtobufCMessageDescriptor *type;
	bool is_json;
	struct bytes rest;
};
/* False: the input is too short. */
bool fuzz_message(const uint8_t *data, size_t size, struct fuzz_message *ret);
/* Reads the rest as that message, into the arena, as strictly as a request is read; NULL: it is none. */
ProtobufCMessage *fuzz_read(struct arena *arena, const struct fuzz_message *message);

#endif
