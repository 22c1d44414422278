/* An owner's engine and a replica of it, and what the shell does between the two. */
#ifndef PVD_SERVICE_TEST_REPLICAS_H
#define PVD_SERVICE_TEST_REPLICAS_H

#include "principals.h"

#include "pvd/bus/v1/journal.pb-c.h"

/* `h` of principals.h is the owner's engine, `r` the replica. */
static struct harness *r;

static inline struct harness *replica_new(const struct service *of)
{
	struct harness *replica = harness_new(of);

	replica->instance = "suiveur";
	replica->owner = "essai";
	harness_restart(replica); /* its store is blank: it becomes the owner's */
	return replica;
}

static inline int set_up_both(void **state)
{
	set_up(state);
	r = replica_new(&service);
	return 0;
}

static inline int tear_down_both(void **state)
{
	harness_free(r);
	return tear_down(state);
}

/* ---- What the shell does */

static inline struct answer fetch(struct harness *from, const Bus__Actor *actor, const struct cursor *at,
				  uint32_t limit)
{
	Bus__FetchRequest request = BUS__FETCH_REQUEST__INIT;

	request.after = at->sequence;
	request.epoch = at->epoch;
	request.hash.data = (uint8_t *)at->hash.bytes;
	request.hash.len = at->sequence ? HASH_SIZE : 0;
	request.limit = limit;
	return harness_call(from, actor, "Fetch", &request.base);
}

static inline void turn(struct harness *harness)
{
	while (engine_turn(harness->engine, harness->now, harness->mono))
		;
}

/* The owner's journal is the last one followed. */
static inline unsigned upstream_of(struct harness *replica)
{
	return engine_follow_count(replica->engine) - 1;
}

/* As `actor`, so much at a time; false when it is halted. */
static inline bool follow_as(const Bus__Actor *actor, uint32_t limit)
{
	struct follow at;
	struct answer answer;

	if (!engine_follow(r->engine, upstream_of(r), &at))
		return false;
	assert_true(at.upstream);
	assert_string_equal(at.source, "bus");
	answer = fetch(h, actor, &at.cursor, limit);
	if (answer.fault == FAULT_NONE) {
		engine_fetched(r->engine, upstream_of(r), answer.body);
	} else {
		assert_refused(answer, "JOURNAL_DIVERGED");
		engine_diverged(r->engine, upstream_of(r));
	}
	turn(r);
	return true;
}

static inline void follow(void)
{
	assert_true(follow_as(operator_, 0));
}

/* ---- What is seen */

static inline const Bus__GetStatusResponse *status_of(struct harness *harness)
{
	Bus__GetStatusRequest request = BUS__GET_STATUS_REQUEST__INIT;
	struct answer answer = harness_call(harness, operator_, "GetStatus", &request.base);

	assert_accepted(answer);
	return answer.response;
}

static inline const Bus__FollowStatus *upstream_status(void)
{
	const Bus__GetStatusResponse *status = status_of(r);

	assert_string_equal(status->owner_instance, "essai");
	assert_string_equal(status->instance, "suiveur");
	return status->follows[status->n_follows - 1];
}

static inline void assert_halted(const char *why)
{
	const Bus__FollowStatus *status = upstream_status();

	if (!strstr(status->halted, why))
		fail_msg("« %s » lacks « %s »", status->halted, why);
	assert_false(follow_as(operator_, 0));
}

static inline const Bus__CheckRebuildResponse *digests_of(struct harness *harness)
{
	Bus__CheckRebuildRequest request = BUS__CHECK_REBUILD_REQUEST__INIT;
	struct answer answer = harness_call(harness, operator_, "CheckRebuild", &request.base);

	assert_accepted(answer);
	return answer.response;
}

/* The same journal to the byte, the same head, the same state; each sound in itself. */
static inline void assert_same(void)
{
	const struct cursor start = {0};
	struct answer theirs = fetch(h, operator_, &start, 0), ours = fetch(r, operator_, &start, 0);
	const Bus__CheckRebuildResponse *live = digests_of(h), *copy = digests_of(r);
	const Bus__Position *head = status_of(h)->position, *followed = status_of(r)->position;

	assert_true(bytes_equal(theirs.body, ours.body));
	assert_int_equal(head->sequence, followed->sequence);
	assert_memory_equal(head->hash.data, followed->hash.data, HASH_SIZE);
	for (size_t i = 0; i < live->n_tables; i++)
		if (memcmp(live->tables[i]->live.data, copy->tables[i]->live.data, HASH_SIZE) != 0)
			fail_msg("table %s differs from the owner's", live->tables[i]->table);
	harness_check(h);
	harness_check(r);
}

static inline void add_a_key(void)
{
	Bus__AddKeyRequest request = BUS__ADD_KEY_REQUEST__INIT;

	request.id = "a1";
	assert_accepted(harness_call(h, operator_, "AddKey", &request.base));
}

#define BOTH(name) cmocka_unit_test_setup_teardown(name, set_up_both, tear_down_both)

#endif
