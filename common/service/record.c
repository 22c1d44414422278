#include "service/record.h"

#include <sodium.h>
#include <string.h>

#include "base/require.h"

void *record_get(struct txn *txn, struct arena *arena, unsigned table, struct bytes key,
		 const ProtobufCMessageDescriptor *type)
{
	struct bytes stored = txn_get(txn, table, key);

	if (!stored.data)
		return NULL;
	return arena_unpack(arena, type, stored);
}

void *record_get_text(struct txn *txn, struct arena *arena, unsigned table, const char *key,
		      const ProtobufCMessageDescriptor *type)
{
	return record_get(txn, arena, table, bytes_text(key), type);
}

void *record_get_id(struct txn *txn, struct arena *arena, unsigned table, const char *id,
		    const ProtobufCMessageDescriptor *type)
{
	if (strnlen(id, ID_TEXT_SIZE) == ID_TEXT_SIZE)
		return NULL;
	return record_get_text(txn, arena, table, id, type);
}

void record_put(struct txn *txn, struct arena *arena, unsigned table, struct bytes key,
		const ProtobufCMessage *message)
{
	struct bytes packed = arena_pack(arena, message);

	require(packed.data); /* what an event may hold is bounded far below the arena's cap */
	txn_put(txn, table, key, packed);
}

void record_put_text(struct txn *txn, struct arena *arena, unsigned table, const char *key,
		     const ProtobufCMessage *message)
{
	record_put(txn, arena, table, bytes_text(key), message);
}

bool page_parse(struct arena *arena, uint32_t size, const char *token, struct page *ret,
		struct refusal *refusal)
{
	uint8_t *key = arena_alloc(arena, KEY_MAX);
	size_t len = 0;

	*ret = (struct page){.size = size == 0 ? PAGE_DEFAULT : size < PAGE_MAX ? size : PAGE_MAX};
	if (!*token)
		return true;
	if (!key || sodium_base642bin(key, KEY_MAX, token, strlen(token), NULL, &len, NULL,
				      sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "PAGE_TOKEN_INVALID", "page_token",
			      "Ce marque-page n'a pas été donné par ce service ; reprenez au début.");
	ret->after = bytes_of(key, len);
	return true;
}

bool page_refuse(struct refusal *refusal)
{
	return refuse(refusal, FAULT_INVALID_ARGUMENT, "PAGE_TOKEN_INVALID", "page_token",
		      "Ce marque-page n'est pas de cette liste ; reprenez au début.");
}

char *page_token(struct arena *arena, struct bytes last_key)
{
	size_t size = sodium_base64_ENCODED_LEN(last_key.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *token = arena_alloc(arena, size);

	if (token)
		sodium_bin2base64(token, size, last_key.data, last_key.len,
				  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return token ? token : "";
}
