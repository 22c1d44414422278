/* Who reads what in the registry's journal: a town, what is about it, and of the others only that something
 * happened. */
#include "path.h"

#include "pvd/bus/v1/journal.pb-c.h"

static Bus__FetchResponse *fetch(struct harness *harness, const Bus__Actor *actor)
{
	Bus__FetchRequest request = BUS__FETCH_REQUEST__INIT;
	struct answer answer = harness_call(harness, actor, "Fetch", &request.base);

	assert_accepted(answer);
	return answer.response;
}

static bool is_of_type(const Bus__JournalEntry *entry, const ProtobufCMessageDescriptor *type)
{
	Bus__EntryHeader *header = bus__entry_header__unpack(NULL, entry->header.len, entry->header.data);
	bool same;

	assert_non_null(header);
	same = strcmp(header->type, type->name) == 0;
	bus__entry_header__free_unpacked(header, NULL);
	return same;
}

/* Entries of that type, and those of them that this reader gets the payload of. */
struct read {
	unsigned entries, payloads;
};

static struct read count(struct harness *harness, const Bus__Actor *actor,
			 const ProtobufCMessageDescriptor *type)
{
	const Bus__FetchResponse *response = fetch(harness, actor);
	struct read read = {0};

	for (size_t i = 0; i < response->n_entries; i++) {
		if (!is_of_type(response->entries[i], type))
			continue;
		read.entries++;
		read.payloads += response->entries[i]->payload.len > 0;
	}
	return read;
}

/* The id of the one candidacy whose submission this reader gets. */
static char *submission_read(struct harness *harness, const Bus__Actor *actor)
{
	const ProtobufCMessageDescriptor *type = &registry__candidacy_submitted__descriptor;
	const Bus__FetchResponse *response = fetch(harness, actor);
	Registry__CandidacySubmitted *event = NULL;

	for (size_t i = 0; i < response->n_entries; i++) {
		const Bus__JournalEntry *entry = response->entries[i];

		if (!entry->payload.len || !is_of_type(entry, type))
			continue;
		assert_null(event);
		event = arena_unpack(harness->arena, type, bytes_of(entry->payload.data, entry->payload.len));
	}
	assert_non_null(event);
	return event->candidacy_id;
}

static void a_mayor_reads_its_own_candidacy(void **state)
{
	struct harness *harness = registry_new();
	Bus__Actor *coulommiers = harness_collectivite(harness, "coulommiers", "77131");
	Bus__Actor *ferte = harness_collectivite(harness, "ferte", "77999");
	Bus__Actor *bayeux = harness_collectivite(harness, "bayeux", "14047");
	Bus__Actor *agglo = harness_collectivite(harness, "agglo", EPCI_BRIE);
	char *one = submitted(submit_one(harness, "77131", EPCI_BRIE))->id;
	char *two = submitted(submit_one(harness, "77999", EPCI_BRIE))->id;
	const ProtobufCMessageDescriptor *type = &registry__candidacy_submitted__descriptor;
	struct read read;

	(void)state;
	assert_string_equal(submission_read(harness, coulommiers), one);
	assert_string_equal(submission_read(harness, ferte), two);
	read = count(harness, bayeux, type);
	assert_int_equal(read.entries, 2);
	assert_int_equal(read.payloads, 0);
	read = count(harness, agglo, type);
	assert_int_equal(read.payloads, 2);
	read = count(harness, prefecture(harness, "77"), type);
	assert_int_equal(read.payloads, 2);
	registry_free(harness);
}

static bool has_text(ProtobufCBinaryData data, const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i + len <= data.len; i++) {
		if (memcmp(data.data + i, text, len) == 0)
			return true;
	}
	return false;
}

/* Who is out of scope learns that something happened in a département, not to which towns. */
static void no_town_stands_in_what_others_read(void **state)
{
	struct harness *harness = registry_new();
	const Bus__FetchResponse *response;
	const Bus__JournalEntry *last;

	(void)state;
	submitted(submit_one(harness, "77131", EPCI_BRIE));
	response = fetch(harness, harness_collectivite(harness, "bayeux", "14047"));
	last = response->entries[response->n_entries - 1];
	assert_true(is_of_type(last, &registry__candidacy_submitted__descriptor));
	assert_int_equal(last->payload.len + last->audience.len + last->salt.len, 0);
	assert_false(has_text(last->header, "77131"));
	assert_false(has_text(last->header, EPCI_BRIE));
	response = fetch(harness, harness_collectivite(harness, "coulommiers", "77131"));
	last = response->entries[response->n_entries - 1];
	assert_true(has_text(last->audience, "77131"));
	registry_free(harness);
}

static void and_what_becomes_of_it(void **state)
{
	struct harness *harness = registry_new();
	Bus__Actor *coulommiers = harness_collectivite(harness, "coulommiers", "77131");
	Bus__Actor *ferte = harness_collectivite(harness, "ferte", "77999");
	const ProtobufCMessageDescriptor *opinion = &registry__opinion_given__descriptor;
	const ProtobufCMessageDescriptor *withdrawal = &registry__candidacy_withdrawn__descriptor;
	char *id = submitted(submit_one(harness, "77131", EPCI_BRIE))->id;

	(void)state;
	assert_accepted(opine(harness, id, "77", OPINION_RESERVED, "À revoir."));
	assert_accepted(withdraw(harness, coulommiers, id));
	assert_int_equal(count(harness, coulommiers, opinion).payloads, 1);
	assert_int_equal(count(harness, coulommiers, withdrawal).payloads, 1);
	assert_int_equal(count(harness, ferte, opinion).entries, 1);
	assert_int_equal(count(harness, ferte, opinion).payloads, 0);
	assert_int_equal(count(harness, ferte, withdrawal).payloads, 0);
	registry_free(harness);
}

static void labels_and_territories_are_everybody_s(void **state)
{
	struct harness *harness = registry_new();
	Bus__Actor *bayeux = harness_collectivite(harness, "bayeux", "14047");

	(void)state;
	(void)territory_of(harness, proposed(harness));
	assert_int_equal(count(harness, bayeux, &registry__label_granted__descriptor).payloads, 1);
	assert_int_equal(count(harness, bayeux, &registry__territory_created__descriptor).payloads, 1);
	assert_int_equal(count(harness, bayeux, &registry__selection_proposed__descriptor).payloads, 0);
	registry_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mayor_reads_its_own_candidacy),
		cmocka_unit_test(no_town_stands_in_what_others_read),
		cmocka_unit_test(and_what_becomes_of_it),
		cmocka_unit_test(labels_and_territories_are_everybody_s),
	};

	return cmocka_run_group_tests_name("registry/audience", tests, NULL, NULL);
}
