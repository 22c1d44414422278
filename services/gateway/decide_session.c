/* Signing in and out. What proves who somebody is comes here as a hash; the gateway opens a session for it, and
 * nobody else can. */
#include <string.h>

#include "gateway/directory.h"
#include "gateway/login_link.h"
#include "gateway/secret.h"
#include "gateway/session.h"
#include "gateway/state.h"
#include "gateway_binding.h"
#include "service/check.h"

enum { REASON_MAX = 500 };

bool gateway_decide_create_login_link(struct decision *decision,
				      const Gateway__CreateLoginLinkRequest *request,
				      Gateway__CreateLoginLinkResponse *response)
{
	Gateway__LoginLinkCreated event = GATEWAY__LOGIN_LINK_CREATED__INIT;
	Gateway__LoginLink link = GATEWAY__LOGIN_LINK__INIT;
	const Gateway__Visitor *visitor = visitor_find(decision, request->principal_id);

	if (!visitor || !secret_check_new(decision, TABLE_LOGIN_LINKS, "secret_hash", request->secret_hash))
		return false;
	if (owned_count(decision->txn, TABLE_LOGIN_LINKS_OWNED, visitor->id) >= LOGIN_LINKS_PER_PRINCIPAL)
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "TOO_MANY_LINKS", "principal_id",
			      "%d liens attendent déjà « %s ». Utilisez-en un, ou attendez qu'ils expirent : "
			      "ils valent %d minutes.",
			      LOGIN_LINKS_PER_PRINCIPAL, visitor->id, LOGIN_LINK_MINUTES);
	link.secret_hash = request->secret_hash;
	link.principal_id = visitor->id;
	link.expires_at =
		timestamp_new(decision->arena, instant_add_ms(decision->now, LOGIN_LINK_MINUTES * 60000LL));
	event.link = &link;
	emit(decision, &event.base, &AUDIENCE_INSTANCE);
	response->expires_at = link.expires_at;
	return true;
}

/* ---- Opening */

static bool refuse_link(struct decision *decision)
{
	return refuse(
		decision->refusal, FAULT_FAILED_PRECONDITION, "LINK_NOT_VALID", "login_link_hash",
		"Ce lien a déjà servi, ou n'est plus valable. Demandez-en un autre : il vaut %d minutes, "
		"pour une seule connexion.",
		LOGIN_LINK_MINUTES);
}

/* Whom the proof proves; NULL, and refused, if nobody, or nobody who may come. */
static const Gateway__Visitor *prove(struct decision *decision, const Gateway__OpenSessionRequest *request)
{
	const Gateway__LoginLink *link;

	if (request->proof_case != GATEWAY__OPEN_SESSION_REQUEST__PROOF_LOGIN_LINK_HASH) {
		refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "PROOF_MISSING", "login_link_hash",
		       "Rien ne dit qui se connecte. Indiquez l'empreinte du lien de connexion.");
		return NULL;
	}
	link = login_link_load(decision->txn, decision->arena, secret_bytes(request->login_link_hash));
	if (!link || decision->now.us >= timestamp_instant(link->expires_at).us) {
		refuse_link(decision);
		return NULL;
	}
	return visitor_find(decision, link->principal_id);
}

static struct instant session_end_at(const struct decision *decision, const Gateway__Visitor *visitor)
{
	struct instant end = instant_add_ms(decision->now, SESSION_LIFE_MS);
	struct instant visitor_ends = visitor_end(visitor);

	return visitor_ends.us < end.us ? visitor_ends : end;
}

/* Makes room for one more, at the cost of the oldest. */
static void replace_oldest(struct decision *decision, const char *principal)
{
	struct owned_ids open = owned_ids(decision->txn, decision->arena, TABLE_SESSIONS_OWNED, principal);

	for (size_t i = 0; i + SESSIONS_PER_PRINCIPAL <= open.count; i++)
		session_end(decision, (const char *)open.ids[i].data,
			    GATEWAY__SESSION_END__SESSION_END_REPLACED, "");
}

static Gateway__Session *session_of(struct decision *decision, const Gateway__Visitor *visitor,
				    ProtobufCBinaryData secret_hash)
{
	Gateway__Session *session = arena_alloc(decision->arena, sizeof *session);

	if (!session)
		return NULL;
	gateway__session__init(session);
	session->id = decision_id(decision, "session", 0);
	session->principal_id = visitor->id;
	session->sign_in = GATEWAY__SIGN_IN__SIGN_IN_LOGIN_LINK;
	session->opened_at = session->seen_at = timestamp_new(decision->arena, decision->now);
	session->expires_at = timestamp_new(decision->arena, session_end_at(decision, visitor));
	session->secret_hash = secret_hash;
	return session;
}

bool gateway_decide_open_session(struct decision *decision, const Gateway__OpenSessionRequest *request,
				 Gateway__OpenSessionResponse *response)
{
	Gateway__SessionOpened event = GATEWAY__SESSION_OPENED__INIT;
	const Gateway__Visitor *visitor;
	Gateway__Session *session;

	if (!check_gateway(decision) ||
	    !secret_check_new(decision, TABLE_SESSION_SECRETS, "secret_hash", request->secret_hash))
		return false;
	visitor = prove(decision, request);
	if (!visitor)
		return false;
	session = session_of(decision, visitor, request->secret_hash);
	if (!session)
		return refuse_too_large(decision->refusal);
	replace_oldest(decision, visitor->id);
	event.session = session;
	event.login_link_hash = request->login_link_hash;
	emit(decision, &event.base, &AUDIENCE_INSTANCE);
	session->secret_hash = (ProtobufCBinaryData){0};
	response->session = session;
	return true;
}

/* ---- While it is open, and its end */

bool gateway_decide_record_activity(struct decision *decision, const Gateway__RecordActivityRequest *request,
				    Gateway__RecordActivityResponse *response)
{
	Gateway__SessionsSeen event = GATEWAY__SESSIONS_SEEN__INIT;

	(void)response;
	if (!check_gateway(decision))
		return false;
	if (request->n_session_ids == 0 || request->n_session_ids > SESSIONS_SEEN_MAX)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "SESSIONS_COUNT", "session_ids",
			      "Indiquez de 1 à %d sessions ; en voici %zu.", SESSIONS_SEEN_MAX,
			      request->n_session_ids);
	event.session_ids = arena_array(decision->arena, request->n_session_ids, sizeof *event.session_ids);
	if (!event.session_ids)
		return refuse_too_large(decision->refusal);
	for (size_t i = 0; i < request->n_session_ids; i++) {
		struct arena_mark mark = arena_mark(decision->arena);

		if (session_load(decision->txn, decision->arena, request->session_ids[i]))
			event.session_ids[event.n_session_ids++] = request->session_ids[i];
		arena_rewind(decision->arena, mark);
	}
	if (event.n_session_ids > 0) /* the others have ended meanwhile */
		emit(decision, &event.base, &AUDIENCE_INSTANCE);
	return true;
}

bool gateway_decide_close_session(struct decision *decision, const Gateway__CloseSessionRequest *request,
				  Gateway__CloseSessionResponse *response)
{
	const Gateway__Session *session = session_load(decision->txn, decision->arena, request->session_id);
	bool is_own = session && strcmp(session->principal_id, decision->actor->principal) == 0;

	(void)response;
	if (!session || (!is_own && !(actor_roles(decision->actor) & role_bit(BUS__ROLE__ROLE_OPERATOR))))
		return refuse(decision->refusal, FAULT_NOT_FOUND, "SESSION_UNKNOWN", "session_id",
			      "Aucune session ouverte « %.26s ». Vérifiez son identifiant (ListSessions).",
			      request->session_id);
	if (is_own) {
		session_end(decision, session->id, GATEWAY__SESSION_END__SESSION_END_SIGNED_OUT, "");
		return true;
	}
	if (!check_text(decision->refusal, "reason", request->reason, REASON_MAX))
		return false;
	session_end(decision, session->id, GATEWAY__SESSION_END__SESSION_END_CLOSED, request->reason);
	return true;
}
