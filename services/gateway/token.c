#include "gateway/token.h"

#include "gateway/secret.h"
#include "gateway/state.h"
#include "service/check.h"
#include "service/record.h"

Gateway__Token *token_load(struct txn *txn, struct arena *arena, const char *id)
{
	return record_get_id(txn, arena, TABLE_TOKENS, id, &gateway__token__descriptor);
}

Gateway__Token *token_by_secret(struct txn *txn, struct arena *arena, const struct hash *secret_hash)
{
	const char *id = secret_owner(txn, arena, TABLE_TOKEN_SECRETS, secret_hash);

	return id ? token_load(txn, arena, id) : NULL;
}

bool token_lives(const Gateway__Token *token, struct instant now)
{
	return now.us < timestamp_instant(token->valid_until).us;
}

void token_put(struct application *application, const Gateway__Token *token)
{
	struct bytes id = bytes_text(token->id);

	record_put_text(application->txn, application->arena, TABLE_TOKENS, token->id, &token->base);
	owned_put(application->txn, TABLE_TOKENS_OWNED, token->principal_id, id);
	txn_put(application->txn, TABLE_TOKEN_SECRETS, secret_bytes(token->secret_hash), id);
	deadline_set(application->txn, token->id, DEADLINE_TOKEN, timestamp_instant(token->valid_until));
}

void token_delete(struct application *application, const char *id)
{
	const Gateway__Token *token = token_load(application->txn, application->arena, id);

	if (!token)
		return;
	owned_delete(application->txn, TABLE_TOKENS_OWNED, token->principal_id, bytes_text(id));
	txn_delete(application->txn, TABLE_TOKEN_SECRETS, secret_bytes(token->secret_hash));
	txn_delete(application->txn, TABLE_TOKENS, bytes_text(id));
	deadline_clear(application->txn, id, DEADLINE_TOKEN);
}

void token_revoke(struct decision *decision, const char *id, const char *reason)
{
	Gateway__TokenRevoked event = GATEWAY__TOKEN_REVOKED__INIT;

	event.token_id = (char *)id;
	event.reason = (char *)reason;
	emit(decision, &event.base, &AUDIENCE_INSTANCE);
}
