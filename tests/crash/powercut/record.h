/* What happened to a store's file, in order: the recorder writes it, the writer adds what it acknowledged,
 * and test_powercut.py makes from it what a disk may hold after the power was cut. */
#ifndef PVD_POWERCUT_RECORD_H
#define PVD_POWERCUT_RECORD_H

#include <stdint.h>

enum record_kind {
	RECORD_INITIAL = 'I',       /* what the file held, flushed, when it was first opened */
	RECORD_WRITE = 'W',         /* returned, and on no disk yet */
	RECORD_WRITE_THROUGH = 'D', /* on the disk once it has returned (O_DSYNC) */
	RECORD_FLUSH = 'S',         /* all before it is on the disk */
	RECORD_ACKNOWLEDGED = 'A',  /* `offset` is the sequence that a caller now relies on */
};

/* Then `size` bytes, in the byte order of this machine. */
struct __attribute__((packed)) record {
	uint8_t kind;
	uint64_t offset;
	uint32_t size;
};

/* Names the file of records; written with O_APPEND by both. */
#define RECORD_VARIABLE "POWERCUT_RECORD"

#endif
