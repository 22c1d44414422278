/* The gateway, what the bus says of principals, and what the gateway tells itself. */
#ifndef PVD_GATEWAY_TEST_FIXTURE_H
#define PVD_GATEWAY_TEST_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"

#include "gateway/service.h"
#include "pvd/bus/v1/bus.pb-c.h"
#include "pvd/gateway/v1/gateway.pb-c.h"
#include "service/check.h"

#define PERSON  BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PERSON
#define PROCESS BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE
#define PARTNER BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PARTNER

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS, HOUR_MS = 60 * MINUTE_MS, DAY_MS = 24 * HOUR_MS };

static inline void gateway_free(struct harness *harness)
{
	harness_check(harness);
	harness_free(harness);
}

/* Takes the turns due by then. */
static inline void pass(struct harness *harness, int64_t ms)
{
	harness_advance(harness, ms);
	while (engine_turn(harness->engine, harness->now, harness->mono))
		;
}

/* ---- What the bus says */

static inline void added_until(struct harness *harness, const char *id, Bus__PrincipalKind kind,
			       int64_t valid_ms)
{
	Bus__PrincipalAdded event = BUS__PRINCIPAL_ADDED__INIT;
	Bus__Principal principal = BUS__PRINCIPAL__INIT;
	Bus__Role roles[] = {BUS__ROLE__ROLE_PREFECTURE};

	principal.id = (char *)id;
	principal.kind = kind;
	principal.roles = roles;
	principal.n_roles = 1;
	if (valid_ms)
		principal.valid_until = timestamp_new(harness->arena, instant_add_ms(harness->now, valid_ms));
	event.principal = &principal;
	harness_source(harness, "bus", &event.base, &AUDIENCE_INSTANCE);
}

static inline void added(struct harness *harness, const char *id)
{
	added_until(harness, id, PERSON, 0);
}

static inline void revoked(struct harness *harness, const char *id)
{
	Bus__PrincipalRevoked event = BUS__PRINCIPAL_REVOKED__INIT;

	event.id = (char *)id;
	event.reason = "partie";
	harness_source(harness, "bus", &event.base, &AUDIENCE_INSTANCE);
}

/* With Anna, Berta, the public and a service in the directory. */
static inline struct harness *gateway_new(void)
{
	struct harness *harness = harness_new(&GATEWAY_SERVICE);

	added(harness, "anna");
	added(harness, "berta");
	added(harness, "public");
	added_until(harness, "registry", PROCESS, 0);
	return harness;
}

/* ---- Who asks */

static inline Bus__Actor *gateway(struct harness *harness)
{
	return harness_actor(harness, "gateway", BUS__ROLE__ROLE_SERVICE, NULL);
}

static inline Bus__Actor *service(struct harness *harness)
{
	return harness_actor(harness, "registry", BUS__ROLE__ROLE_SERVICE, NULL);
}

static inline Bus__Actor *operator_(struct harness *harness)
{
	return harness_actor(harness, "operator", BUS__ROLE__ROLE_OPERATOR, NULL);
}

static inline Bus__Actor *auditor(struct harness *harness)
{
	return harness_actor(harness, "auditor", BUS__ROLE__ROLE_AUDITOR, NULL);
}

/* Somebody of the préfecture of the Seine-et-Marne. */
static inline Bus__Actor *person(struct harness *harness, const char *id)
{
	return harness_actor(harness, id, BUS__ROLE__ROLE_PREFECTURE, "77");
}

/* ---- Secrets: the hash of one, the same for the same number */

static inline ProtobufCBinaryData secret(struct harness *harness, unsigned number)
{
	struct hash hash = hash_of(bytes_of(&number, sizeof number), (struct bytes){0}, (struct bytes){0});
	struct bytes copy = arena_copy(harness->arena, hash_bytes(&hash));

	return (ProtobufCBinaryData){.len = copy.len, .data = (uint8_t *)copy.data};
}

/* ---- Signing in */

static inline struct answer link_for(struct harness *harness, const char *id, ProtobufCBinaryData secret_hash)
{
	Gateway__CreateLoginLinkRequest request = GATEWAY__CREATE_LOGIN_LINK_REQUEST__INIT;

	request.principal_id = (char *)id;
	request.secret_hash = secret_hash;
	return harness_call(harness, operator_(harness), "CreateLoginLink", &request.base);
}

static inline struct answer open_as(struct harness *harness, const Bus__Actor *actor,
				    ProtobufCBinaryData link, ProtobufCBinaryData secret_hash)
{
	Gateway__OpenSessionRequest request = GATEWAY__OPEN_SESSION_REQUEST__INIT;

	request.proof_case = GATEWAY__OPEN_SESSION_REQUEST__PROOF_LOGIN_LINK_HASH;
	request.login_link_hash = link;
	request.secret_hash = secret_hash;
	return harness_call(harness, actor, "OpenSession", &request.base);
}

/* A link of that number, used at once for a session of the same number. */
static inline Gateway__Session *sign_in(struct harness *harness, const char *id, unsigned number)
{
	struct answer answer;

	assert_accepted(link_for(harness, id, secret(harness, number)));
	answer = open_as(harness, gateway(harness), secret(harness, number), secret(harness, number));
	assert_accepted(answer);
	return ((Gateway__OpenSessionResponse *)answer.response)->session;
}

static inline Gateway__ListSessionsResponse *sessions(struct harness *harness, const Bus__Actor *actor)
{
	Gateway__ListSessionsRequest request = GATEWAY__LIST_SESSIONS_REQUEST__INIT;
	struct answer answer = harness_call(harness, actor, "ListSessions", &request.base);

	assert_accepted(answer);
	return answer.response;
}

/* ---- Tokens */

static inline struct answer token_for(struct harness *harness, const char *id, const char *label,
				      unsigned number, Pb__Timestamp *valid_until)
{
	Gateway__CreateTokenRequest request = GATEWAY__CREATE_TOKEN_REQUEST__INIT;

	request.principal_id = (char *)id;
	request.label = (char *)label;
	request.secret_hash = secret(harness, number);
	request.valid_until = valid_until;
	return harness_call(harness, operator_(harness), "CreateToken", &request.base);
}

static inline Gateway__Token *token_given(struct answer answer)
{
	assert_accepted(answer);
	return ((Gateway__CreateTokenResponse *)answer.response)->token;
}

static inline Gateway__ListTokensResponse *tokens(struct harness *harness, const char *id)
{
	Gateway__ListTokensRequest request = GATEWAY__LIST_TOKENS_REQUEST__INIT;
	struct answer answer;

	request.principal_id = (char *)id;
	answer = harness_call(harness, auditor(harness), "ListTokens", &request.base);
	assert_accepted(answer);
	return answer.response;
}

#endif
