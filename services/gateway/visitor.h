/* Who asks: nobody in particular, somebody signed in, or a program with a token. */
#ifndef PVD_GATEWAY_VISITOR_H
#define PVD_GATEWAY_VISITOR_H

#include "base/secret.h"
#include "bus/actor.h"
#include "bus/envelope.h" /* PRINCIPAL_ID_MAX */

struct exchange;

#define VISITOR_COOKIE "__Host-pvd"

enum visitor_kind { VISITOR_ANONYMOUS, VISITOR_SESSION, VISITOR_TOKEN };

struct visitor {
	enum visitor_kind kind;
	char principal[PRINCIPAL_ID_MAX + 1]; /* as whom the bus is asked */
	char id[ID_TEXT_SIZE];                /* of the session or the token; "" for anonymous */
	char csrf[SECRET_TEXT_SIZE]; /* what a session's requests that change something carry; "" otherwise */
};

/* Who it is, by what the request carries. False, refused: a credential that is not good, or is not safe where it came
 * by (TLS_REQUIRED); nobody where `signed_in` is wanted; a session's request that changes something and cannot be
 * shown to come from this site's own pages (CSRF). */
bool visitor_identify(struct exchange *exchange, bool signed_in, struct visitor *ret,
		      struct refusal *refusal);
/* SIGN_IN_REQUIRED; always false. */
bool visitor_refuse_anonymous(struct refusal *refusal);
/* Whether its session or token still lives: SESSION_OVER, TOKEN_NOT_VALID. */
bool visitor_stays(const struct visitor *visitor, struct refusal *refusal);

/* Sets the cookie of a session, or takes it away. */
void visitor_set_cookie(struct exchange *exchange, const struct secret *secret);
void visitor_clear_cookie(struct exchange *exchange);

#endif
