#include "club/digest.h"

#include "base/legal_time.h"
#include "club/member.h"
#include "club/notice.h"
#include "club/phrase.h"
#include "club/wording.h"
#include "pvd/bus/v1/effect.pb-c.h"
#include "service/check.h"
#include "service/record.h"

#define DEADLINE_DIGEST "digest"

enum { DIGEST_HOUR = 7, MONDAY = 1, DIGEST_NOTICES_MAX = 200 };

static struct civil_date day_after(struct civil_date day)
{
	return civil_date_from_days(civil_date_days(day) + 1);
}

bool digest_next(Club__DigestPeriod period, struct instant after, struct instant *ret)
{
	struct civil_date day = legal_date(LEGAL_ZONE_PARIS, after);

	if (period != DIGEST_DAILY && period != DIGEST_WEEKLY)
		return false;
	while (legal_instant(LEGAL_ZONE_PARIS, day, DIGEST_HOUR).us <= after.us ||
	       (period == DIGEST_WEEKLY && civil_date_weekday(day) != MONDAY))
		day = day_after(day);
	*ret = legal_instant(LEGAL_ZONE_PARIS, day, DIGEST_HOUR);
	return true;
}

/* ---- In the state */

static struct key key_of_digest(const char *member, const char *id)
{
	struct key key = key_of_member(member);

	key_raw(&key, bytes_text(id));
	return key;
}

/* The number of the last notice that a digest was made after; 0: none was. */
static uint64_t digested(struct txn *txn, const char *member)
{
	struct bytes value = txn_get(txn, TABLE_DIGESTED, bytes_text(member));

	return value.data ? get_be64(value.data) : 0;
}

static bool something_waits(struct application *application, const char *member)
{
	struct deliveries deliveries;
	struct delivery delivery;
	bool waits;

	deliveries_open_after(&deliveries, application->txn, application->arena, TABLE_UNREAD, member,
			      digested(application->txn, member));
	waits = deliveries_next(&deliveries, &delivery);
	deliveries_close(&deliveries);
	return waits;
}

void digest_schedule(struct application *application, const Club__Member *member)
{
	struct instant due;

	if (deadline_get(application->txn, member->id, DEADLINE_DIGEST, &due) ||
	    !digest_next(member->digest, application->at, &due) || !something_waits(application, member->id))
		return;
	deadline_set(application->txn, member->id, DEADLINE_DIGEST, due);
}

void digest_unschedule(struct application *application, const char *member)
{
	deadline_clear(application->txn, member, DEADLINE_DIGEST);
}

Club__Digest *digest_load(struct txn *txn, struct arena *arena, const char *member, const char *id)
{
	struct key key = key_of_digest(member, id);

	return record_get(txn, arena, TABLE_DIGESTS, key_bytes(&key), &club__digest__descriptor);
}

void digest_put(struct application *application, const char *member, const Club__Digest *digest)
{
	struct key key = key_of_digest(member, digest->id);

	record_put(application->txn, application->arena, TABLE_DIGESTS, key_bytes(&key), &digest->base);
	txn_put(application->txn, TABLE_DIGEST_MEMBERS, bytes_text(digest->id), bytes_text(member));
}

char *digest_member(struct txn *txn, struct arena *arena, const char *id)
{
	struct key key = key_of_text(id);
	struct bytes member = txn_get(txn, TABLE_DIGEST_MEMBERS, key_bytes(&key));

	return member.data ? arena_strndup(arena, (const char *)member.data, member.len) : NULL;
}

void digests_delete(struct application *application, const char *member)
{
	struct key prefix = key_of_member(member);
	struct bytes key, value;
	struct scan scan;

	scan_open(&scan, application->txn, TABLE_DIGESTS, key_bytes(&prefix));
	while (scan_next_within(&scan, key_bytes(&prefix), &key, &value)) {
		struct bytes id = bytes_of(key.data + prefix.len, key.len - prefix.len);

		/* A key in the map does not outlive a write. */
		txn_delete(application->txn, TABLE_DIGEST_MEMBERS, arena_copy(application->arena, id));
	}
	scan_close(&scan);
	member_rows_delete(application->txn, TABLE_DIGESTS, member);
	txn_delete(application->txn, TABLE_DIGESTED, bytes_text(member));
}

void digests_open_latest(struct digests *digests, struct txn *txn, struct arena *arena, const char *member,
			 struct bytes after)
{
	struct key from = key_of_member(member);

	*digests = (struct digests){.arena = arena, .prefix = from, .after = after};
	key_raw(&from, after.len ? after : bytes_of("\xff", 1));
	scan_open_backwards(&digests->scan, txn, TABLE_DIGESTS, key_bytes(&from));
}

Club__Digest *digests_next(struct digests *digests)
{
	struct bytes prefix = key_bytes(&digests->prefix), key, value;

	while (scan_next_within(&digests->scan, prefix, &key, &value)) {
		struct bytes id = bytes_of(key.data + prefix.len, key.len - prefix.len);

		if (!bytes_equal(id, digests->after))
			return arena_unpack(digests->arena, &club__digest__descriptor, value);
	}
	return NULL;
}

void digests_close(struct digests *digests)
{
	scan_close(&digests->scan);
}

void digest_mark(struct application *application, const char *member)
{
	struct deliveries deliveries;
	struct delivery last = {0};
	uint8_t number[8];

	deliveries_open_latest(&deliveries, application->txn, application->arena, TABLE_INBOX, member,
			       UINT64_MAX);
	deliveries_next(&deliveries, &last);
	deliveries_close(&deliveries);
	put_be64(number, last.number);
	txn_put(application->txn, TABLE_DIGESTED, bytes_text(member), bytes_of(number, sizeof number));
}

/* ---- Composing */

/* What a digest is made of: notices by topic, and how many are not written out. */
struct composition {
	struct txn *txn;
	struct arena *arena;
	const Bus__Actor *reader;
	Club__Notice *notices[DIGEST_NOTICES_MAX]; /* in the order they were told */
	size_t count;
	size_t restricted;
	size_t more; /* than it has room for */
	char **ids;
	size_t id_count;
};

static void take(struct composition *composition, const struct delivery *delivery)
{
	Club__NoticePosted *posted;

	if (!delivery_covered(composition->txn, composition->arena, delivery, composition->reader))
		return;
	if (composition->id_count == DIGEST_NOTICES_MAX) {
		composition->more++;
		return;
	}
	composition->ids[composition->id_count++] = arena_strdup(composition->arena, delivery->notice_id);
	if (delivery->restricted) {
		composition->restricted++;
		return;
	}
	posted = notice_load(composition->txn, composition->arena, delivery->notice_id);
	if (posted)
		composition->notices[composition->count++] = posted->notice;
}

static void put_topic(const struct composition *composition, Club__Topic topic, struct buf *out)
{
	bool begun = false;

	for (size_t i = 0; i < composition->count; i++) {
		const Club__Notice *notice = composition->notices[i];

		if (notice->topic != topic)
			continue;
		if (!begun)
			buf_printf(out, "\n%s\n", topic_title(topic));
		begun = true;
		buf_printf(out, "\n- %s\n  %s\n", notice->title, notice->text);
	}
}

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static char *composition_text(const struct composition *composition, const char *title)
{
	struct buf out = {0};
	char *text;

	buf_printf(&out, "Club Petites villes de demain\n%s\n", title);
	for (Club__Topic topic = CLUB__TOPIC__TOPIC_CANDIDACY; topic <= CLUB__TOPIC__TOPIC_FUNDING; topic++)
		put_topic(composition, topic, &out);
	/* A file lies where others may read it: what is not public is not in it. */
	if (composition->restricted)
		buf_printf(&out,
			   "\n%zu notification%s réservée%s à votre ressort : connectez-vous pour %s lire.\n",
			   composition->restricted, plural(composition->restricted),
			   plural(composition->restricted), composition->restricted == 1 ? "la" : "les");
	if (composition->more)
		buf_printf(&out, "\n%zu autre%s notification%s à lire dans le Club.\n", composition->more,
			   plural(composition->more), plural(composition->more));
	text = arena_strndup(composition->arena, (const char *)out.data, out.len);
	buf_free(&out);
	return text;
}

bool digest_compose(struct txn *txn, struct arena *arena, const char *member, const Bus__Actor *reader,
		    struct instant now, Club__Digest *ret)
{
	struct composition composition = {
		.txn = txn,
		.arena = arena,
		.reader = reader,
		.ids = arena_array(arena, DIGEST_NOTICES_MAX, sizeof *composition.ids),
	};
	struct deliveries deliveries;
	struct delivery delivery;
	size_t count;

	if (!composition.ids)
		return false;
	deliveries_open_after(&deliveries, txn, arena, TABLE_UNREAD, member, digested(txn, member));
	while (deliveries_next(&deliveries, &delivery))
		take(&composition, &delivery);
	deliveries_close(&deliveries);
	if (composition.id_count == 0)
		return false;
	count = composition.id_count + composition.more;
	club__digest__init(ret);
	ret->title = arena_printf(arena, "Votre lettre du %s : %zu notification%s",
				  phrase_day(arena, legal_date(LEGAL_ZONE_PARIS, now)), count, plural(count));
	ret->text = composition_text(&composition, ret->title);
	ret->notice_ids = composition.ids;
	ret->n_notice_ids = composition.id_count;
	ret->composed_at = timestamp_new(arena, now);
	return true;
}

static void put_into_outbox(struct decision *decision, const char *member, const Club__Digest *digest)
{
	Bus__OutboxFile file = BUS__OUTBOX_FILE__INIT;
	struct bytes content = bytes_text(digest->text);

	file.name = arena_printf(decision->arena, "digests/%s/%s.txt", member, digest->id);
	file.content.data = (uint8_t *)content.data;
	file.content.len = content.len;
	emit_effect(decision, "file", digest->id, arena_pack(decision->arena, &file.base));
}

void digest_due(struct decision *decision, const struct deadline *deadline)
{
	const Club__Member *member = member_load(decision->txn, decision->arena, deadline->subject);
	Club__DigestComposed event = CLUB__DIGEST_COMPOSED__INIT;
	Club__Digest digest;
	Bus__Actor reader;

	if (!member)
		return;
	reader = member_reader(member);
	if (!digest_compose(decision->txn, decision->arena, member->id, &reader, decision->now, &digest))
		return;
	/* A notice is in one digest at most: this names it even where a clock set back brings the hour twice. */
	digest.id = decision_id(decision, digest.notice_ids[0], 0);
	event.member_id = member->id;
	event.digest = &digest;
	emit(decision, &event.base, &AUDIENCE_INSTANCE);
	put_into_outbox(decision, member->id, &digest);
}
