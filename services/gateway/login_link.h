/* Links by which a principal signs in once. */
#ifndef PVD_GATEWAY_LOGIN_LINK_H
#define PVD_GATEWAY_LOGIN_LINK_H

#include "gateway/owned.h"
#include "pvd/gateway/v1/session.pb-c.h"
#include "service/service.h"

/* How long one waits to be used, and how many of one principal's may wait at a time. */
enum { LOGIN_LINK_MINUTES = 15, LOGIN_LINKS_PER_PRINCIPAL = 16 };

#define DEADLINE_LOGIN_LINK "login_link" /* subject: the hash, in hexadecimal */

/* NULL if there is none of that hash, or it was used, or its time has passed. */
Gateway__LoginLink *login_link_load(struct txn *txn, struct arena *arena, struct bytes secret_hash);
void login_link_put(struct application *application, const Gateway__LoginLink *link);
/* It is used, or its time has passed. */
void login_link_delete(struct application *application, struct bytes secret_hash);

/* Its time has passed, or its principal is none any more. */
void login_link_expire(struct decision *decision, struct bytes secret_hash);

#endif
