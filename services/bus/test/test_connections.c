/* Which connection a message or an event means, descriptors being used again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bus/connections.h"

#define KEY "0123456789012345678901234567890123456789"

static struct connection *add(struct connections *connections, int socket, const char *routing_id, int fd)
{
	return connections_add(connections, socket, bytes_text(routing_id), fd, KEY);
}

static void found_by_name_and_descriptor(void **state)
{
	struct connections *connections = connections_new(4);
	struct connection *a = add(connections, 0, "one", 20), *b = add(connections, 1, "one", 21);

	(void)state;
	assert_ptr_equal(connections_find(connections, 0, bytes_text("one")), a);
	assert_ptr_equal(connections_find(connections, 1, bytes_text("one")), b);
	assert_null(connections_find(connections, 0, bytes_text("on")));
	assert_null(connections_find(connections, 0, bytes_of(NULL, 0)));
	assert_ptr_equal(connections_by_fd(connections, 21), b);
	assert_null(connections_by_fd(connections, 22));
	assert_null(connections_by_fd(connections, -1));
	assert_ptr_equal(connections_at(connections, a->handle), a);
	assert_int_not_equal(a->handle, b->handle);
	connections_free(connections);
}

static void bounded(void **state)
{
	struct connections *connections = connections_new(2);
	char name[ROUTING_ID_MAX + 1] = {0};

	(void)state;
	assert_non_null(connections_add(connections, 0, bytes_of(name, ROUTING_ID_MAX), 20, KEY));
	assert_null(connections_add(connections, 0, bytes_of(name, ROUTING_ID_MAX + 1), 21, KEY));
	assert_null(connections_add(connections, 0, bytes_text("a"), -1, KEY));
	assert_null(connections_add(connections, 0, bytes_text("a"), 21, KEY "x"));
	assert_non_null(add(connections, 0, "a", 21));
	assert_null(add(connections, 0, "b", 22));
	connections_remove(connections, connections_by_fd(connections, 20));
	assert_non_null(add(connections, 0, "b", 22));
	connections_free(connections);
}

static void event_ends_its_holder(void **state)
{
	struct connections *connections = connections_new(4);
	struct connection *a = add(connections, 0, "a", 20);

	(void)state;
	assert_null(connections_disconnected(connections, 19));
	assert_null(connections_disconnected(connections, 1 << 30));
	assert_ptr_equal(connections_disconnected(connections, 20), a);
	connections_remove(connections, a);
	assert_null(connections_disconnected(connections, 20));
	connections_free(connections);
}

/* A dropped connection's event comes when its descriptor is another's: it ends nobody, the next one does. */
static void late_event_is_passed_over(void **state)
{
	struct connections *connections = connections_new(4);
	struct connection *b;

	(void)state;
	connections_drop(connections, add(connections, 0, "a", 20));
	connections_drop(connections, add(connections, 0, "b", 20));
	b = add(connections, 0, "c", 20);
	assert_null(connections_disconnected(connections, 20));
	assert_null(connections_disconnected(connections, 20));
	assert_ptr_equal(connections_disconnected(connections, 20), b);
	connections_free(connections);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found_by_name_and_descriptor),
		cmocka_unit_test(bounded),
		cmocka_unit_test(event_ends_its_holder),
		cmocka_unit_test(late_event_is_passed_over),
	};

	return cmocka_run_group_tests_name("bus/connections", tests, NULL, NULL);
}
