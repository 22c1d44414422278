#include "gateway/react.h"

#include "gateway/export.h"
#include "gateway/login_link.h"
#include "gateway/session.h"
#include "gateway/state.h"
#include "gateway/token.h"
#include "pvd/bus/v1/bus.pb-c.h"

#define PRINCIPAL_REVOKED "Son titulaire a été révoqué."
#define TOKEN_EXPIRED     "Sa fin de validité est passée."

void react_principal_revoked(struct decision *decision, const Bus__EntryHeader *header,
			     const ProtobufCMessage *message)
{
	const char *id = ((const Bus__PrincipalRevoked *)message)->id;
	struct owned_ids sessions = owned_ids(decision->txn, decision->arena, TABLE_SESSIONS_OWNED, id);
	struct owned_ids tokens = owned_ids(decision->txn, decision->arena, TABLE_TOKENS_OWNED, id);
	struct owned_ids links = owned_ids(decision->txn, decision->arena, TABLE_LOGIN_LINKS_OWNED, id);

	(void)header;
	for (size_t i = 0; i < sessions.count; i++)
		session_end(decision, (const char *)sessions.ids[i].data,
			    GATEWAY__SESSION_END__SESSION_END_REVOKED, "");
	for (size_t i = 0; i < tokens.count; i++)
		token_revoke(decision, (const char *)tokens.ids[i].data, PRINCIPAL_REVOKED);
	for (size_t i = 0; i < links.count; i++)
		login_link_expire(decision, links.ids[i]);
}

static void link_due(struct decision *decision, const char *subject)
{
	uint8_t secret_hash[HASH_SIZE];

	sodium_hex2bin(secret_hash, sizeof secret_hash, subject, strlen(subject), NULL, NULL, NULL);
	login_link_expire(decision, bytes_of(secret_hash, sizeof secret_hash));
}

static void session_due(struct decision *decision, const char *subject)
{
	session_end(decision, subject, GATEWAY__SESSION_END__SESSION_END_EXPIRED, "");
}

static void token_due(struct decision *decision, const char *subject)
{
	token_revoke(decision, subject, TOKEN_EXPIRED);
}

static void export_due(struct decision *decision, const char *subject)
{
	Gateway__ExportExpired event = GATEWAY__EXPORT_EXPIRED__INIT;

	event.export_id = (char *)subject;
	emit(decision, &event.base, &AUDIENCE_INSTANCE);
}

/* What each kind of deadline means. */
static const struct {
	const char *kind;
	void (*due)(struct decision *decision, const char *subject);
} DUES[] = {
	{DEADLINE_LOGIN_LINK, link_due},      {DEADLINE_SESSION_END, session_due},
	{DEADLINE_SESSION_IDLE, session_due}, {DEADLINE_TOKEN, token_due},
	{DEADLINE_EXPORT, export_due},
};

void react_due(struct decision *decision, const struct deadline *deadline)
{
	for (size_t i = 0; i < sizeof DUES / sizeof *DUES; i++)
		if (strcmp(DUES[i].kind, deadline->kind) == 0)
			DUES[i].due(decision, deadline->subject);
}
