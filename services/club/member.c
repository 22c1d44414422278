#include "club/member.h"

#include <stdlib.h>
#include <string.h>

#include "bus/envelope.h" /* PRINCIPAL_ID_MAX */
#include "service/record.h"

/* Bit n of an interest: Topic n; all of them where the member named none. */
enum { ALL_TOPICS = 0xff };

struct key key_of_member(const char *id)
{
	struct key key;

	key_clear(&key);
	key_text(&key, id);
	return key;
}

Club__Member *member_load(struct txn *txn, struct arena *arena, const char *id)
{
	return record_get_text(txn, arena, TABLE_MEMBERS, id, &club__member__descriptor);
}

Club__Member *member_find(struct txn *txn, struct arena *arena, const char *id, struct refusal *refusal)
{
	Club__Member *member = member_load(txn, arena, id);

	if (!member)
		refuse(refusal, FAULT_FAILED_PRECONDITION, "NOT_A_MEMBER", NULL,
		       "« %s » n'est pas membre du Club : rejoignez d'abord le Club (JoinClub).", id);
	return member;
}

Bus__Actor member_reader(const Club__Member *member)
{
	Bus__Actor reader = BUS__ACTOR__INIT;

	reader.principal = member->id;
	reader.scope = member->scope;
	return reader;
}

static uint8_t topic_bit(Club__Topic topic)
{
	return (uint8_t)(1u << topic);
}

static uint8_t topics_of(const Club__Member *member)
{
	uint8_t topics = member->n_topics ? 0 : ALL_TOPICS;

	for (size_t i = 0; i < member->n_topics; i++)
		topics |= topic_bit(member->topics[i]);
	return topics;
}

static struct key key_of_interest(const char *departement, const char *member)
{
	struct key key;

	key_clear(&key);
	key_text(&key, departement);
	key_raw(&key, bytes_text(member));
	return key;
}

static void interests_delete(struct application *application, const char *id)
{
	const Club__Member *member = member_load(application->txn, application->arena, id);
	struct key key = key_of_interest("", id);

	txn_delete(application->txn, TABLE_INTERESTS, key_bytes(&key));
	for (size_t i = 0; member && i < member->n_departement_codes; i++) {
		key = key_of_interest(member->departement_codes[i], id);
		txn_delete(application->txn, TABLE_INTERESTS, key_bytes(&key));
	}
}

static void interest_put(struct txn *txn, const char *departement, const Club__Member *member)
{
	struct key key = key_of_interest(departement, member->id);
	uint8_t topics = topics_of(member);

	txn_put(txn, TABLE_INTERESTS, key_bytes(&key), bytes_of(&topics, sizeof topics));
}

void member_put(struct application *application, const Club__Member *member)
{
#ifndef PLANT_INTEREST_STAYS
	interests_delete(application, member->id);
#endif
	if (member->n_departement_codes == 0)
		interest_put(application->txn, "", member);
	for (size_t i = 0; i < member->n_departement_codes; i++)
		interest_put(application->txn, member->departement_codes[i], member);
	record_put_text(application->txn, application->arena, TABLE_MEMBERS, member->id, &member->base);
}

void member_delete(struct application *application, const char *id)
{
	interests_delete(application, id);
	txn_delete(application->txn, TABLE_MEMBERS, bytes_text(id));
}

void member_rows_delete(struct txn *txn, unsigned table, const char *id)
{
	struct key prefix = key_of_member(id), key = {0};
	struct bytes found, value;
	bool more = true;

	while (more) {
		struct scan scan;

		scan_open(&scan, txn, table, key_bytes(&prefix));
		more = scan_next_within(&scan, key_bytes(&prefix), &found, &value);
		if (more) {
			key_clear(&key);
			key_raw(&key, found);
		}
		scan_close(&scan);
		if (more)
			txn_delete(txn, table, key_bytes(&key));
	}
}

/* Adds those of one département, or with an empty prefix those of all. */
static void add_interested(struct txn *txn, struct arena *arena, struct bytes prefix, Club__Topic topic,
			   struct recipients *recipients)
{
	struct bytes key, value;
	struct scan scan;

	scan_open(&scan, txn, TABLE_INTERESTS, prefix);
	while (scan_next_within(&scan, prefix, &key, &value)) {
		struct reader reader = reader_of(key);

		key_read_text(&reader);
		if (*value.data & topic_bit(topic))
			recipients->ids[recipients->count++] = arena_strndup(
				arena, (const char *)reader.at, (size_t)(reader.end - reader.at));
	}
	scan_close(&scan);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Who is interested in two of the départements is told once. */
static void sort_once(struct recipients *recipients)
{
	size_t kept = 0;

	qsort(recipients->ids, recipients->count, sizeof *recipients->ids, compare);
	for (size_t i = 0; i < recipients->count; i++)
		if (kept == 0 || strcmp(recipients->ids[kept - 1], recipients->ids[i]) != 0)
			recipients->ids[kept++] = recipients->ids[i];
	recipients->count = kept;
}

struct recipients members_interested(struct txn *txn, struct arena *arena, Club__Topic topic,
				     char *const *departements, size_t departement_count)
{
	size_t rows = txn_count(txn, TABLE_INTERESTS);
	struct recipients recipients = {.ids = arena_array(arena, rows + 1, sizeof *recipients.ids)};
	struct key key = key_of_interest("", "");

	if (!recipients.ids)
		return recipients;
	if (departement_count == 0) {
		add_interested(txn, arena, (struct bytes){0}, topic, &recipients);
	} else {
		add_interested(txn, arena, key_bytes(&key), topic, &recipients);
		for (size_t i = 0; i < departement_count; i++) {
			key = key_of_interest(departements[i], "");
			add_interested(txn, arena, key_bytes(&key), topic, &recipients);
		}
	}
	sort_once(&recipients);
	return recipients;
}
