/* Tokens: an operator gives one to a program, and takes it away. */
#include "base/utf8.h"
#include "gateway/directory.h"
#include "gateway/secret.h"
#include "gateway/state.h"
#include "gateway/token.h"
#include "gateway_binding.h"
#include "service/check.h"

enum { REASON_MAX = 500, CHARACTER_BYTES_MAX = 4 };

static size_t characters(const char *text)
{
	size_t len = strlen(text), count = 0;
	uint32_t code;

	for (size_t at = 0; at < len; count++)
		at += utf8_next(text + at, len - at, &code);
	return count;
}

static bool check_label(struct decision *decision, const char *label)
{
	if (!check_text(decision->refusal, "label", label, (size_t)TOKEN_LABEL_MAX * CHARACTER_BYTES_MAX))
		return false;
	return characters(label) <= TOKEN_LABEL_MAX ||
	       refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "TEXT_TOO_LONG", "label",
		      "Dites à quoi sert le jeton en %d caractères au plus ; en voici %zu.", TOKEN_LABEL_MAX,
		      characters(label));
}

/* A token lives no longer than its principal, whatever was asked. */
static bool check_validity(struct decision *decision, const Gateway__Visitor *visitor,
			   const Pb__Timestamp *wanted, struct instant *ret)
{
	struct instant longest = instant_add_ms(decision->now, TOKEN_LIFE_DAYS_MAX * 24LL * 3600 * 1000);
	struct instant visitor_ends = visitor_end(visitor);
	const char *field = "valid_until";

	*ret = wanted ? timestamp_instant(wanted) : longest;
	if (wanted && (wanted->nanos < 0 || wanted->nanos > 999999999))
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "INSTANT_INVALID", field,
			      "La fin de validité n'est pas un instant.");
	if (ret->us <= decision->now.us)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "VALIDITY_PAST", field,
			      "La fin de validité est déjà passée ; donnez un instant à venir, ou aucun.");
	if (ret->us > longest.us)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "VALIDITY_TOO_LONG", field,
			      "Un jeton vaut %d jours au plus ; donnez un instant plus proche, ou aucun.",
			      TOKEN_LIFE_DAYS_MAX);
	if (visitor_ends.us < ret->us)
		*ret = visitor_ends;
	return true;
}

static Gateway__Token *token_of(struct decision *decision, const Gateway__CreateTokenRequest *request,
				struct instant valid_until)
{
	Gateway__Token *token = arena_alloc(decision->arena, sizeof *token);

	if (!token)
		return NULL;
	gateway__token__init(token);
	token->id = decision_id(decision, "token", 0);
	token->principal_id = request->principal_id;
	token->label = request->label;
	token->created_at = timestamp_new(decision->arena, decision->now);
	token->valid_until = timestamp_new(decision->arena, valid_until);
	token->secret_hash = request->secret_hash;
	return token;
}

bool gateway_decide_create_token(struct decision *decision, const Gateway__CreateTokenRequest *request,
				 Gateway__CreateTokenResponse *response)
{
	Gateway__TokenCreated event = GATEWAY__TOKEN_CREATED__INIT;
	const Gateway__Visitor *visitor = visitor_find(decision, request->principal_id);
	struct instant valid_until;
	Gateway__Token *token;

	if (!visitor || !check_label(decision, request->label) ||
	    !check_validity(decision, visitor, request->valid_until, &valid_until) ||
	    !secret_check_new(decision, TABLE_TOKEN_SECRETS, "secret_hash", request->secret_hash))
		return false;
	if (owned_count(decision->txn, TABLE_TOKENS_OWNED, visitor->id) >= TOKENS_PER_PRINCIPAL)
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "TOO_MANY_TOKENS", "principal_id",
			      "« %s » a déjà %d jetons ; retirez d'abord celui qui ne sert plus "
			      "(RevokeToken).",
			      visitor->id, TOKENS_PER_PRINCIPAL);
	token = token_of(decision, request, valid_until);
	if (!token)
		return refuse_too_large(decision->refusal);
	event.token = token;
	emit(decision, &event.base, &AUDIENCE_INSTANCE);
	token->secret_hash = (ProtobufCBinaryData){0};
	response->token = token;
	return true;
}

bool gateway_decide_revoke_token(struct decision *decision, const Gateway__RevokeTokenRequest *request,
				 Gateway__RevokeTokenResponse *response)
{
	(void)response;
	if (!token_load(decision->txn, decision->arena, request->token_id))
		return refuse(decision->refusal, FAULT_NOT_FOUND, "TOKEN_UNKNOWN", "token_id",
			      "Aucun jeton « %.26s », ou il n'est plus valable. Vérifiez son identifiant "
			      "(ListTokens).",
			      request->token_id);
	if (!check_text(decision->refusal, "reason", request->reason, REASON_MAX))
		return false;
	token_revoke(decision, request->token_id, request->reason);
	return true;
}
