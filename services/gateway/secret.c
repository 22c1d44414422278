#include "gateway/secret.h"

bool secret_check_new(struct decision *decision, unsigned table, const char *field, ProtobufCBinaryData given)
{
	if (given.len != HASH_SIZE)
		return refuse(
			decision->refusal, FAULT_INVALID_ARGUMENT, "SECRET_HASH_INVALID", field,
			"L'empreinte d'un secret fait %d octets (BLAKE2b-256) ; en voici %zu. Calculez-la "
			"sur les 32 octets du secret.",
			HASH_SIZE, given.len);
	if (txn_get(decision->txn, table, secret_bytes(given)).data)
		return refuse(decision->refusal, FAULT_ALREADY_EXISTS, "SECRET_IN_USE", field,
			      "Ce secret sert déjà. Tirez-en un autre au hasard.");
	return true;
}

char *secret_owner(struct txn *txn, struct arena *arena, unsigned table, const struct hash *hash)
{
	struct bytes id = txn_get(txn, table, hash_bytes(hash));

	return id.data ? arena_strndup(arena, (const char *)id.data, id.len) : NULL;
}
