/* Readers of the journal: by position, in order, without gap, as far as their scope reaches. */
#include "service/core.h"

#include "fields.h"

enum { FETCH_ENTRIES_MAX = 1000, FETCH_BYTES_MAX = 512 * 1024, FETCH_WAIT_MAX_MS = 30000 };

static bool in_scope(struct arena *arena, const Bus__Actor *actor, const struct entry *entry)
{
	const Bus__EntryHeader *header = entry_header(arena, entry);
	struct audience audience;

	if (!header)
		return false;
	audience = audience_of_entry(header);
	return actor_covers_audience(actor, &audience) || audience_is_everyone(&audience);
}

static void put_field(struct buf *out, unsigned number, struct bytes value)
{
	uint8_t *at = buf_reserve(out, value.len + 20);
	size_t n = put_varint(at, number << 3 | 2);

	n += put_varint(at + n, value.len);
	memcpy(at + n, value.data, value.len);
	out->len += n + value.len;
}

/* The stored entry as it is, or without what a reader out of its scope may not see. */
static void put_entry(struct engine *engine, const Bus__Actor *actor, bool everything, struct bytes stored,
		      struct buf *out)
{
	struct buf bare = {0};
	struct entry entry;

	if (everything) {
		put_field(out, FIELD_FETCH_RESPONSE_ENTRIES, stored);
		return;
	}
	if (!entry_parse(stored, &entry))
		return;
	if (in_scope(engine->scratch, actor, &entry)) {
		put_field(out, FIELD_FETCH_RESPONSE_ENTRIES, stored);
		return;
	}
	put_field(&bare, FIELD_JOURNAL_ENTRY_HEADER, entry.header);
	put_field(&bare, FIELD_JOURNAL_ENTRY_COMMITMENT, entry.commitment);
	put_field(&bare, FIELD_JOURNAL_ENTRY_HASH, entry.hash);
	put_field(out, FIELD_FETCH_RESPONSE_ENTRIES, buf_bytes(&bare));
	buf_free(&bare);
}

/* Told as the journal's end, the rest of it would be forgotten by who reads. */
static bool is_end(const struct engine *engine, uint64_t sequence, struct refusal *refusal)
{
	if (sequence > engine->journal.sequence)
		return true;
	return refuse(
		refusal, FAULT_INTERNAL, "JOURNAL_DAMAGED", "after",
		"L'entrée %llu de ce journal ne se trouve plus : le disque l'a perdue. Arrêtez l'instance "
		"et rendez une sauvegarde (pvd restore).",
		(unsigned long long)sequence);
}

/* False where one of them should be there and is not. */
static bool put_entries(struct engine *engine, const Bus__Actor *actor, const Bus__FetchRequest *request,
			struct buf *out, struct refusal *refusal)
{
	uint64_t limit =
		request->limit && request->limit < FETCH_ENTRIES_MAX ? request->limit : FETCH_ENTRIES_MAX;
	bool everything = actor_is_nationwide(actor);

#ifdef PLANT_FETCH_UNSCOPED
	everything = true;
#endif

	for (uint64_t i = 1; i <= limit && out->len < FETCH_BYTES_MAX; i++) {
		struct bytes stored = journal_read(&engine->snapshot, request->after + i);

		if (!stored.data)
			return is_end(engine, request->after + i, refusal);
		put_entry(engine, actor, everything, stored, out);
	}
	return true;
}

static void answer(struct engine *engine, const Bus__Actor *actor, const Bus__FetchRequest *request,
		   struct reply *ret)
{
	struct buf out = {0};
	uint8_t *at;

	if (!put_entries(engine, actor, request, &out, &ret->refusal)) {
		buf_free(&out);
		return;
	}
	at = buf_reserve(&out, 20);
	at[0] = FIELD_FETCH_RESPONSE_HEAD_SEQUENCE << 3;
	out.len += 1 + put_varint(at + 1, engine->journal.sequence);
	ret->body = arena_copy(engine->turn, buf_bytes(&out));
	buf_free(&out);
	if (!ret->body.data)
		refuse(&ret->refusal, FAULT_RESOURCE_EXHAUSTED, "TOO_MANY_READERS", NULL,
		       "Trop de lecteurs du journal à la fois ; réessayez.");
	engine->counters.fetches++;
}

bool fetch_run(struct engine *engine, struct call *call, struct reply *ret)
{
	const Bus__FetchRequest *request =
		(const Bus__FetchRequest *)call_request(engine, call, &ret->refusal);
	struct bytes hash;
	uint32_t wait;

	if (!request || !replica_reaches(engine, request->after, &ret->refusal))
		return true;
	hash = bytes_of(request->hash.data, request->hash.len);
	if (!journal_contains(&engine->journal, &engine->snapshot, request->epoch, request->after, hash)) {
		refuse(&ret->refusal, FAULT_FAILED_PRECONDITION, "JOURNAL_DIVERGED", "after",
		       "Ce journal n'a pas, ou n'a plus, l'entrée %llu que le lecteur connaît : le service a "
		       "repris "
		       "d'une sauvegarde, ou le lecteur suivait une autre instance. N'appliquez plus rien et "
		       "prévenez l'exploitant.",
		       (unsigned long long)request->after);
		return true;
	}
	if (request->after >= engine->journal.sequence) {
		wait = request->wait_ms < FETCH_WAIT_MAX_MS ? request->wait_ms : FETCH_WAIT_MAX_MS;
		if (!call->wake.us)
			call->wake = monotonic_add_ms(engine->mono, wait);
		if (engine->mono.us < call->wake.us && engine->mono.us < call->expires.us)
			return false;
	}
	answer(engine, call->actor, request, ret);
	return true;
}
