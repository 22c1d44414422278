/* Connections: hello, signs of life, backlog, end. */
#include "bus/test/fake.h"

static void hello_is_welcomed(void **state)
{
	struct fake *fake = *state;
	struct envelope envelope;
	Bus__Welcome *welcome;

	assert_true(router_join(fake->router, 0, fake_key(KEY_ALICE), fake->now, fake->mono));
	fake_hello(fake, 0, "");
	assert_silence(fake, 0); /* what is said leaves at the end of the turn */
	fake_flush(fake);
	assert_true(fake_heard(fake, 0, &envelope));
	assert_int_equal(envelope.kind, KIND_WELCOME);
	welcome = bus__welcome__unpack(NULL, envelope.body.len, envelope.body.data);
	assert_non_null(welcome);
	assert_string_equal(welcome->instance, "test");
	assert_string_equal(welcome->actor->principal, "alice");
	assert_int_equal(welcome->actor->kind, PERSON);
	assert_int_equal(welcome->actor->n_roles, 1);
	assert_int_equal(welcome->actor->roles[0], BUS__ROLE__ROLE_COLLECTIVITE);
	assert_string_equal(welcome->actor->asserted_by, "");
	assert_int_equal(welcome->max_in_flight, ROUTER_IN_FLIGHT_MAX);
	assert_int_equal(welcome->ping_interval_ms, ROUTER_PING_MS);
	bus__welcome__free_unpacked(welcome, NULL);
}

static void unknown_key_does_not_join(void **state)
{
	struct fake *fake = *state;

	assert_false(router_join(fake->router, 0, fake_key(99), fake->now, fake->mono));
}

static void connections_of_one_principal_are_bounded(void **state)
{
	struct fake *fake = *state;

	for (int i = 0; i < ROUTER_CONNECTIONS_MAX; i++)
		assert_true(router_join(fake->router, i, fake_key(KEY_ALICE), fake->now, fake->mono));
	assert_false(router_join(fake->router, 1000, fake_key(KEY_ALICE), fake->now, fake->mono));
	assert_true(router_join(fake->router, 1000, fake_key(KEY_BOB), fake->now, fake->mono));
	router_leave(fake->router, 7);
	assert_true(router_join(fake->router, 7, fake_key(KEY_ALICE), fake->now, fake->mono));
}

static void nothing_before_hello(void **state)
{
	struct fake *fake = *state;

	assert_true(router_join(fake->router, 0, fake_key(KEY_ALICE), fake->now, fake->mono));
	fake_ask(fake, 0, 1, "bus");
	assert_int_equal(fake->submitted.len, 0);
	assert_ended(fake, 0, ENDING_UNGREETED);
}

static void hello_is_not_awaited_for_ever(void **state)
{
	struct fake *fake = *state;

	assert_true(router_join(fake->router, 0, fake_key(KEY_ALICE), fake->now, fake->mono));
	fake_pass(fake, ROUTER_GREETING_MS - 1);
	assert_false(fake->peers[0].closed);
	fake_pass(fake, 1);
	assert_ended(fake, 0, ENDING_UNGREETED);
}

/* Only the principal of the same name, and of kind SERVICE, serves. */
static void service_is_its_principals_own(void **state)
{
	struct fake *fake = *state;
	static const struct {
		unsigned key;
		const char *service;
	} wrong[] = {
		{KEY_ALICE, "registry"}, {KEY_ALICE, "alice"}, {KEY_FUNDING, "registry"}, {KEY_BUS, "bus"}};

	for (int i = 0; i < 4; i++) {
		assert_true(router_join(fake->router, i, fake_key(wrong[i].key), fake->now, fake->mono));
		fake_hello(fake, i, wrong[i].service);
		assert_ended(fake, i, ENDING_UNGREETED);
	}
}

static void malformed_frames_end_the_peer(void **state)
{
	struct fake *fake = *state;
	struct envelope welcome = {.kind = KIND_WELCOME};
	struct buf frame = {0};

	for (int i = 0; i < 4; i++)
		fake_join(fake, i, KEY_ALICE, "");
	router_frame(fake->router, 0, bytes_text("\xff\xff\xff"), fake->mono);
	router_frame(fake->router, 1, bytes_of("", 0), fake->mono);
	fake_say(fake, 2, &welcome);
	for (int i = 0; i <= FRAME_ENVELOPES_MAX; i++)
		envelope_write(&(struct envelope){.kind = KIND_PONG}, &frame);
	router_frame(fake->router, 3, buf_bytes(&frame), fake->mono);
	buf_free(&frame);
	for (int i = 0; i < 4; i++)
		assert_ended(fake, i, ENDING_MALFORMED);
	assert_int_equal(fake->traffic.endings[ENDING_MALFORMED], 4);
}

static void hello_is_bounded(void **state)
{
	struct fake *fake = *state;
	char body[1000];

	memset(body, 0x7a, sizeof body);
	assert_true(router_join(fake->router, 0, fake_key(KEY_ALICE), fake->now, fake->mono));
	fake_say(fake, 0, &(struct envelope){.kind = KIND_HELLO, .body = bytes_of(body, sizeof body)});
	assert_ended(fake, 0, ENDING_MALFORMED);
}

static void ping_is_answered(void **state)
{
	struct fake *fake = *state;
	struct envelope pong;

	fake_join(fake, 0, KEY_ALICE, "");
	fake_say(fake, 0, &(struct envelope){.kind = KIND_PING});
	fake_flush(fake);
	assert_true(fake_heard(fake, 0, &pong));
	assert_int_equal(pong.kind, KIND_PONG);
}

static void silent_peer_ends(void **state)
{
	struct fake *fake = *state;
	struct envelope ping;

	fake_join(fake, 0, KEY_ALICE, "");
	for (int i = 0; i < ROUTER_PINGS_MISSED_MAX; i++) {
		fake_pass(fake, ROUTER_PING_MS);
		assert_true(fake_heard(fake, 0, &ping));
		assert_int_equal(ping.kind, KIND_PING);
		assert_silence(fake, 0);
	}
	assert_false(fake->peers[0].closed);
	fake_pass(fake, ROUTER_PING_MS);
	assert_ended(fake, 0, ENDING_SILENT);
}

static void sign_of_life_counts(void **state)
{
	struct fake *fake = *state;

	fake_join(fake, 0, KEY_ALICE, "");
	for (int i = 0; i < 20; i++) {
		fake_pass(fake, ROUTER_PING_MS);
		fake_say(fake, 0, &(struct envelope){.kind = KIND_PONG});
		assert_false(fake->peers[0].closed);
	}
}

/* Our own standing still is no silence of others. */
static void stall_ends_nobody(void **state)
{
	struct fake *fake = *state;

	fake_join(fake, 0, KEY_ALICE, "");
	fake_pass(fake, 100 * ROUTER_PING_MS);
	assert_false(fake->peers[0].closed);
}

static void revoked_and_expired_end(void **state)
{
	struct fake *fake = *state;
	struct fake_principal alice = {"alice", PERSON, BUS__ROLE__ROLE_COLLECTIVITE, .key = KEY_ALICE};
	struct fake_principal bob = {"bob", PERSON, BUS__ROLE__ROLE_PREFECTURE, .key = KEY_BOB};

	bob.valid_until = fake->now.us / 1000000 + 2;
	fake_principal(fake, &bob);
	fake_join(fake, 0, KEY_ALICE, "");
	fake_join(fake, 1, KEY_BOB, "");
	alice.revoked = true;
	fake_principal(fake, &alice);
	router_readmit(fake->router, fake->now);
	assert_ended(fake, 0, ENDING_REVOKED);
	assert_false(router_join(fake->router, 2, fake_key(KEY_ALICE), fake->now, fake->mono));
	fake_pass(fake, 1000);
	assert_false(fake->peers[1].closed);
	fake_pass(fake, 1000);
	assert_ended(fake, 1, ENDING_REVOKED);
	assert_false(router_join(fake->router, 2, fake_key(KEY_BOB), fake->now, fake->mono));
}

/* The connections of a retired key end, those of the other one stay. */
static void retired_key_ends_its_connections(void **state)
{
	struct fake *fake = *state;
	struct fake_principal alice = {"alice", PERSON, BUS__ROLE__ROLE_COLLECTIVITE, KEY_ALICE,
				       .second_key = KEY_OTHER};

	fake_principal(fake, &alice);
	fake_join(fake, 0, KEY_ALICE, "");
	fake_join(fake, 1, KEY_OTHER, "");
	alice.key = KEY_OTHER;
	alice.second_key = 0;
	fake_principal(fake, &alice);
	router_readmit(fake->router, fake->now);
	assert_ended(fake, 0, ENDING_REVOKED);
	assert_false(fake->peers[1].closed);
}

static void backlog_keeps_order(void **state)
{
	struct fake *fake = *state;
	struct envelope ping = {.kind = KIND_PING}, pong;

	fake_join(fake, 0, KEY_ALICE, "");
	fake->peers[0].answer = ROUTER_LATER;
	for (unsigned i = 1; i <= 1000; i++) {
		ping.call_id = fake_id(i);
		fake_say(fake, 0, &ping);
		if (i < 100)
			fake_flush(fake);
		if (i == 50 || i == 100)
			fake->peers[0].answer =
				ROUTER_SENT; /* from 100 on full batches leave within the turn */
		if (i == 60)
			fake->peers[0].answer = ROUTER_LATER;
	}
	fake_flush(fake);
	for (unsigned i = 1; i <= 1000; i++) {
		struct id id = fake_id(i);

		assert_true(fake_heard(fake, 0, &pong));
		assert_true(id_equal(&pong.call_id, &id));
	}
	assert_silence(fake, 0);
	assert_int_equal(roster_by_id(fake->roster, bytes_text("alice"))->figures.queued, 0);
}

static void gone_peer_is_forgotten(void **state)
{
	struct fake *fake = *state;

	fake_join(fake, 0, KEY_ALICE, "");
	fake->peers[0].answer = ROUTER_GONE;
	fake_say(fake, 0, &(struct envelope){.kind = KIND_PING});
	assert_ended(fake, 0, ENDING_GONE);
	fake->peers[0] = (struct fake_peer){.said = fake->peers[0].said, .read = fake->peers[0].read};
	fake_join(fake, 0, KEY_BOB, "");
}

/* Random bytes, and well-formed frames with some of theirs changed: nothing crashes, nobody else suffers. */
static void hostile_frames(void **state)
{
	struct fake *fake = *state;
	uint64_t chance = 88172645463325252;
	struct envelope call = fake_call(1, "registry", STATUS_METHOD), asked;
	uint8_t bytes[300];

	fake_join(fake, 0, KEY_ALICE, "");
	fake_join(fake, 1, KEY_REGISTRY, "registry");
	for (unsigned n = 0; n < 100000; n++) {
		struct buf frame = {0};

		for (size_t i = 0; i < sizeof bytes; i++) {
			chance ^= chance << 13, chance ^= chance >> 7, chance ^= chance << 17;
			bytes[i] = (uint8_t)chance;
		}
		if (fake->peers[2].closed || n == 0) {
			buf_free(&fake->peers[2].said);
			fake->peers[2] = (struct fake_peer){0};
			fake_join(fake, 2, n % 2 ? KEY_BOB : KEY_GATEWAY, "");
		}
		if (n % 3) {
			call.kind = (enum kind)(KIND_HELLO + chance % KIND_REPLY);
			call.route = chance;
			call.assert_principal = bytes_text(n % 5 ? "" : "alice");
			call.body = bytes_of(bytes, chance % 80);
			envelope_write(&call, &frame);
			if (n % 3 == 1)
				frame.data[chance % frame.len] = (uint8_t)(chance >> 32);
		} else {
			buf_append(&frame, bytes, chance % sizeof bytes);
		}
		router_frame(fake->router, 2, buf_bytes(&frame), fake->mono);
		fake_flush(fake);
		buf_free(&frame);
		buf_clear(&fake->peers[1].said);
		fake->peers[1].read = 0;
		if (n % 1000 == 999)
			fake_pass(fake, 10);
	}
	assert_false(fake->peers[0].closed || fake->peers[1].closed);
	fake_ask(fake, 0, 7, "registry");
	assert_true(fake_heard(fake, 1, &asked));
	fake_answer(fake, 1, &asked, "");
	assert_replied(fake, 0, 7, "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		TEST(hello_is_welcomed),
		TEST(unknown_key_does_not_join),
		TEST(connections_of_one_principal_are_bounded),
		TEST(nothing_before_hello),
		TEST(hello_is_not_awaited_for_ever),
		TEST(service_is_its_principals_own),
		TEST(malformed_frames_end_the_peer),
		TEST(hello_is_bounded),
		TEST(ping_is_answered),
		TEST(silent_peer_ends),
		TEST(sign_of_life_counts),
		TEST(stall_ends_nobody),
		TEST(revoked_and_expired_end),
		TEST(retired_key_ends_its_connections),
		TEST(backlog_keeps_order),
		TEST(gone_peer_is_forgotten),
		TEST(hostile_frames),
	};

	return cmocka_run_group_tests_name("bus/router", tests, NULL, NULL);
}
