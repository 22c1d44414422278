#include "store/deadlines.h"

#include <errno.h>

#include "store/key.h"

/* Signed instants in memory order. */
static uint64_t due_order(struct instant due)
{
	return (uint64_t)due.us ^ (uint64_t)1 << 63;
}

static struct instant due_read(struct reader *reader)
{
	return (struct instant){.us = (int64_t)(reader_be64(reader) ^ (uint64_t)1 << 63)};
}

static struct key key_of_deadline(const char *subject, const char *kind)
{
	struct key key;

	key_clear(&key);
	key_text(&key, subject);
	key_text(&key, kind);
	return key;
}

static struct key key_of_due(struct instant due, const struct key *deadline)
{
	struct key key = key_of_u64(due_order(due));

	key_raw(&key, key_bytes(deadline));
	return key;
}

static bool get(struct txn *txn, const struct key *key, struct instant *ret_due)
{
	struct bytes stored = txn_get(txn, TABLE_DEADLINES, key_bytes(key));
	struct reader reader = reader_of(stored);
	struct instant due = due_read(&reader);

	if (!stored.data)
		return false;
	if (reader.failed) {
		txn_fail(txn, MDB_CORRUPTED, "deadline_get");
		return false;
	}
	*ret_due = due;
	return true;
}

static void clear(struct txn *txn, const struct key *key)
{
	struct instant due;
	struct key index;

	if (!get(txn, key, &due))
		return;
	index = key_of_due(due, key);
	txn_delete(txn, TABLE_DUE, key_bytes(&index));
	txn_delete(txn, TABLE_DEADLINES, key_bytes(key));
}

void deadline_set(struct txn *txn, const char *subject, const char *kind, struct instant due)
{
	struct key key = key_of_deadline(subject, kind);
	struct key index = key_of_due(due, &key);

	if (strlen(subject) > DEADLINE_SUBJECT_MAX || strlen(kind) > DEADLINE_KIND_MAX) {
		txn_fail(txn, ENAMETOOLONG, "deadline_set");
		return;
	}
	clear(txn, &key);
	txn_put(txn, TABLE_DEADLINES, key_bytes(&key), bytes_of(index.data, 8));
	txn_put(txn, TABLE_DUE, key_bytes(&index), (struct bytes){0});
}

void deadline_clear(struct txn *txn, const char *subject, const char *kind)
{
	struct key key = key_of_deadline(subject, kind);

	clear(txn, &key);
}

bool deadline_get(struct txn *txn, const char *subject, const char *kind, struct instant *ret_due)
{
	struct key key = key_of_deadline(subject, kind);

	return get(txn, &key, ret_due);
}

/* False if the text is malformed or does not fit. */
static bool text_read(struct reader *reader, char *out, size_t size)
{
	const char *text = key_read_text(reader);
	size_t len = strlen(text);

	if (reader->failed || len >= size)
		return false;
	memcpy(out, text, len + 1);
	return true;
}

bool deadline_first_due(struct txn *txn, struct instant now, struct deadline *ret)
{
	struct bytes key, value;
	struct deadline deadline;
	struct reader reader;
	struct scan scan;
	bool found;

	scan_open(&scan, txn, TABLE_DUE, (struct bytes){0});
	found = scan_next(&scan, &key, &value);
	scan_close(&scan);
	if (!found)
		return false;
	reader = reader_of(key);
	deadline.due = due_read(&reader);
	if (!text_read(&reader, deadline.subject, sizeof deadline.subject) ||
	    !text_read(&reader, deadline.kind, sizeof deadline.kind)) {
		txn_fail(txn, MDB_CORRUPTED, "deadline_first_due");
		return false;
	}
	if (deadline.due.us > now.us)
		return false;
	*ret = deadline;
	return true;
}
