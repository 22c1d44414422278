/* A transaction with a sticky error: after the first LMDB failure every call is a no-op, and the commit
 * tells. Keys order as memory does; values point into the map and live until the next write of the same
 * transaction or its end. */
#ifndef PVD_STORE_TXN_H
#define PVD_STORE_TXN_H

#include "store/env.h"

struct txn {
	struct env *env;
	MDB_txn *mdb;
	bool write;
	int error;         /* of LMDB or errno; 0 so far */
	const char *where; /* the call that failed */
};

/* One write transaction at a time, on the thread that opened it. Read ones may live on any thread; they
 * last one turn: end them, or park with txn_reset and take up the newest snapshot with txn_renew. */
void txn_begin_write(struct txn *txn, struct env *env);
void txn_begin_read(struct txn *txn, struct env *env);
void txn_reset(struct txn *txn);
void txn_renew(struct txn *txn);
void txn_end(struct txn *txn); /* drops what was written; also ends a read */

/* 0 once everything is on stable storage. Anything else: nothing may be acknowledged, and the process must
 * end (see env.h). */
int txn_commit(struct txn *txn);

/* Makes the transaction fail, unless it has already: what was read cannot be right. `where` is a literal. */
void txn_fail(struct txn *txn, int error, const char *where);

/* .data is NULL where the key is not there; the empty key never is. */
struct bytes txn_get(struct txn *txn, unsigned table, struct bytes key);
void txn_put(struct txn *txn, unsigned table, struct bytes key, struct bytes value);
/* The key must come after every other of the table: a gap detector for journals, and faster. */
void txn_append(struct txn *txn, unsigned table, struct bytes key, struct bytes value);
/* As the two above, for a value that is written in place: where its `size` bytes go, at once and before any
 * other call; NULL after an error. */
uint8_t *txn_put_space(struct txn *txn, unsigned table, struct bytes key, size_t size);
uint8_t *txn_append_space(struct txn *txn, unsigned table, struct bytes key, size_t size);
bool txn_delete(struct txn *txn, unsigned table, struct bytes key); /* whether it was there */
void txn_clear(struct txn *txn, unsigned table);
uint64_t txn_count(struct txn *txn, unsigned table);

/* Walks a table in key order from the first key >= `from`, or backwards from the last key <= `from`; an
 * empty `from` means from that end of the table. Writing to the table meanwhile is not allowed. Close every
 * scan, also one that ran to its end. */
struct scan {
	struct txn *txn;
	MDB_cursor *cursor;
	MDB_cursor_op next;
	bool pending;
	MDB_val key, value;
};

void scan_open(struct scan *scan, struct txn *txn, unsigned table, struct bytes from);
void scan_open_backwards(struct scan *scan, struct txn *txn, unsigned table, struct bytes from);
bool scan_next(struct scan *scan, struct bytes *ret_key, struct bytes *ret_value);
void scan_close(struct scan *scan);

/* As scan_next, and stops where keys no longer begin with `prefix`. */
bool scan_next_within(struct scan *scan, struct bytes prefix, struct bytes *ret_key, struct bytes *ret_value);

/* Hash over every key and value of a table, in order, with their lengths. */
struct hash txn_table_digest(struct txn *txn, unsigned table);
/* Whether a table is the same, byte for byte, in two stores of one service; false where one of them fails. */
bool txn_table_equal(struct txn *a, struct txn *b, unsigned table);

#endif
