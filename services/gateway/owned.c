#include "gateway/owned.h"

static struct key key_of_principal(const char *principal)
{
	struct key key;

	key_clear(&key);
	if (principal)
		key_text(&key, principal);
	return key;
}

static struct key key_of_owned(const char *principal, struct bytes id)
{
	struct key key = key_of_principal(principal);

	key_raw(&key, id);
	return key;
}

void owned_put(struct txn *txn, unsigned table, const char *principal, struct bytes id)
{
	struct key key = key_of_owned(principal, id);

	txn_put(txn, table, key_bytes(&key), (struct bytes){0});
}

void owned_delete(struct txn *txn, unsigned table, const char *principal, struct bytes id)
{
	struct key key = key_of_owned(principal, id);

	txn_delete(txn, table, key_bytes(&key));
}

void owned_open(struct owned *owned, struct txn *txn, unsigned table, const char *principal,
		struct bytes after)
{
	struct key from = key_of_owned(principal, after);

	*owned = (struct owned){.prefix = key_of_principal(principal), .after = after};
	scan_open(&owned->scan, txn, table, key_bytes(&from));
}

void owned_open_latest(struct owned *owned, struct txn *txn, unsigned table, const char *principal,
		       struct bytes after)
{
	struct key from = key_of_owned(principal, after.len ? after : bytes_of("\xff", 1));

	*owned = (struct owned){.prefix = key_of_principal(principal), .after = after};
	scan_open_backwards(&owned->scan, txn, table, key_bytes(&from));
}

bool owned_next(struct owned *owned, struct bytes *ret_id)
{
	struct bytes prefix = key_bytes(&owned->prefix), key, value;

	while (scan_next_within(&owned->scan, prefix, &key, &value)) {
		*ret_id = bytes_of(key.data + prefix.len, key.len - prefix.len);
		if (!bytes_equal(*ret_id, owned->after))
			return true;
	}
	return false;
}

void owned_close(struct owned *owned)
{
	scan_close(&owned->scan);
}

size_t owned_count(struct txn *txn, unsigned table, const char *principal)
{
	struct owned owned;
	struct bytes id;
	size_t count = 0;

	owned_open(&owned, txn, table, principal, (struct bytes){0});
	while (owned_next(&owned, &id))
		count++;
	owned_close(&owned);
	return count;
}

struct owned_ids owned_ids(struct txn *txn, struct arena *arena, unsigned table, const char *principal)
{
	size_t count = owned_count(txn, table, principal);
	struct owned_ids all = {.ids = arena_array(arena, count + 1, sizeof *all.ids)};
	struct owned owned;
	struct bytes id;

	owned_open(&owned, txn, table, principal, (struct bytes){0});
	while (all.ids && owned_next(&owned, &id)) {
		uint8_t *copy = arena_alloc(arena, id.len + 1);

		if (!copy)
			break;
		memcpy(copy, id.data, id.len);
		all.ids[all.count++] = bytes_of(copy, id.len);
	}
	owned_close(&owned);
	return all;
}
