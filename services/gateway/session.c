#include "gateway/session.h"

#include "gateway/secret.h"
#include "gateway/state.h"
#include "service/check.h"
#include "service/record.h"

Gateway__Session *session_load(struct txn *txn, struct arena *arena, const char *id)
{
	return record_get_id(txn, arena, TABLE_SESSIONS, id, &gateway__session__descriptor);
}

Gateway__Session *session_by_secret(struct txn *txn, struct arena *arena, const struct hash *secret_hash)
{
	const char *id = secret_owner(txn, arena, TABLE_SESSION_SECRETS, secret_hash);

	return id ? session_load(txn, arena, id) : NULL;
}

bool session_lives(const Gateway__Session *session, struct instant seen, struct instant now)
{
	return now.us < timestamp_instant(session->expires_at).us &&
	       now.us < instant_add_ms(seen, SESSION_IDLE_MS).us;
}

void session_open(struct application *application, const Gateway__Session *session)
{
	struct bytes id = bytes_text(session->id);

	record_put_text(application->txn, application->arena, TABLE_SESSIONS, session->id, &session->base);
	owned_put(application->txn, TABLE_SESSIONS_OWNED, session->principal_id, id);
	txn_put(application->txn, TABLE_SESSION_SECRETS, secret_bytes(session->secret_hash), id);
	deadline_set(application->txn, session->id, DEADLINE_SESSION_END,
		     timestamp_instant(session->expires_at));
	deadline_set(application->txn, session->id, DEADLINE_SESSION_IDLE,
		     instant_add_ms(timestamp_instant(session->seen_at), SESSION_IDLE_MS));
}

void session_see(struct application *application, const char *id)
{
	Gateway__Session *session = session_load(application->txn, application->arena, id);

	if (!session)
		return;
	session->seen_at = timestamp_new(application->arena, application->at);
	record_put_text(application->txn, application->arena, TABLE_SESSIONS, id, &session->base);
	deadline_set(application->txn, id, DEADLINE_SESSION_IDLE,
		     instant_add_ms(application->at, SESSION_IDLE_MS));
}

void session_close(struct application *application, const char *id)
{
	const Gateway__Session *session = session_load(application->txn, application->arena, id);

	if (!session)
		return;
	owned_delete(application->txn, TABLE_SESSIONS_OWNED, session->principal_id, bytes_text(id));
	txn_delete(application->txn, TABLE_SESSION_SECRETS, secret_bytes(session->secret_hash));
	txn_delete(application->txn, TABLE_SESSIONS, bytes_text(id));
	deadline_clear(application->txn, id, DEADLINE_SESSION_END);
	deadline_clear(application->txn, id, DEADLINE_SESSION_IDLE);
}

void session_end(struct decision *decision, const char *id, Gateway__SessionEnd end, const char *reason)
{
	Gateway__SessionClosed event = GATEWAY__SESSION_CLOSED__INIT;

	event.session_id = (char *)id;
	event.end = end;
	event.reason = (char *)reason;
	emit(decision, &event.base, &AUDIENCE_INSTANCE);
}
