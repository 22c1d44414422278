/* What the gateway owns, and what it keeps of the bus's directory. */
#ifndef PVD_GATEWAY_STATE_H
#define PVD_GATEWAY_STATE_H

#include "store/env.h"

enum gateway_table {
	/* Folds of its own journal. Hashes are those of secrets (secret.h); rows of what has ended are removed. */
	TABLE_LOGIN_LINKS = TABLE_FIRST_OWN, /* hash → LoginLink */
	TABLE_LOGIN_LINKS_OWNED,             /* principal, hash → nothing (owned.h) */
	TABLE_SESSIONS,                      /* id → Session */
	TABLE_SESSIONS_OWNED,                /* principal, id → nothing */
	TABLE_SESSION_SECRETS,               /* hash → id */
	TABLE_TOKENS,                        /* id → Token */
	TABLE_TOKENS_OWNED,                  /* principal, id → nothing */
	TABLE_TOKEN_SECRETS,                 /* hash → id */
	TABLE_DOCUMENTS,                     /* id → Document */
	TABLE_EXPORTS,                       /* id → Export */
	TABLE_EXPORTS_OWNED,                 /* principal, id → nothing */
	TABLE_EXPORTS_RUNNING,               /* principal, id → nothing */
	TABLE_SITE,                          /* one row: Site */
	/* A fold of the bus's journal. */
	TABLE_VISITORS, /* id → Visitor, revoked ones too */
	TABLE_GATEWAY_END,
};

extern const struct table GATEWAY_TABLES[];

#endif
