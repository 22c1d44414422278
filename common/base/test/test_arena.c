#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sanitizer/asan_interface.h>
#include <string.h>

#include "base/arena.h"

enum { CAP = 1 << 20 };

static int setup(void **state)
{
	*state = arena_new(CAP);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static bool all_zero(const uint8_t *memory, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (memory[i])
			return false;
	}
	return true;
}

static void gives_aligned_zeroed_memory(void **state)
{
	struct arena *arena = *state;

	for (int turn = 0; turn < 3; turn++) {
		for (size_t size = 0; size < 300; size++) {
			uint8_t *memory = arena_alloc(arena, size);

			assert_non_null(memory);
			assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
			assert_true(all_zero(memory, size));
			memset(memory, 0xee, size);
		}
		assert_false(arena_exceeded(arena));
		arena_reset(arena);
		assert_int_equal(arena_used(arena), 0);
	}
}

static void refuses_past_the_cap(void **state)
{
	struct arena *arena = *state;
	char *text;

	assert_non_null(arena_alloc(arena, CAP / 2));
	assert_non_null(arena_alloc(arena, CAP / 2));
	assert_int_equal(arena_used(arena), CAP);
	assert_false(arena_exceeded(arena));
	assert_null(arena_alloc(arena, 0));
	assert_true(arena_exceeded(arena));

	text = arena_strdup(arena, "text");
	assert_string_equal(text, "");
	assert_string_equal(arena_printf(arena, "%d", 5), "");
	assert_null(arena_copy(arena, bytes_text("text")).data);

	arena_reset(arena);
	assert_false(arena_exceeded(arena));
	assert_null(arena_alloc(arena, CAP + 1));
	assert_null(arena_alloc(arena, SIZE_MAX));
	assert_true(arena_exceeded(arena));
	assert_non_null(arena_alloc(arena, CAP));
}

static void many_small_ones_stop_at_the_cap(void **state)
{
	struct arena *arena = *state;
	size_t count = 0;

	while (arena_alloc(arena, 1))
		count++;
	assert_int_equal(count, CAP / _Alignof(max_align_t));
}

static void arrays_do_not_overflow(void **state)
{
	struct arena *arena = *state;

	assert_non_null(arena_array(arena, 10, 8));
	assert_false(arena_exceeded(arena));
	assert_null(arena_array(arena, SIZE_MAX / 2 + 2, 2));
	assert_true(arena_exceeded(arena));
}

static void copies(void **state)
{
	struct arena *arena = *state;
	char text[] = "Vire Normandie";
	char *whole = arena_strdup(arena, text), *part = arena_strndup(arena, text, 4);
	struct bytes copy = arena_copy(arena, bytes_text(text));

	memset(text, 'x', sizeof text - 1);
	assert_string_equal(whole, "Vire Normandie");
	assert_string_equal(part, "Vire");
	assert_string_equal(arena_strndup(arena, "ab", 100), "ab");
	assert_string_equal(arena_printf(arena, "%s-%03d", part, 7), "Vire-007");
	assert_true(bytes_equal(copy, bytes_text("Vire Normandie")));
	assert_non_null(arena_copy(arena, (struct bytes){0}).data);
}

static void comes_back_to_a_mark(void **state)
{
	struct arena *arena = *state;
	struct arena_mark start = arena_mark(arena), mark;
	char *kept = arena_strdup(arena, "kept"), *again, *first;

	mark = arena_mark(arena);
	first = arena_alloc(arena, 100);
	for (int i = 0; i < 10; i++)
		assert_non_null(arena_alloc(arena, 50000));
	arena_rewind(arena, mark);
	assert_int_equal(arena_used(arena), mark.total);
	assert_string_equal(kept, "kept");
	again = arena_alloc(arena, 100);
	assert_ptr_equal(again, first);
	assert_true(all_zero((uint8_t *)again, 100));
	arena_rewind(arena, start);
	assert_int_equal(arena_used(arena), 0);
	assert_non_null(arena_alloc(arena, CAP));
}

static void a_refusal_is_forgotten_with_whom_it_was_for(void **state)
{
	struct arena *arena = *state;
	struct arena_mark mark = arena_mark(arena);

	assert_null(arena_alloc(arena, CAP + 1));
	arena_rewind(arena, mark);
	assert_true(arena_exceeded(arena)); /* the same call may look at the end */
	arena_forget(arena, mark);
	assert_false(arena_exceeded(arena));
	assert_non_null(arena_alloc(arena, CAP));
}

static void keeps_memory_between_turns(void **state)
{
	struct arena *arena = *state;
	void *first, *second;

	for (int i = 0; i < 5; i++)
		assert_non_null(arena_alloc(arena, 50000));
	arena_reset(arena);
	first = arena_alloc(arena, 50000);
	arena_reset(arena);
	second = arena_alloc(arena, 50000);
	assert_ptr_equal(first, second);
}

#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
static void stale_use_is_found(void **state)
{
	struct arena *arena = *state;
	char *kept = arena_alloc(arena, 20), *stale;
	struct arena_mark mark = arena_mark(arena);

	stale = arena_alloc(arena, 32);
	assert_false(__asan_address_is_poisoned(kept + 19));
	assert_true(__asan_address_is_poisoned(kept + 20));
	assert_false(__asan_address_is_poisoned(stale + 31));
	assert_true(__asan_address_is_poisoned(stale + 32));
	arena_rewind(arena, mark);
	assert_true(__asan_address_is_poisoned(stale));
	assert_false(__asan_address_is_poisoned(kept));
	arena_reset(arena);
	assert_true(__asan_address_is_poisoned(kept));
}
#else
static void stale_use_is_found(void **state)
{
	(void)state;
	skip();
}
#endif

/* message List { repeated Item items = 1; } message Item { string name = 1; }, as the compiler would write
 * them, so that this test needs no contract. */
struct item {
	ProtobufCMessage base;
	char *name;
};

struct list {
	ProtobufCMessage base;
	size_t n_items;
	struct item **items;
};

static const ProtobufCIntRange RANGES[] = {{1, 0}, {0, 1}};
static const unsigned BY_NAME[] = {0};

static const ProtobufCFieldDescriptor ITEM_FIELDS[] = {{
	.name = "name",
	.id = 1,
	.label = PROTOBUF_C_LABEL_NONE,
	.type = PROTOBUF_C_TYPE_STRING,
	.offset = offsetof(struct item, name),
	.default_value = "",
}};

static const ProtobufCMessageDescriptor ITEM = {
	.magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,
	.name = "Item",
	.sizeof_message = sizeof(struct item),
	.n_fields = 1,
	.fields = ITEM_FIELDS,
	.fields_sorted_by_name = BY_NAME,
	.n_field_ranges = 1,
	.field_ranges = RANGES,
};

static const ProtobufCFieldDescriptor LIST_FIELDS[] = {{
	.name = "items",
	.id = 1,
	.label = PROTOBUF_C_LABEL_REPEATED,
	.type = PROTOBUF_C_TYPE_MESSAGE,
	.quantifier_offset = offsetof(struct list, n_items),
	.offset = offsetof(struct list, items),
	.descriptor = &ITEM,
}};

static const ProtobufCMessageDescriptor LIST = {
	.magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,
	.name = "List",
	.sizeof_message = sizeof(struct list),
	.n_fields = 1,
	.fields = LIST_FIELDS,
	.fields_sorted_by_name = BY_NAME,
	.n_field_ranges = 1,
	.field_ranges = RANGES,
};

static void packs_and_unpacks(void **state)
{
	struct arena *arena = *state;
	struct bytes wire = bytes_of("\x0a\x06\x0a\x04Vire\x0a\x00", 10), packed;
	struct list *list = arena_unpack(arena, &LIST, wire);

	assert_non_null(list);
	assert_int_equal(list->n_items, 2);
	assert_string_equal(list->items[0]->name, "Vire");
	assert_string_equal(list->items[1]->name, "");
	packed = arena_pack(arena, &list->base);
	assert_true(bytes_equal(packed, wire));

	list = arena_unpack(arena, &LIST, (struct bytes){0});
	assert_non_null(list);
	packed = arena_pack(arena, &list->base);
	assert_non_null(packed.data);
	assert_int_equal(packed.len, 0);

	assert_null(arena_unpack(arena, &LIST, bytes_of("\x0a\x06\x0a", 3)));
	assert_false(arena_exceeded(arena));
}

/* Empty submessages grow many times over when unpacked: the cap must hold at every allocation on the way. */
static void amplification_is_capped(void **state)
{
	static uint8_t wire[20000];
	bool unpacked = false;
	size_t amplified = 0;

	(void)state;
	for (size_t i = 0; i < sizeof wire; i += 2)
		wire[i] = 0x0a;
	for (size_t cap = 0; !unpacked; cap += 4099) {
		struct arena *arena = arena_new(cap);
		struct list *list = arena_unpack(arena, &LIST, bytes_of(wire, sizeof wire));

		assert_int_equal(list == NULL, arena_exceeded(arena));
		assert_true(arena_used(arena) <= cap);
		if (list)
			assert_int_equal(list->n_items, sizeof wire / 2);
		unpacked = list != NULL;
		amplified = cap;
		arena_free(arena);
	}
	assert_true(amplified > 10 * sizeof wire);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(gives_aligned_zeroed_memory, setup, teardown),
		cmocka_unit_test_setup_teardown(refuses_past_the_cap, setup, teardown),
		cmocka_unit_test_setup_teardown(many_small_ones_stop_at_the_cap, setup, teardown),
		cmocka_unit_test_setup_teardown(arrays_do_not_overflow, setup, teardown),
		cmocka_unit_test_setup_teardown(copies, setup, teardown),
		cmocka_unit_test_setup_teardown(comes_back_to_a_mark, setup, teardown),
		cmocka_unit_test_setup_teardown(a_refusal_is_forgotten_with_whom_it_was_for, setup, teardown),
		cmocka_unit_test_setup_teardown(keeps_memory_between_turns, setup, teardown),
		cmocka_unit_test_setup_teardown(stale_use_is_found, setup, teardown),
		cmocka_unit_test_setup_teardown(packs_and_unpacks, setup, teardown),
		cmocka_unit_test(amplification_is_capped),
	};

	return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
