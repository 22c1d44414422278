/* A router driven without sockets: connections are numbers, what is said to them is gathered here, and time
 * is what the test says. */
#ifndef PVD_SERVICES_BUS_TEST_FAKE_H
#define PVD_SERVICES_BUS_TEST_FAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bus/routing.h"
#include "pvd/bus/v1/envelope.pb-c.h"

enum { FAKE_PEERS = 8 };

/* Frames said to one peer, one after another: which is one longer Frame. */
struct fake_peer {
	struct buf said;
	size_t read;
	enum router_sent answer; /* to the next frames */
	bool closed;
	enum ending ending;
};

struct fake {
	struct router *router;
	struct roster *roster;
	struct traffic traffic;
	struct instant now;
	struct monotonic mono;
	struct fake_peer peers[FAKE_PEERS];
	struct buf submitted; /* calls for the bus itself, as one Frame */
};

static inline enum router_sent fake_send(void *ctx, int peer, struct bytes frame)
{
	struct fake_peer *fake = &((struct fake *)ctx)->peers[peer];

	assert_false(fake->closed);
	if (fake->answer == ROUTER_SENT)
		buf_append(&fake->said, frame.data, frame.len);
	return fake->answer;
}

static inline void fake_close(void *ctx, int peer, enum ending ending)
{
	struct fake_peer *fake = &((struct fake *)ctx)->peers[peer];

	assert_false(fake->closed);
	fake->closed = true;
	fake->ending = ending;
}

static inline void fake_submit(void *ctx, const struct envelope *call, struct monotonic now)
{
	(void)now;
	envelope_write(call, &((struct fake *)ctx)->submitted);
}

/* A key for a test, the same for the same number. */
static inline const char *fake_key(unsigned number)
{
	static char keys[8][Z85_KEY_SIZE];
	static unsigned at;

	at = (at + 1) % 8;
	snprintf(keys[at], sizeof keys[at], "%040u", number);
	return keys[at];
}

struct fake_principal {
	const char *id;
	Bus__PrincipalKind kind;
	Bus__Role role;
	unsigned key, second_key; /* 0: none */
	int64_t valid_until;      /* seconds; 0: for ever */
	bool revoked;
};

static inline void fake_principal(struct fake *fake, const struct fake_principal *given)
{
	Bus__Principal principal = BUS__PRINCIPAL__INIT;
	Pb__Timestamp until = PB__TIMESTAMP__INIT;
	Bus__Role role = given->role;
	char *keys[2] = {(char *)fake_key(given->key), (char *)fake_key(given->second_key)};

	principal.id = (char *)given->id;
	principal.kind = given->kind;
	principal.roles = &role;
	principal.n_roles = 1;
	principal.public_keys = keys;
	principal.n_public_keys = (given->key ? 1 : 0) + (given->second_key ? 1 : 0);
	principal.revoked = given->revoked;
	until.seconds = given->valid_until;
	principal.valid_until = given->valid_until ? &until : NULL;
	roster_put(fake->roster, &principal);
}

#define PERSON   BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PERSON
#define PROCESS  BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE
#define OPERATOR BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_OPERATOR

enum { KEY_ALICE = 1, KEY_BOB, KEY_REGISTRY, KEY_FUNDING, KEY_GATEWAY, KEY_BUS, KEY_OTHER };

static inline int fake_setup(void **state)
{
	static const struct router_ops ops = {.send = fake_send, .close = fake_close, .submit = fake_submit};
	static const struct fake_principal principals[] = {
		{.id = "alice", PERSON, BUS__ROLE__ROLE_COLLECTIVITE, KEY_ALICE},
		{.id = "bob", PERSON, BUS__ROLE__ROLE_PREFECTURE, KEY_BOB},
		{.id = "registry", PROCESS, BUS__ROLE__ROLE_SERVICE, KEY_REGISTRY},
		{.id = "funding", PROCESS, BUS__ROLE__ROLE_SERVICE, KEY_FUNDING},
		{.id = "gateway", PROCESS, BUS__ROLE__ROLE_SERVICE, KEY_GATEWAY},
		{.id = "public", PERSON, BUS__ROLE__ROLE_PUBLIC, .key = 0},
		{.id = "bus", PROCESS, BUS__ROLE__ROLE_SERVICE, KEY_BUS},
	};
	struct fake *fake = calloc(1, sizeof *fake);
	struct router_config config = {.instance = "test", .traffic = &fake->traffic};

	fake->roster = config.roster = roster_new();
	traffic_init(&fake->traffic);
	fake->now.us = 1800000000000000;
	fake->mono.us = 1000000;
	for (size_t i = 0; i < sizeof principals / sizeof *principals; i++)
		fake_principal(fake, &principals[i]);
	fake->router = router_new(&config, &ops, fake);
	*state = fake;
	return 0;
}

static inline int fake_teardown(void **state)
{
	struct fake *fake = *state;

	router_free(fake->router);
	roster_free(fake->roster);
	traffic_clear(&fake->traffic);
	for (int i = 0; i < FAKE_PEERS; i++)
		buf_free(&fake->peers[i].said);
	buf_free(&fake->submitted);
	free(fake);
	return 0;
}

/* ---- Saying */

static inline void fake_flush(struct fake *fake)
{
	router_flush(fake->router);
}

static inline void fake_say(struct fake *fake, int peer, const struct envelope *envelope)
{
	struct buf frame = {0};

	envelope_write(envelope, &frame);
	router_frame(fake->router, peer, buf_bytes(&frame), fake->mono);
	buf_free(&frame);
}

static inline void fake_hello(struct fake *fake, int peer, const char *service)
{
	Bus__Hello hello = BUS__HELLO__INIT;
	uint8_t body[128];

	hello.service = (char *)service;
	hello.version = "1.2";
	fake_say(fake, peer,
		 &(struct envelope){.kind = KIND_HELLO,
				    .body = bytes_of(body, bus__hello__pack(&hello, body))});
}

/* The next envelope said to a peer; false if there is none. Slices live until more is said. */
static inline bool fake_heard(struct fake *fake, int peer, struct envelope *ret)
{
	struct fake_peer *p = &fake->peers[peer];
	struct reader reader;

	if (p->read == p->said.len)
		return false;
	reader = reader_of(bytes_of(p->said.data + p->read, p->said.len - p->read));
	assert_true(envelope_read(&reader, ret));
	p->read = (size_t)(reader.at - p->said.data);
	return true;
}

/* Joins, says hello, and reads the welcome. */
static inline void fake_join(struct fake *fake, int peer, unsigned key, const char *service)
{
	struct envelope welcome;

	assert_true(router_join(fake->router, peer, fake_key(key), fake->now, fake->mono));
	fake_hello(fake, peer, service);
	fake_flush(fake);
	assert_true(fake_heard(fake, peer, &welcome));
	assert_int_equal(welcome.kind, KIND_WELCOME);
}

#define STATUS_METHOD "pvd.bus.v1.ProcessService/GetStatus" /* of every service */

/* A call's id from a small number. */
static inline struct id fake_id(unsigned number)
{
	struct id id = {{0}};

	put_be64(id.bytes + 8, number);
	id.bytes[0] = 1;
	return id;
}

static inline struct envelope fake_call(unsigned number, const char *service, const char *method)
{
	return (struct envelope){
		.kind = KIND_QUERY,
		.call_id = fake_id(number),
		.service = bytes_text(service),
		.method = bytes_text(method),
		.timeout_ms = 1000,
	};
}

static inline void fake_ask(struct fake *fake, int peer, unsigned number, const char *service)
{
	struct envelope call = fake_call(number, service, STATUS_METHOD);

	fake_say(fake, peer, &call);
	fake_flush(fake);
}

static inline void fake_answer(struct fake *fake, int peer, const struct envelope *call, const char *body)
{
	struct envelope reply = {
		.kind = KIND_REPLY, .call_id = call->call_id, .route = call->route, .body = bytes_text(body)};

	fake_say(fake, peer, &reply);
	fake_flush(fake);
}

/* The next thing a peer hears is a reply of this number, refused for this reason ("": not refused). */
static inline void assert_replied(struct fake *fake, int peer, unsigned number, const char *reason)
{
	struct envelope reply;
	struct status status = {0};
	struct id id = fake_id(number);

	assert_true(fake_heard(fake, peer, &reply));
	assert_int_equal(reply.kind, KIND_REPLY);
	assert_true(id_equal(&reply.call_id, &id));
	if (reply.status.len)
		assert_true(status_read(reply.status, &status));
	assert_string_equal(status.reason, reason);
}

static inline void assert_silence(struct fake *fake, int peer)
{
	struct envelope envelope;

	assert_false(fake_heard(fake, peer, &envelope));
}

static inline void assert_ended(struct fake *fake, int peer, enum ending ending)
{
	fake_flush(fake);
	assert_true(fake->peers[peer].closed);
	assert_string_equal(ENDING_NAMES[fake->peers[peer].ending], ENDING_NAMES[ending]);
}

static inline void fake_pass(struct fake *fake, int64_t ms)
{
	fake->mono = monotonic_add_ms(fake->mono, ms);
	fake->now = instant_add_ms(fake->now, ms);
	router_tick(fake->router, fake->now, fake->mono);
	fake_flush(fake);
}

static inline Bus__Actor *actor_of(const struct envelope *call)
{
	Bus__Actor *actor = bus__actor__unpack(NULL, call->actor.len, call->actor.data);

	assert_non_null(actor);
	return actor;
}

static inline void assert_actor(const struct envelope *call, const char *principal, const char *asserted_by)
{
	Bus__Actor *actor = actor_of(call);

	assert_string_equal(actor->principal, principal);
	assert_string_equal(actor->asserted_by, asserted_by);
	bus__actor__free_unpacked(actor, NULL);
}

#endif
