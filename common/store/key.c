#include "store/key.h"

void key_clear(struct key *key)
{
	key->len = 0;
	key->too_long = false;
}

void key_raw(struct key *key, struct bytes bytes)
{
	size_t room = sizeof key->data - key->len;
	size_t len = bytes.len < room ? bytes.len : room;

	if (len > 0)
		memcpy(key->data + key->len, bytes.data, len);
	key->len += len;
	key->too_long = key->len > KEY_MAX;
}

void key_text(struct key *key, const char *text)
{
	key_raw(key, bytes_of(text, strlen(text) + 1));
}

void key_id(struct key *key, const struct id *id)
{
	key_raw(key, id_bytes(id));
}

void key_u32(struct key *key, uint32_t number)
{
	uint8_t out[4];

	key_raw(key, bytes_of(out, put_be32(out, number)));
}

void key_u64(struct key *key, uint64_t number)
{
	uint8_t out[8];

	key_raw(key, bytes_of(out, put_be64(out, number)));
}

struct key key_of_text(const char *text)
{
	struct key key;

	key_clear(&key);
	key_raw(&key, bytes_text(text));
	return key;
}

struct key key_of_u64(uint64_t number)
{
	struct key key;

	key_clear(&key);
	key_u64(&key, number);
	return key;
}

const char *key_read_text(struct reader *reader)
{
	size_t rest = (size_t)(reader->end - reader->at);
	const uint8_t *zero = reader->failed ? NULL : memchr(reader->at, 0, rest);

	if (!zero) {
		reader->failed = true;
		return "";
	}
	return (const char *)reader_take(reader, (uint64_t)(zero - reader->at) + 1).data;
}
