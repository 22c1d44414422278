#include "club.h"

#include <stdlib.h>
#include <uthash.h>

#include "base/require.h"
#include "bus/envelope.h"
#include "bus/method.h"
#include "club/state.h"
#include "pvd/club/v1/member.pb-c.h"
#include "pvd/club/v1/notice.pb-c.h"
#include "world.h"

/* A member as its events left it. */
struct member_known {
	char id[PRINCIPAL_ID_MAX + 1];
	Club__Member *wants; /* NULL: it has left */
	uint64_t told_by;    /* the last entry that told it of something */
	UT_hash_handle hh;
};

static struct member_known *members;
static uint64_t read_up_to; /* of the Club's journal */

static struct member_known *member_of(const char *id)
{
	struct member_known *member;

	HASH_FIND_STR(members, id, member);
	if (member)
		return member;
	member = xcalloc(1, sizeof *member);
	snprintf(member->id, sizeof member->id, "%s", id);
	HASH_ADD_STR(members, id, member);
	return member;
}

static bool listed(char *const *list, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], text) == 0)
			return true;
	return false;
}

static bool wants(const Club__Member *member, const Club__Notice *notice)
{
	bool topic = member->n_topics == 0,
	     place = member->n_departement_codes == 0 || notice->n_departement_codes == 0;

	for (size_t i = 0; i < member->n_topics && !topic; i++)
		topic = member->topics[i] == notice->topic;
	for (size_t i = 0; i < notice->n_departement_codes && !place; i++)
		place = listed(member->departement_codes, member->n_departement_codes,
			       notice->departement_codes[i]);
	return topic && place;
}

static bool may_know(const Club__Member *member, const Club__NoticePosted *posted)
{
	const Bus__Scope *scope = member->scope;
	bool reached = !posted->notice->restricted || scope->nationwide;

	for (size_t i = 0; i < posted->notice->n_departement_codes && !reached; i++)
		reached = listed(scope->departements, scope->n_departements,
				 posted->notice->departement_codes[i]);
	for (size_t i = 0; i < posted->n_collectivite_codes && !reached; i++)
		reached = listed(scope->collectivites, scope->n_collectivites, posted->collectivite_codes[i]);
	for (size_t i = 0; i < posted->n_partner_ids && !reached; i++)
		reached = strcmp(scope->partner, posted->partner_ids[i]) == 0;
	return reached;
}

/* There are fewer members than an entry holds: it tells all who want and may know of it, each once. */
static void take_posted(const Club__NoticePosted *posted, uint64_t sequence)
{
	const Club__Notice *notice = posted->notice;

	for (size_t i = 0; i < posted->n_member_ids; i++) {
		struct member_known *member = member_of(posted->member_ids[i]);

		holds(member->told_by != sequence, "nobody is told of an event twice", "%s: « %s »",
		      member->id, notice->title);
		member->told_by = sequence;
	}
	for (const struct member_known *member = members; member; member = member->hh.next)
		holds((member->told_by == sequence) == (member->wants && wants(member->wants, notice) &&
							may_know(member->wants, posted)),
		      "who wants and may know is told", "%s %s told of « %s »", member->id,
		      member->told_by == sequence ? "was" : "was not", notice->title);
}

static void take_member(const Club__Member *member)
{
	struct buf packed = {0};

	buf_reserve(&packed, club__member__get_packed_size(member));
	packed.len = club__member__pack(member, packed.data);
	member_of(member->id)->wants = club__member__unpack(NULL, packed.len, packed.data);
	buf_free(&packed);
}

static void take(struct bytes stored, uint64_t sequence)
{
	Bus__EntryHeader *header;
	struct entry entry;
	ProtobufCMessage *event;
	const struct event_type *type;

	require(entry_parse(stored, &entry));
	header = bus__entry_header__unpack(NULL, entry.header.len, entry.header.data);
	require(header);
	type = event_type_find(header->type);
	event = protobuf_c_message_unpack(type->descriptor, NULL, entry.payload.len, entry.payload.data);
	require(event);
	if (type->descriptor == &club__member_joined__descriptor)
		take_member(((const Club__MemberJoined *)event)->member);
	else if (type->descriptor == &club__preferences_changed__descriptor)
		take_member(((const Club__PreferencesChanged *)event)->member);
	else if (type->descriptor == &club__member_left__descriptor)
		member_of(((const Club__MemberLeft *)event)->member_id)->wants = NULL;
	else if (type->descriptor == &club__notice_posted__descriptor)
		take_posted((const Club__NoticePosted *)event, sequence);
	protobuf_c_message_free_unpacked(event, NULL);
	bus__entry_header__free_unpacked(header, NULL);
}

/* A row of an inbox for each notice received, and nothing unread besides. */
static void check_inboxes(struct txn *txn)
{
	struct bytes key, value;
	struct scan scan;

	holds(txn_count(txn, TABLE_INBOX) == txn_count(txn, TABLE_RECEIVED),
	      "nobody is told of an event twice", "%llu notices in inboxes, %llu received",
	      (unsigned long long)txn_count(txn, TABLE_INBOX),
	      (unsigned long long)txn_count(txn, TABLE_RECEIVED));
	scan_open(&scan, txn, TABLE_UNREAD, (struct bytes){0});
	while (scan_next(&scan, &key, &value))
		holds(bytes_equal(txn_get(txn, TABLE_INBOX, key), value), "what is unread was received",
		      "a notice of %s", (const char *)key.data);
	scan_close(&scan);
}

void check_notices(struct node *node)
{
	struct bytes stored;
	struct txn txn;

	txn_begin_read(&txn, &node->engine->env);
	while ((stored = journal_read(&txn, read_up_to + 1)).data)
		take(stored, ++read_up_to);
	check_inboxes(&txn);
	txn_end(&txn);
}
