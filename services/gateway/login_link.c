#include "gateway/login_link.h"

#include "gateway/secret.h"
#include "gateway/state.h"
#include "service/check.h"
#include "service/record.h"

/* A deadline's subject is text. */
static const char *subject_of(struct bytes secret_hash, char out[HASH_HEX_SIZE])
{
	sodium_bin2hex(out, HASH_HEX_SIZE, secret_hash.data, secret_hash.len);
	return out;
}

Gateway__LoginLink *login_link_load(struct txn *txn, struct arena *arena, struct bytes secret_hash)
{
	if (secret_hash.len != HASH_SIZE)
		return NULL;
	return record_get(txn, arena, TABLE_LOGIN_LINKS, secret_hash, &gateway__login_link__descriptor);
}

void login_link_put(struct application *application, const Gateway__LoginLink *link)
{
	struct bytes secret_hash = secret_bytes(link->secret_hash);
	char subject[HASH_HEX_SIZE];

	record_put(application->txn, application->arena, TABLE_LOGIN_LINKS, secret_hash, &link->base);
	owned_put(application->txn, TABLE_LOGIN_LINKS_OWNED, link->principal_id, secret_hash);
	deadline_set(application->txn, subject_of(secret_hash, subject), DEADLINE_LOGIN_LINK,
		     timestamp_instant(link->expires_at));
}

void login_link_delete(struct application *application, struct bytes secret_hash)
{
	const Gateway__LoginLink *link = login_link_load(application->txn, application->arena, secret_hash);
	char subject[HASH_HEX_SIZE];

	if (!link)
		return;
	owned_delete(application->txn, TABLE_LOGIN_LINKS_OWNED, link->principal_id, secret_hash);
	txn_delete(application->txn, TABLE_LOGIN_LINKS, secret_hash);
	deadline_clear(application->txn, subject_of(secret_hash, subject), DEADLINE_LOGIN_LINK);
}

void login_link_expire(struct decision *decision, struct bytes secret_hash)
{
	Gateway__LoginLinkExpired event = GATEWAY__LOGIN_LINK_EXPIRED__INIT;

	event.secret_hash =
		(ProtobufCBinaryData){.data = (uint8_t *)secret_hash.data, .len = secret_hash.len};
	emit(decision, &event.base, &AUDIENCE_INSTANCE);
}
