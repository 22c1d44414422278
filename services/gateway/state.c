#include "gateway/state.h"

#define STATE(constant, text)  [constant - TABLE_FIRST_OWN] = {.name = text, .kind = TABLE_STATE}
#define MIRROR(constant, text) [constant - TABLE_FIRST_OWN] = {.name = text, .kind = TABLE_MIRROR}

const struct table GATEWAY_TABLES[] = {
	STATE(TABLE_LOGIN_LINKS, "login_links"),
	STATE(TABLE_LOGIN_LINKS_OWNED, "login_links_owned"),
	STATE(TABLE_SESSIONS, "sessions"),
	STATE(TABLE_SESSIONS_OWNED, "sessions_owned"),
	STATE(TABLE_SESSION_SECRETS, "session_secrets"),
	STATE(TABLE_TOKENS, "tokens"),
	STATE(TABLE_TOKENS_OWNED, "tokens_owned"),
	STATE(TABLE_TOKEN_SECRETS, "token_secrets"),
	STATE(TABLE_DOCUMENTS, "documents"),
	STATE(TABLE_EXPORTS, "exports"),
	STATE(TABLE_EXPORTS_OWNED, "exports_owned"),
	STATE(TABLE_EXPORTS_RUNNING, "exports_running"),
	STATE(TABLE_SITE, "site"),
	MIRROR(TABLE_VISITORS, "visitors"),
};
