/* Inputs of records (records.h) whose bodies hold messages: changed so that lengths still say how long what they are of
 * is, at every depth. What a field holds is changed as libFuzzer would, by its dictionary too. */
#ifndef PVD_TESTS_FUZZ_MUTATE_H
#define PVD_TESTS_FUZZ_MUTATE_H

#include <stddef.h>
#include <stdint.h>

/* libFuzzer looks for it in a target; one that wants it defines it by the function below. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);

/* The new size, at most `max`. */
size_t mutate_records(uint8_t *data, size_t size, size_t max, unsigned int seed);

#endif
