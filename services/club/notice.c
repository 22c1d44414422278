#include "club/notice.h"

#include <string.h>

#include "club/member.h"
#include "service/record.h"

static struct key key_of_number(const char *member, uint64_t number)
{
	struct key key = key_of_member(member);

	key_u64(&key, number);
	return key;
}

static struct key key_of_received(const char *member, const char *notice_id)
{
	struct key key = key_of_member(member);

	key_raw(&key, bytes_text(notice_id));
	return key;
}

void deliveries_open_latest(struct deliveries *deliveries, struct txn *txn, struct arena *arena,
			    unsigned table, const char *member, uint64_t before)
{
	struct key from = key_of_number(member, before ? before - 1 : 0);

	*deliveries = (struct deliveries){.arena = arena, .prefix = key_of_member(member)};
	scan_open_backwards(&deliveries->scan, txn, table, key_bytes(&from));
}

void deliveries_open_after(struct deliveries *deliveries, struct txn *txn, struct arena *arena,
			   unsigned table, const char *member, uint64_t after)
{
	struct key from = key_of_number(member, after + 1);

	*deliveries = (struct deliveries){.arena = arena, .prefix = key_of_member(member)};
	scan_open(&deliveries->scan, txn, table, key_bytes(&from));
}

bool deliveries_next(struct deliveries *deliveries, struct delivery *ret)
{
	struct bytes key, value;

	if (!scan_next_within(&deliveries->scan, key_bytes(&deliveries->prefix), &key, &value))
		return false;
	*ret = (struct delivery){
		.number = get_be64(key.data + deliveries->prefix.len),
		.restricted = value.data[0],
		.notice_id = arena_strndup(deliveries->arena, (const char *)value.data + 1, value.len - 1),
	};
	return true;
}

void deliveries_close(struct deliveries *deliveries)
{
	scan_close(&deliveries->scan);
}

Club__NoticePosted *notice_load(struct txn *txn, struct arena *arena, const char *id)
{
	return record_get_text(txn, arena, TABLE_NOTICES, id, &club__notice_posted__descriptor);
}

bool notice_covered(const Club__NoticePosted *posted, const Bus__Actor *actor)
{
	const Club__Notice *notice = posted->notice;
	const struct audience audience = {
		.departements = (const char *const *)notice->departement_codes,
		.departement_count = notice->n_departement_codes,
		.collectivites = (const char *const *)posted->collectivite_codes,
		.collectivite_count = posted->n_collectivite_codes,
		.partners = (const char *const *)posted->partner_ids,
		.partner_count = posted->n_partner_ids,
	};

	return !notice->restricted || actor_is_nationwide(actor) || actor_covers_audience(actor, &audience);
}

bool delivery_covered(struct txn *txn, struct arena *arena, const struct delivery *delivery,
		      const Bus__Actor *actor)
{
	struct arena_mark mark = arena_mark(arena);
	const Club__NoticePosted *posted;
	bool covered;

	if (!delivery->restricted || actor_is_nationwide(actor))
		return true;
	posted = notice_load(txn, arena, delivery->notice_id);
	covered = posted && notice_covered(posted, actor);
	arena_rewind(arena, mark);
	return covered;
}

/* An event that tells more members than one entry holds comes in several, which say the same. */
void notice_put(struct application *application, const Club__NoticePosted *posted)
{
	Club__NoticePosted kept = *posted;

	kept.n_member_ids = 0;
	record_put_text(application->txn, application->arena, TABLE_NOTICES, posted->notice->id, &kept.base);
}

void notice_deliver(struct application *application, const Club__NoticePosted *posted, const char *member)
{
	const Club__Notice *notice = posted->notice;
	struct key number = key_of_number(member, application->header->sequence);
	struct key received = key_of_received(member, notice->id);
	size_t id_len = strlen(notice->id);
	uint8_t delivery[1 + ID_TEXT_SIZE], be[8];
	struct bytes value = bytes_of(delivery, 1 + id_len);

	delivery[0] = notice->restricted;
	memcpy(delivery + 1, notice->id, id_len);
	put_be64(be, application->header->sequence);
	txn_put(application->txn, TABLE_INBOX, key_bytes(&number), value);
	txn_put(application->txn, TABLE_UNREAD, key_bytes(&number), value);
	txn_put(application->txn, TABLE_RECEIVED, key_bytes(&received), bytes_of(be, sizeof be));
}

uint64_t notice_number(struct txn *txn, const char *member, const char *notice_id)
{
	struct key key = key_of_received(member, notice_id);
	struct bytes value = txn_get(txn, TABLE_RECEIVED, key_bytes(&key));

	return value.data ? get_be64(value.data) : 0;
}

bool notice_is_unread(struct txn *txn, const char *member, uint64_t number)
{
	struct key key = key_of_number(member, number);

	return txn_get(txn, TABLE_UNREAD, key_bytes(&key)).data != NULL;
}

void notice_read(struct txn *txn, const char *member, uint64_t number)
{
	struct key key = key_of_number(member, number);

	txn_delete(txn, TABLE_UNREAD, key_bytes(&key));
}

uint32_t notices_unread(struct txn *txn, struct arena *arena, const char *member, const Bus__Actor *actor)
{
	struct deliveries deliveries;
	struct delivery delivery;
	uint32_t count = 0;

	deliveries_open_after(&deliveries, txn, arena, TABLE_UNREAD, member, 0);
	for (;;) {
		struct arena_mark mark = arena_mark(arena);

		if (!deliveries_next(&deliveries, &delivery))
			break;
		count += delivery_covered(txn, arena, &delivery, actor);
		arena_rewind(arena, mark);
	}
	deliveries_close(&deliveries);
	return count;
}
