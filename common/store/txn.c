#include "store/txn.h"

#include "base/killpoint.h"

static MDB_val val_of(struct bytes bytes)
{
	return (MDB_val){.mv_size = bytes.len, .mv_data = (void *)bytes.data};
}

static struct bytes bytes_of_val(const MDB_val *val)
{
	return bytes_of(val->mv_data, val->mv_size);
}

void txn_fail(struct txn *txn, int error, const char *where)
{
	if (txn->error)
		return;
	txn->error = error;
	txn->where = where;
}

/* Takes note of what LMDB said; whether the call did its work. A key that is not there is no failure. */
static bool worked(struct txn *txn, int error, const char *where)
{
	if (error && error != MDB_NOTFOUND)
		txn_fail(txn, error, where);
	return error == 0;
}

static void begin(struct txn *txn, struct env *env, bool write)
{
	*txn = (struct txn){.env = env, .write = write};
	worked(txn, mdb_txn_begin(env->mdb, NULL, write ? 0 : MDB_RDONLY, &txn->mdb), "mdb_txn_begin");
}

void txn_begin_write(struct txn *txn, struct env *env)
{
	begin(txn, env, true);
}

void txn_begin_read(struct txn *txn, struct env *env)
{
	begin(txn, env, false);
}

void txn_reset(struct txn *txn)
{
	if (txn->mdb)
		mdb_txn_reset(txn->mdb);
}

void txn_renew(struct txn *txn)
{
	if (!txn->error)
		worked(txn, mdb_txn_renew(txn->mdb), "mdb_txn_renew");
}

void txn_end(struct txn *txn)
{
	if (txn->mdb)
		mdb_txn_abort(txn->mdb);
	txn->mdb = NULL;
}

int txn_commit(struct txn *txn)
{
	if (txn->error) {
		txn_end(txn);
		return txn->error;
	}
	KILLPOINT("store_before_commit");
	worked(txn, mdb_txn_commit(txn->mdb), "mdb_txn_commit");
	txn->mdb = NULL; /* freed whatever the outcome */
	KILLPOINT("store_after_commit");
	return txn->error;
}

struct bytes txn_get(struct txn *txn, unsigned table, struct bytes key)
{
	MDB_val k = val_of(key), value;

	/* LMDB calls an empty key an error; what input asks for must not fail the transaction. */
	if (txn->error || key.len == 0)
		return (struct bytes){0};
	if (!worked(txn, mdb_get(txn->mdb, txn->env->dbi[table], &k, &value), "mdb_get"))
		return (struct bytes){0};
	return bytes_of_val(&value);
}

static void *put(struct txn *txn, unsigned table, struct bytes key, struct bytes value, unsigned flags)
{
	MDB_val k = val_of(key), v = val_of(value);

	if (txn->error || !worked(txn, mdb_put(txn->mdb, txn->env->dbi[table], &k, &v, flags), "mdb_put"))
		return NULL;
	return v.mv_data;
}

void txn_put(struct txn *txn, unsigned table, struct bytes key, struct bytes value)
{
	put(txn, table, key, value, 0);
}

void txn_append(struct txn *txn, unsigned table, struct bytes key, struct bytes value)
{
	put(txn, table, key, value, MDB_APPEND);
}

uint8_t *txn_put_space(struct txn *txn, unsigned table, struct bytes key, size_t size)
{
	return put(txn, table, key, bytes_of(NULL, size), MDB_RESERVE);
}

uint8_t *txn_append_space(struct txn *txn, unsigned table, struct bytes key, size_t size)
{
	return put(txn, table, key, bytes_of(NULL, size), MDB_RESERVE | MDB_APPEND);
}

bool txn_delete(struct txn *txn, unsigned table, struct bytes key)
{
	MDB_val k = val_of(key);

	if (txn->error || key.len == 0)
		return false;
	return worked(txn, mdb_del(txn->mdb, txn->env->dbi[table], &k, NULL), "mdb_del");
}

void txn_clear(struct txn *txn, unsigned table)
{
	if (!txn->error)
		worked(txn, mdb_drop(txn->mdb, txn->env->dbi[table], 0), "mdb_drop");
}

uint64_t txn_count(struct txn *txn, unsigned table)
{
	MDB_stat stat;

	if (txn->error || !worked(txn, mdb_stat(txn->mdb, txn->env->dbi[table], &stat), "mdb_stat"))
		return 0;
	return stat.ms_entries;
}

/* Moves the cursor. Past the last key the scan closes: asking again would begin anew. */
static bool scan_move(struct scan *scan, MDB_cursor_op op)
{
	if (!scan->cursor || scan->txn->error)
		return false;
	if (worked(scan->txn, mdb_cursor_get(scan->cursor, &scan->key, &scan->value, op), "mdb_cursor_get"))
		return true;
	scan_close(scan);
	return false;
}

static void scan_start(struct scan *scan, struct txn *txn, unsigned table, struct bytes from,
		       MDB_cursor_op next)
{
	*scan = (struct scan){.txn = txn, .next = next, .key = val_of(from)};
	if (!txn->error)
		worked(txn, mdb_cursor_open(txn->mdb, txn->env->dbi[table], &scan->cursor),
		       "mdb_cursor_open");
}

void scan_open(struct scan *scan, struct txn *txn, unsigned table, struct bytes from)
{
	scan_start(scan, txn, table, from, MDB_NEXT);
	scan->pending = scan_move(scan, from.len == 0 ? MDB_FIRST : MDB_SET_RANGE);
}

/* The first key >= from, found without closing the scan where there is none. */
static bool scan_seek(struct scan *scan)
{
	return scan->cursor &&
	       worked(scan->txn, mdb_cursor_get(scan->cursor, &scan->key, &scan->value, MDB_SET_RANGE),
		      "mdb_cursor_get");
}

void scan_open_backwards(struct scan *scan, struct txn *txn, unsigned table, struct bytes from)
{
	scan_start(scan, txn, table, from, MDB_PREV);
	if (from.len == 0 || !scan_seek(scan))
		scan->pending = scan_move(scan, MDB_LAST);
	else
		scan->pending = bytes_equal(bytes_of_val(&scan->key), from) || scan_move(scan, MDB_PREV);
}

bool scan_next(struct scan *scan, struct bytes *ret_key, struct bytes *ret_value)
{
	if (!scan->pending && !scan_move(scan, scan->next))
		return false;
	scan->pending = false;
	*ret_key = bytes_of_val(&scan->key);
	*ret_value = bytes_of_val(&scan->value);
	return true;
}

bool scan_next_within(struct scan *scan, struct bytes prefix, struct bytes *ret_key, struct bytes *ret_value)
{
	struct bytes key, value;

	if (!scan_next(scan, &key, &value))
		return false;
	if (key.len < prefix.len || !bytes_equal(bytes_of(key.data, prefix.len), prefix)) {
		scan_close(scan);
		return false;
	}
	*ret_key = key;
	*ret_value = value;
	return true;
}

void scan_close(struct scan *scan)
{
	if (scan->cursor)
		mdb_cursor_close(scan->cursor);
	scan->cursor = NULL;
	scan->pending = false;
}

struct hash txn_table_digest(struct txn *txn, unsigned table)
{
	struct hasher hasher;
	struct scan scan;
	struct bytes key, value;

	hasher_start(&hasher);
	scan_open(&scan, txn, table, (struct bytes){0});
	while (scan_next(&scan, &key, &value)) {
		hasher_add_sized(&hasher, key);
		hasher_add_sized(&hasher, value);
	}
	scan_close(&scan);
	return hasher_end(&hasher);
}

bool txn_table_equal(struct txn *a, struct txn *b, unsigned table)
{
	struct bytes key_a, value_a, key_b, value_b;
	struct scan in_a, in_b;
	bool more_a, more_b;

	scan_open(&in_a, a, table, (struct bytes){0});
	scan_open(&in_b, b, table, (struct bytes){0});
	do {
		more_a = scan_next(&in_a, &key_a, &value_a);
		more_b = scan_next(&in_b, &key_b, &value_b);
	} while (more_a && more_b && bytes_equal(key_a, key_b) && bytes_equal(value_a, value_b));
	scan_close(&in_a);
	scan_close(&in_b);
	return !more_a && !more_b && !a->error && !b->error;
}
