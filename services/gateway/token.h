/* Tokens: how a program calls over HTTP as a principal. */
#ifndef PVD_GATEWAY_TOKEN_H
#define PVD_GATEWAY_TOKEN_H

#include "gateway/owned.h"
#include "pvd/gateway/v1/token.pb-c.h"
#include "service/service.h"

enum { TOKEN_LIFE_DAYS_MAX = 400, TOKENS_PER_PRINCIPAL = 20, TOKEN_LABEL_MAX = 100 /* characters */ };

#define DEADLINE_TOKEN "token"

/* NULL if there is none, or it has ended. Its time may have passed all the same: token_lives. */
Gateway__Token *token_load(struct txn *txn, struct arena *arena, const char *id);
Gateway__Token *token_by_secret(struct txn *txn, struct arena *arena, const struct hash *secret_hash);

bool token_lives(const Gateway__Token *token, struct instant now);

void token_put(struct application *application, const Gateway__Token *token);
void token_delete(struct application *application, const char *id);

/* Ends it. */
void token_revoke(struct decision *decision, const char *id, const char *reason);

#endif
