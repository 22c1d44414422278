#include "base/id.h"

#include <stdint.h>

#include "base/hash.h"

enum { TIME_SIZE = ID_SIZE - ID_RANDOM_SIZE, UUID_LEN = 36 };

static const char ALPHABET[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static uint64_t id_ms(const struct id *id)
{
	return get_be64(id->bytes) >> 16;
}

static void id_set_ms(struct id *id, uint64_t ms)
{
	for (size_t i = TIME_SIZE; i-- > 0; ms >>= 8)
		id->bytes[i] = (uint8_t)ms;
}

/* The next 128-bit number: a random part that is all ones carries into the time. */
static void id_increment(struct id *id)
{
	for (size_t i = ID_SIZE; i-- > 0;) {
		if (++id->bytes[i] != 0)
			return;
	}
}

static uint64_t ms_of(struct instant now)
{
	return now.us > 0 ? (uint64_t)now.us / 1000 : 0;
}

struct id id_after(const struct id *last, struct instant now, const uint8_t random[ID_RANDOM_SIZE])
{
	uint64_t ms = ms_of(now);
	struct id id = *last;

	if (ms <= id_ms(last)) {
		id_increment(&id);
		return id;
	}
	id_set_ms(&id, ms);
	memcpy(id.bytes + TIME_SIZE, random, ID_RANDOM_SIZE);
	return id;
}

struct id id_new(struct instant now)
{
	static struct id last;
	uint8_t random[ID_RANDOM_SIZE] = {0};

	if (ms_of(now) > id_ms(&last)) /* else the last one is counted up: chance is a call of the system's */
		randombytes_buf(random, sizeof random);
	last = id_after(&last, now, random);
	return last;
}

struct id id_derive(const struct id *key, const char *purpose, unsigned number)
{
	struct hasher hasher;
	struct hash hash;
	struct id id = *key;
	uint8_t suffix[4];

	put_be32(suffix, number);
	hasher_start(&hasher);
	hasher_add(&hasher, id_bytes(key));
	hasher_add_sized(&hasher, bytes_text(purpose));
	hasher_add(&hasher, bytes_of(suffix, sizeof suffix));
	hash = hasher_end(&hasher);
	memcpy(id.bytes + TIME_SIZE, hash.bytes, ID_RANDOM_SIZE);
	return id;
}

void id_text(const struct id *id, char out[ID_TEXT_SIZE])
{
	unsigned __int128 value = 0;

	for (size_t i = 0; i < ID_SIZE; i++)
		value = value << 8 | id->bytes[i];
	out[ID_TEXT_SIZE - 1] = '\0';
	for (size_t i = ID_TEXT_SIZE - 1; i-- > 0; value >>= 5)
		out[i] = ALPHABET[value & 31];
}

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* 0 to 31; -1 if `c` is no digit of Crockford's base 32, which reads I and L as 1 and O as 0. */
static int base32_value(char c)
{
	const char *found;

	c = upper(c);
	if (c == 'I' || c == 'L')
		return 1;
	if (c == 'O')
		return 0;
	found = c ? strchr(ALPHABET, c) : NULL;
	return found ? (int)(found - ALPHABET) : -1;
}

static bool ulid_parse(const char *text, struct id *ret)
{
	unsigned __int128 value = 0;

	if (base32_value(text[0]) > 7)
		return false; /* 26 characters hold 130 bits */
	for (size_t i = 0; i < ID_TEXT_SIZE - 1; i++) {
		int digit = base32_value(text[i]);

		if (digit < 0)
			return false;
		value = value << 5 | (unsigned)digit;
	}
	for (size_t i = ID_SIZE; i-- > 0; value >>= 8)
		ret->bytes[i] = (uint8_t)value;
	return true;
}

static bool uuid_parse(const char *text, struct id *ret)
{
	struct id id = {0};
	size_t nibbles = 0;

	for (size_t i = 0; i < UUID_LEN; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		int digit;

		if (dash != (text[i] == '-'))
			return false;
		if (dash)
			continue;
		digit = upper(text[i]) - '0';
		if (digit > 9)
			digit = upper(text[i]) >= 'A' ? upper(text[i]) - 'A' + 10 : -1;
		if (digit < 0 || digit > 15)
			return false;
		id.bytes[nibbles / 2] = (uint8_t)(id.bytes[nibbles / 2] << 4 | digit);
		nibbles++;
	}
	*ret = id;
	return true;
}

bool id_parse(const char *text, struct id *ret)
{
	size_t len = strlen(text);

	if (len == ID_TEXT_SIZE - 1)
		return ulid_parse(text, ret);
	return len == UUID_LEN && uuid_parse(text, ret);
}

struct instant id_instant(const struct id *id)
{
	return (struct instant){.us = (int64_t)id_ms(id) * 1000};
}

bool id_from_bytes(struct bytes bytes, struct id *ret)
{
	if (bytes.len != ID_SIZE)
		return false;
	memcpy(ret->bytes, bytes.data, ID_SIZE);
	return true;
}
