/* What is told to the world: after the commit, at least once, and journaled when it is done. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "harness.h"

#include "pvd/bus/v1/effect.pb-c.h"
#include "pvd/bus/v1/process.pb-c.h"

static const size_t none = 0;

static void react_carried_out(struct decision *decision, const Bus__EntryHeader *header,
			      const ProtobufCMessage *message)
{
	const Bus__EffectCarriedOut *carried_out = (const Bus__EffectCarriedOut *)message;
	Bus__Noted event = BUS__NOTED__INIT;

	assert_int_equal(header->n_departements, 1); /* for those who run the instance */
	event.text = arena_printf(decision->arena, "%s %s %u", carried_out->kind, carried_out->subject,
				  carried_out->attempts);
	emit(decision, &event.base, NULL);
}

static const struct reaction reactions[] = {
	{"teller", &bus__effect_carried_out__descriptor, NULL, react_carried_out}};

static const struct service service = {.name = "teller",
				       .binding_count = &none,
				       .applier_count = &none,
				       .reactions = reactions,
				       .reaction_count = 1};

static struct harness *h;
static Bus__Actor *operator_;

static int set_up(void **state)
{
	(void)state;
	h = harness_new(&service);
	operator_ = harness_actor(h, "operator", BUS__ROLE__ROLE_OPERATOR, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	harness_free(h);
	return 0;
}

static struct answer note(const char *text, const char *file)
{
	Bus__NoteRequest request = BUS__NOTE_REQUEST__INIT;

	request.text = (char *)text;
	request.file = (char *)file;
	return harness_call(h, operator_, "Note", &request.base);
}

static void turn(void)
{
	engine_turn(h->engine, h->now, h->mono);
}

static void end(unsigned n, const char *error)
{
	engine_performed(h->engine, &h->effects[n].id, error);
	turn();
}

static const Bus__GetStatusResponse *status(void)
{
	Bus__GetStatusRequest request = BUS__GET_STATUS_REQUEST__INIT;
	struct answer answer = harness_call(h, operator_, "GetStatus", &request.base);

	assert_accepted(answer);
	return answer.response;
}

static void an_effect_is_given_after_its_commit_and_journaled_when_done(void **state)
{
	const Bus__OutboxFile *file;

	(void)state;
	assert_accepted(note("bonjour", "a/b.txt"));
	assert_int_equal(h->effect_count, 1);
	assert_string_equal(h->effects[0].kind, "file");
	assert_string_equal(h->effects[0].subject, "a/b.txt");
	file = arena_unpack(h->arena, &bus__outbox_file__descriptor, h->effects[0].payload);
	assert_non_null(file);
	assert_string_equal(file->name, "a/b.txt");
	assert_true(bytes_equal(bytes_of(file->content.data, file->content.len), bytes_text("bonjour")));
	assert_int_equal(status()->effects_waiting, 1);
	end(0, NULL);
	assert_int_equal(status()->effects_waiting, 0);
	assert_int_equal(harness_sequence(h), 3); /* Noted, EffectCarriedOut, and what the reaction says */
	harness_check(h);
	end(0, NULL); /* told twice */
	harness_advance(h, 5000);
	turn();
	assert_int_equal(harness_sequence(h), 3);
	assert_int_equal(h->effect_count, 1);
}

static void a_refused_command_wants_nothing(void **state)
{
	(void)state;
	assert_refused(note("", "a.txt"), "TEXT_LENGTH");
	assert_refused(note("bonjour", "../a.txt"), "FILE_NAME_INVALID");
	assert_int_equal(h->effect_count, 0);
	assert_int_equal(status()->effects_waiting, 0);
}

static void one_that_was_under_way_at_a_crash_is_given_again_under_its_id(void **state)
{
	(void)state;
	assert_accepted(note("bonjour", "a.txt"));
	assert_int_equal(h->effect_count, 1);
	harness_restart(h); /* whether it was done, nobody knows */
	turn();
	assert_int_equal(h->effect_count, 2);
	assert_true(id_equal(&h->effects[0].id, &h->effects[1].id));
	assert_true(bytes_equal(h->effects[0].payload, h->effects[1].payload));
	end(1, NULL);
	harness_restart(h);
	turn();
	assert_int_equal(h->effect_count, 2);
	assert_int_equal(harness_sequence(h), 3);
	harness_check(h);
}

/* How long, in ms, it takes until it is given again. */
static int64_t retried_after(void)
{
	unsigned before = h->effect_count;
	int64_t waited = 0;

	while (h->effect_count == before && waited < 7200 * 1000) {
		harness_advance(h, 250);
		turn();
		waited += 250;
	}
	return waited;
}

static void a_failure_is_retried_ever_more_rarely(void **state)
{
	static const int64_t delays_s[] = {1,   2,   4,    8,    16,   32,   64,  128,
					   256, 512, 1024, 2048, 3600, 3600, 3600};

	(void)state;
	assert_accepted(note("bonjour", "a.txt"));
	for (size_t i = 0; i < sizeof delays_s / sizeof *delays_s; i++) {
		int64_t waited;

		end(h->effect_count - 1, "disque plein");
		waited = retried_after();
		assert_in_range(waited, delays_s[i] * 1000,
				delays_s[i] * 1000 + 1250); /* a look each second */
		assert_true(id_equal(&h->effects[0].id, &h->effects[h->effect_count - 1].id));
		assert_true(bytes_equal(h->effects[0].payload, h->effects[h->effect_count - 1].payload));
	}
	assert_int_equal(harness_sequence(h), 1);
	end(h->effect_count - 1, NULL);
	assert_int_equal(harness_sequence(h), 3);
	assert_int_equal(status()->effects_waiting, 0);
	harness_check(h);
}

static void who_fails_three_times_is_an_alarm(void **state)
{
	const Bus__GetStatusResponse *told;

	(void)state;
	assert_accepted(note("bonjour", "a.txt"));
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(status()->n_alarms, 0);
		end(i, "disque plein");
		retried_after();
	}
	told = status();
	assert_int_equal(told->n_alarms, 1);
	assert_non_null(strstr(told->alarms[0], "« a.txt » (file)"));
	assert_non_null(strstr(told->alarms[0], "disque plein"));
	end(3, NULL);
	assert_int_equal(status()->n_alarms, 0);
}

static void a_clock_that_goes_back_does_not_hold_them_up(void **state)
{
	(void)state;
	assert_accepted(note("bonjour", "a.txt"));
	end(0, "disque plein");
	h->now = instant_add_ms(h->now, -365LL * 24 * 3600 * 1000);
	assert_in_range(retried_after(), 0, 1250);
}

static void few_are_under_way_at_a_time(void **state)
{
	char name[8] = "00.txt";

	(void)state;
	for (int i = 0; i < 40; i++) {
		name[0] = (char)('0' + i / 10);
		name[1] = (char)('0' + i % 10);
		assert_accepted(note("bonjour", name));
	}
	assert_int_equal(h->effect_count, 16);
	for (unsigned i = 0; i < 40; i++)
		end(i, NULL);
	assert_int_equal(h->effect_count, 40);
	assert_int_equal(status()->effects_waiting, 0);
	assert_int_equal(harness_sequence(h), 120);
}

static void names_of_files_stay_in_their_folder(void **state)
{
	static const char *const good[] = {"a", "a.txt", "digests/mairie-77183/01K.txt", ".a", "...", "a..b"};
	static const char *const bad[] = {"",    "/",   "/a",   "a/",     "a//b", ".",   "..",
					  "a/.", "./a", "a/..", "a/../b", "é",    "a b", "a\\b"};
	char longest[202] = "";

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(effect_file_name_valid(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(effect_file_name_valid(bad[i]));
	memset(longest, 'a', 201);
	assert_false(effect_file_name_valid(longest));
	longest[200] = '\0';
	assert_true(effect_file_name_valid(longest));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(an_effect_is_given_after_its_commit_and_journaled_when_done),
		CASE(a_refused_command_wants_nothing),
		CASE(one_that_was_under_way_at_a_crash_is_given_again_under_its_id),
		CASE(a_failure_is_retried_ever_more_rarely),
		CASE(who_fails_three_times_is_an_alarm),
		CASE(a_clock_that_goes_back_does_not_hold_them_up),
		CASE(few_are_under_way_at_a_time),
		CASE(names_of_files_stay_in_their_folder),
	};

	return cmocka_run_group_tests_name("service/effects", tests, NULL, NULL);
}
