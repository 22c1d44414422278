/* In which order calls are taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "service/core.h"

enum { SHARE_US = 1000 };

static struct call *call_of(const char *actor, unsigned number)
{
	struct envelope envelope = {.actor = bytes_text(actor), .route = number};

	return call_copy(&envelope, (struct monotonic){0});
}

static void put(struct queue *queue, const char *actor, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		queue_put(queue, call_of(actor, i));
}

/* The call taken must be that one of that actor; it took so long. */
static void taken(struct queue *queue, const char *actor, unsigned number, int64_t us)
{
	struct call *call = queue_take(queue);

	assert_non_null(call);
	assert_true(bytes_equal(call->envelope.actor, bytes_text(actor)));
	assert_int_equal(call->envelope.route, number);
	queue_served(queue, us);
	free(call);
}

static void calls_of_one_keep_their_order_and_actors_take_turns(void **state)
{
	struct queue queue = {0};

	(void)state;
	put(&queue, "a", 3);
	put(&queue, "b", 2);
	put(&queue, "c", 1);
	assert_int_equal(queue.count, 6);
	taken(&queue, "a", 0, SHARE_US);
	taken(&queue, "b", 0, SHARE_US);
	taken(&queue, "c", 0, SHARE_US);
	taken(&queue, "a", 1, SHARE_US);
	taken(&queue, "b", 1, SHARE_US);
	taken(&queue, "a", 2, SHARE_US);
	assert_int_equal(queue.count, 0);
	assert_null(queue_take(&queue));
}

static void a_turn_is_time_not_calls(void **state)
{
	struct queue queue = {0};

	(void)state;
	put(&queue, "a", 4);
	put(&queue, "b", 2);
	taken(&queue, "a", 0, SHARE_US / 2);
	taken(&queue, "a", 1, SHARE_US / 2);
	taken(&queue, "b", 0, 50 * SHARE_US);
	taken(&queue, "a", 2, 0);
	taken(&queue, "a", 3, 50 * SHARE_US);
	taken(&queue, "b", 1, 0);
	queue_clear(&queue);
}

/* Whose last call was dear leaves that to nobody. */
static void what_one_took_is_not_the_next_ones_debt(void **state)
{
	struct queue queue = {0};

	(void)state;
	put(&queue, "a", 1);
	put(&queue, "b", 2);
	put(&queue, "c", 1);
	taken(&queue, "a", 0, 50 * SHARE_US);
	taken(&queue, "b", 0, 0);
	taken(&queue, "b", 1, 0);
	taken(&queue, "c", 0, 0);
}

static void who_comes_back_goes_behind(void **state)
{
	struct queue queue = {0};

	(void)state;
	put(&queue, "a", 1);
	put(&queue, "b", 1);
	taken(&queue, "a", 0, 0);
	put(&queue, "a", 1);
	put(&queue, "", 1); /* nobody's is a lane, too */
	taken(&queue, "b", 0, 0);
	taken(&queue, "a", 0, SHARE_US);
	taken(&queue, "", 0, 0);
	put(&queue, "a", 5);
	queue_clear(&queue);
	assert_int_equal(queue.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_of_one_keep_their_order_and_actors_take_turns),
		cmocka_unit_test(a_turn_is_time_not_calls),
		cmocka_unit_test(what_one_took_is_not_the_next_ones_debt),
		cmocka_unit_test(who_comes_back_goes_behind),
	};

	return cmocka_run_group_tests_name("service/queue", tests, NULL, NULL);
}
