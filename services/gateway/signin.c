#include "gateway/signin.h"

#include <string.h>

#include "gateway/caller.h"
#include "gateway/frontend.h"
#include "gateway/origin.h"
#include "gateway/html.h"
#include "json/json.h"
#include "json/text.h"
#include "pvd/bus/v1/bus.pb-c.h"
#include "pvd/gateway/v1/session.pb-c.h"

#define SERVICE       "pvd.gateway.v1.GatewayService/"
#define REFUSED_TITLE "Connexion impossible"

/* What signing in needs until it is answered; in the arena of its exchange. */
struct signing {
	struct exchange *exchange;
	struct secret session;
};

/* ---- By a link */

static bool read_link(struct exchange *exchange, struct secret *ret, struct refusal *refusal)
{
	struct origin origin = origin_of(exchange);

	return origin_check_safe(&origin, refusal) &&
	       (exchange_verb(exchange) == VERB_GET || origin_check_same(exchange, &origin, refusal)) &&
	       (secret_read(exchange_rest(exchange), ret) ||
		refuse(refusal, FAULT_NOT_FOUND, "LINK_MALFORMED", NULL,
		       "Ce lien n'est pas entier : copiez-le de son début à sa fin, ou demandez-en un autre "
		       "à "
		       "l'exploitant de l'instance."));
}

void signin_page(struct exchange *exchange)
{
	struct refusal refusal = {0};
	struct secret secret;

	if (read_link(exchange, &secret, &refusal))
		html_sign_in(exchange);
	else
		html_refuse(exchange, REFUSED_TITLE, &refusal);
	secret_wipe(&secret);
}

static void on_opened(void *ctx, const struct link_answer *answer)
{
	struct signing *signing = ctx;

	if (answer->fault == FAULT_NONE) {
		visitor_set_cookie(signing->exchange, &signing->session);
		exchange_redirect(signing->exchange, "/");
	} else {
		html_refuse(signing->exchange, REFUSED_TITLE, answer->refusal);
	}
	secret_wipe(&signing->session);
}

/* Whatever the proof. */
static void sign_in(struct exchange *exchange, Gateway__OpenSessionRequest *request)
{
	struct signing *signing = arena_alloc(exchange_arena(exchange), sizeof *signing);
	struct hash hash;

	*signing = (struct signing){.exchange = exchange, .session = secret_new()};
	hash = secret_hash(&signing->session);
	request->secret_hash = (ProtobufCBinaryData){.len = HASH_SIZE, .data = hash.bytes};
	caller_tell(SERVICE "OpenSession", &request->base, NULL, on_opened, signing);
}

void signin_open(struct exchange *exchange)
{
	Gateway__OpenSessionRequest request = GATEWAY__OPEN_SESSION_REQUEST__INIT;
	struct refusal refusal = {0};
	struct secret link;
	struct hash hash;

	if (!read_link(exchange, &link, &refusal)) {
		html_refuse(exchange, REFUSED_TITLE, &refusal);
		return;
	}
	hash = secret_hash(&link);
	secret_wipe(&link);
	request.proof_case = GATEWAY__OPEN_SESSION_REQUEST__PROOF_LOGIN_LINK_HASH;
	request.login_link_hash = (ProtobufCBinaryData){.len = HASH_SIZE, .data = hash.bytes};
	sign_in(exchange, &request);
}

/* ---- Who one is */

static void on_known(void *ctx, const struct link_answer *answer)
{
	struct exchange *exchange = ctx;
	const struct visitor *visitor = exchange_visitor(exchange);
	struct arena *arena = exchange_arena(exchange);
	const Bus__WhoAmIResponse *who = NULL;
	struct buf out = {0};

	if (answer->fault != FAULT_NONE) {
		exchange_refuse(exchange, answer->refusal);
		return;
	}
	who = arena_unpack(arena, &bus__who_am_iresponse__descriptor, answer->reply->body);
	buf_printf(&out,
		   "{\"signedIn\":%s,\"csrfToken\":", visitor->kind == VISITOR_ANONYMOUS ? "false" : "true");
	text_append_string(&out, bytes_text(visitor->csrf));
	buf_printf(&out, ",\"actor\":");
	if (!who || !who->actor || !json_from_message(&who->actor->base, 0, &out))
		buf_append(&out, "null", 4);
	buf_byte(&out, '}');
	exchange_reply(exchange, 200, "application/json", buf_bytes(&out));
	buf_free(&out);
}

void signin_session(struct exchange *exchange)
{
	Bus__WhoAmIRequest request = BUS__WHO_AM_IREQUEST__INIT;

	caller_tell("pvd.bus.v1.BusService/WhoAmI", &request.base, exchange_visitor(exchange)->principal,
		    on_known, exchange);
}

/* ---- Signing out */

/* The cookie goes whatever becomes of the session: who asked wants to be nobody here from now on. */
static void on_closed(void *ctx, const struct link_answer *answer)
{
	struct exchange *exchange = ctx;

	visitor_clear_cookie(exchange);
	if (answer->fault == FAULT_NONE || answer->fault == FAULT_NOT_FOUND)
		exchange_reply(exchange, 204, NULL, (struct bytes){0});
	else
		exchange_refuse(exchange, answer->refusal);
}

void signin_sign_out(struct exchange *exchange)
{
	Gateway__CloseSessionRequest request = GATEWAY__CLOSE_SESSION_REQUEST__INIT;
	const struct visitor *visitor = exchange_visitor(exchange);
	struct refusal refusal = {0};

	if (visitor->kind != VISITOR_SESSION) {
		refuse(&refusal, FAULT_FAILED_PRECONDITION, "NO_SESSION", NULL,
		       "Un jeton n'a pas de session ; l'exploitant le révoque par « pvd token revoke ».");
		exchange_refuse(exchange, &refusal);
		return;
	}
	request.session_id = (char *)visitor->id;
	caller_tell(SERVICE "CloseSession", &request.base, visitor->principal, on_closed, exchange);
}
