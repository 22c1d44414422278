/* Signing in and out with a browser.
 *
 * A proof of who somebody is comes by some way, today a one-time link; OpenSession makes a session of it, whatever it
 * was (its request's `proof`). An identity provider's callback will end in signin_with as the link's button does. */
#ifndef PVD_GATEWAY_SIGNIN_H
#define PVD_GATEWAY_SIGNIN_H

#include "gateway/exchange.h"

/* GET /connexion/<secret>: a page with a button. Mail scanners fetch links; nothing happens before it is pressed. */
void signin_page(struct exchange *exchange);
/* POST /connexion/<secret>: the button. */
void signin_open(struct exchange *exchange);
/* GET /api/session: as whom one is here, and the token that requests which change something carry. */
void signin_session(struct exchange *exchange);
/* DELETE /api/session */
void signin_sign_out(struct exchange *exchange);

#endif
