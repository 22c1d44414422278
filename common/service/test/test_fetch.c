/* What readers of a journal get, and when. */
#include "principals.h"

static struct answer fetch_as(const Bus__Actor *actor, uint64_t after, uint32_t epoch, struct bytes hash,
			      uint32_t wait_ms)
{
	Bus__FetchRequest request = BUS__FETCH_REQUEST__INIT;

	request.after = after;
	request.epoch = epoch;
	request.hash.data = (uint8_t *)hash.data;
	request.hash.len = hash.len;
	request.wait_ms = wait_ms;
	return harness_call(h, actor, "Fetch", &request.base);
}

static void a_reader_verifies_the_chain(void **state)
{
	struct hash previous = {{0}}, hash;
	const Bus__FetchResponse *response;
	struct answer answer;

	(void)state;
	assert_accepted(add("a1"));
	assert_accepted(add("a2"));
	answer = fetch_as(operator_, 0, 0, (struct bytes){0}, 0);
	assert_accepted(answer);
	response = answer.response;
	assert_int_equal(response->n_entries, 2);
	assert_int_equal(response->head_sequence, 2);
	for (size_t i = 0; i < 2; i++) {
		const Bus__JournalEntry *e = response->entries[i];
		struct entry entry = {
			.header = bytes_of(e->header.data, e->header.len),
			.commitment = bytes_of(e->commitment.data, e->commitment.len),
			.hash = bytes_of(e->hash.data, e->hash.len),
			.salt = bytes_of(e->salt.data, e->salt.len),
			.payload = bytes_of(e->payload.data, e->payload.len),
		};

		assert_true(entry_verify(&entry, &previous, &hash));
		previous = hash;
	}
	assert_accepted(fetch_as(operator_, 2, 1, hash_bytes(&hash), 0));
	assert_refused(fetch_as(operator_, 1, 1, hash_bytes(&hash), 0), "JOURNAL_DIVERGED");
	assert_refused(fetch_as(operator_, 3, 1, hash_bytes(&hash), 0), "JOURNAL_DIVERGED");
}

static void a_reader_out_of_scope_gets_no_payload(void **state)
{
	Bus__Actor *there = harness_actor(h, "prefecture-77", BUS__ROLE__ROLE_PREFECTURE, "77");
	Bus__Actor *elsewhere = harness_actor(h, "prefecture-84", BUS__ROLE__ROLE_PREFECTURE, "84");
	const Bus__FetchResponse *response;

	(void)state;
	assert_accepted(add("a1"));
	response = fetch_as(there, 0, 0, (struct bytes){0}, 0).response;
	assert_true(response->entries[0]->payload.len > 0);
	response = fetch_as(elsewhere, 0, 0, (struct bytes){0}, 0).response;
	assert_int_equal(response->entries[0]->payload.len, 0);
	assert_int_equal(response->entries[0]->salt.len, 0);
	assert_int_equal(response->entries[0]->commitment.len, HASH_SIZE);
}

/* What a deadline is about may be a person: what follows from it says as much as may be known. */
static void a_deadline_that_passed_is_the_instances_own(void **state)
{
	Bus__Actor *there = harness_actor(h, "prefecture-77", BUS__ROLE__ROLE_PREFECTURE, "77");
	const Bus__FetchResponse *response;

	(void)state;
	add_until("a1", h->now.us / 1000000 + 60);
	harness_advance(h, 61000);
	engine_turn(h->engine, h->now, h->mono);
	response = fetch_as(operator_, 0, 0, (struct bytes){0}, 0).response;
	assert_true(response->entries[1]->payload.len > 0);
	response = fetch_as(there, 0, 0, (struct bytes){0}, 0).response;
	assert_int_equal(response->n_entries, 3);
	assert_int_equal(response->entries[1]->payload.len, 0);
}

static void a_reader_at_the_head_waits(void **state)
{
	unsigned before;

	(void)state;
	assert_false(fetch_as(operator_, 0, 0, (struct bytes){0}, 5000).answered);
	before = h->replies;
	assert_accepted(add("a1"));
	assert_int_equal(h->replies, before + 2); /* the command and the reader */
	assert_false(fetch_as(operator_, 0, 0, (struct bytes){0}, 0).answered == false);
}

static void a_reader_that_waited_long_enough_gets_nothing(void **state)
{
	unsigned before;

	(void)state;
	assert_false(fetch_as(operator_, 0, 0, (struct bytes){0}, 5000).answered);
	before = h->replies;
	harness_advance(h, 4900);
	engine_turn(h->engine, h->now, h->mono);
	assert_int_equal(h->replies, before);
	harness_advance(h, 200);
	engine_turn(h->engine, h->now, h->mono);
	assert_int_equal(h->replies, before + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_reader_verifies_the_chain),
		CASE(a_reader_out_of_scope_gets_no_payload),
		CASE(a_deadline_that_passed_is_the_instances_own),
		CASE(a_reader_at_the_head_waits),
		CASE(a_reader_that_waited_long_enough_gets_nothing),
	};

	return cmocka_run_group_tests_name("service/fetch", tests, NULL, NULL);
}
