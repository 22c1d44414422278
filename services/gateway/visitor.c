#include "gateway/visitor.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "gateway/activity.h"
#include "gateway/exchange.h"
#include "gateway/frontend.h"
#include "gateway/origin.h"
#include "gateway/session.h"
#include "gateway/token.h"

#define BEARER "Bearer "

/* ---- The cookie */

/* __Host-: from this origin alone, by a safe way alone (RFC 6265bis, section 4.1.3.2). It ends with the browser, or
 * when the session does. */
static void set_cookie(struct exchange *exchange, const char *value, const char *more)
{
	char header[200];

	snprintf(header, sizeof header, VISITOR_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Strict%s",
		 value, more);
	exchange_add_header(exchange, "Set-Cookie", header);
}

void visitor_set_cookie(struct exchange *exchange, const struct secret *secret)
{
	char text[SECRET_TEXT_SIZE];

	secret_text(secret, text);
	set_cookie(exchange, text, "");
}

void visitor_clear_cookie(struct exchange *exchange)
{
	set_cookie(exchange, "", "; Max-Age=0");
}

/* ---- Who it is */

static bool find_session(const struct hash *hash, struct visitor *ret)
{
	struct arena *scratch = frontend_scratch();
	struct arena_mark mark = arena_mark(scratch);
	struct instant now = instant_believed();
	const Gateway__Session *session;
	struct txn view;

	engine_view(frontend_engine(), &view);
	session = session_by_secret(&view, scratch, hash);
	if (session && session_lives(session, activity_seen(session), now)) {
		ret->kind = VISITOR_SESSION;
		snprintf(ret->principal, sizeof ret->principal, "%s", session->principal_id);
		snprintf(ret->id, sizeof ret->id, "%s", session->id);
	}
	txn_end(&view);
	arena_forget(scratch, mark);
	return ret->kind == VISITOR_SESSION;
}

static bool find_token(const struct hash *hash, struct visitor *ret)
{
	struct arena *scratch = frontend_scratch();
	struct arena_mark mark = arena_mark(scratch);
	const Gateway__Token *token;
	struct txn view;

	engine_view(frontend_engine(), &view);
	token = token_by_secret(&view, scratch, hash);
	if (token && token_lives(token, instant_believed())) {
		ret->kind = VISITOR_TOKEN;
		snprintf(ret->principal, sizeof ret->principal, "%s", token->principal_id);
		snprintf(ret->id, sizeof ret->id, "%s", token->id);
	}
	txn_end(&view);
	arena_forget(scratch, mark);
	return ret->kind == VISITOR_TOKEN;
}

static bool refuse_token(struct refusal *refusal)
{
	return refuse(refusal, FAULT_UNAUTHENTICATED, "TOKEN_NOT_VALID", "Authorization",
		      "Ce jeton n'est pas, ou plus, valable : demandez-en un à l'exploitant de l'instance "
		      "(« pvd token add »).");
}

static bool refuse_session(struct refusal *refusal)
{
	return refuse(refusal, FAULT_UNAUTHENTICATED, "SESSION_OVER", NULL,
		      "Votre session est terminée : connectez-vous de nouveau, rien de ce qui était "
		      "enregistré n'est "
		      "perdu.");
}

static bool identify_token(const char *header, struct visitor *ret, struct refusal *refusal)
{
	struct secret secret;
	struct hash hash;
	bool is_read =
		strncasecmp(header, BEARER, strlen(BEARER)) == 0 &&
		strncmp(header + strlen(BEARER), SECRET_TOKEN_PREFIX, strlen(SECRET_TOKEN_PREFIX)) == 0 &&
		secret_read(header + strlen(BEARER) + strlen(SECRET_TOKEN_PREFIX), &secret);

	if (is_read) {
		hash = secret_hash(&secret);
		secret_wipe(&secret);
		if (find_token(&hash, ret))
			return true;
	}
	return refuse_token(refusal);
}

static bool identify_session(struct exchange *exchange, const char *cookie, struct visitor *ret,
			     struct refusal *refusal)
{
	struct secret secret, csrf;
	struct hash hash;

	if (secret_read(cookie, &secret)) {
		hash = secret_hash(&secret);
		csrf = secret_derive(&secret, "csrf");
		secret_text(&csrf, ret->csrf);
		secret_wipe(&secret);
		if (find_session(&hash, ret)) {
			activity_note(ret->id, instant_believed());
			return true;
		}
	}
	visitor_clear_cookie(exchange);
	return refuse_session(refusal);
}

/* A form of another site can send a session's cookie in old browsers; it can neither read the token, nor add a header.
 */
static bool check_csrf(const struct exchange *exchange, const struct origin *origin,
		       const struct visitor *visitor, struct refusal *refusal)
{
	const char *given = exchange_header(exchange, "X-CSRF-Token");

	if (exchange_verb(exchange) == VERB_GET)
		return true;
	if (!origin_check_same(exchange, origin, refusal))
		return false;
	if (given && strlen(given) == SECRET_TEXT_SIZE - 1 &&
	    sodium_memcmp(given, visitor->csrf, SECRET_TEXT_SIZE - 1) == 0)
		return true;
	return refuse(
		refusal, FAULT_PERMISSION_DENIED, "CSRF_TOKEN_WRONG", "X-CSRF-Token",
		"Il manque à la demande l'en-tête X-CSRF-Token de votre session, que /api/session donne ; "
		"rechargez la page.");
}

bool visitor_refuse_anonymous(struct refusal *refusal)
{
	return refuse(
		refusal, FAULT_UNAUTHENTICATED, "SIGN_IN_REQUIRED", NULL,
		"Connectez-vous d'abord, par le lien que l'exploitant de l'instance vous donne, ou présentez "
		"un jeton.");
}

bool visitor_identify(struct exchange *exchange, bool signed_in, struct visitor *ret, struct refusal *refusal)
{
	const char *authorization = exchange_header(exchange, "Authorization");
	const char *cookie = exchange_cookie(exchange, VISITOR_COOKIE);
	struct origin origin;

	*ret = (struct visitor){.kind = VISITOR_ANONYMOUS};
	snprintf(ret->principal, sizeof ret->principal, "%s", ACTOR_PUBLIC);
	if (!authorization && !cookie)
		return !signed_in || visitor_refuse_anonymous(refusal);
	origin = origin_of(exchange);
	if (!origin_check_safe(&origin, refusal))
		return false;
	if (authorization)
		return identify_token(authorization, ret, refusal);
	return identify_session(exchange, cookie, ret, refusal) &&
	       check_csrf(exchange, &origin, ret, refusal);
}

/* ---- Whether it stays */

static bool session_stays(struct txn *view, struct arena *arena, const char *id)
{
	const Gateway__Session *session = session_load(view, arena, id);

	return session && session_lives(session, activity_seen(session), instant_believed());
}

static bool token_stays(struct txn *view, struct arena *arena, const char *id)
{
	const Gateway__Token *token = token_load(view, arena, id);

	return token && token_lives(token, instant_believed());
}

bool visitor_stays(const struct visitor *visitor, struct refusal *refusal)
{
	struct arena *scratch = frontend_scratch();
	struct arena_mark mark = arena_mark(scratch);
	bool is_session = visitor->kind == VISITOR_SESSION, stays;
	struct txn view;

	if (visitor->kind == VISITOR_ANONYMOUS)
		return true;
	engine_view(frontend_engine(), &view);
	stays = is_session ? session_stays(&view, scratch, visitor->id)
			   : token_stays(&view, scratch, visitor->id);
	txn_end(&view);
	arena_forget(scratch, mark);
	if (!stays)
		return is_session ? refuse_session(refusal) : refuse_token(refusal);
	return true;
}
