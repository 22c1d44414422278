/* A replica: the journal of a service that another instance owns, entry for entry and byte for byte, and the
 * state that follows from it. It has no cursor but the journal's head, and says nothing of its own: what its
 * events led to, and what fell due, comes from upstream as well.
 *
 * A halt is not stored: started again, the service asks again from its head, and can take in nothing but what
 * continues it. */
#include "service/core.h"

#include <stdio.h>

#include "base/log.h"
#include "base/require.h"
#include "service/check.h"

bool replica_is(const struct engine *engine)
{
	return *engine->replica.owner;
}

void replica_init(struct engine *engine, const char *owner)
{
	struct replica *replica = &engine->replica;
	const struct journal *journal = &engine->journal;
	struct following *upstream = &engine->follows[engine->follow_count++];

	snprintf(replica->owner, sizeof replica->owner, "%s", owner);
	snprintf(replica->label, sizeof replica->label, "%s@%s", engine->service->name, owner);
	replica->since = engine->started_at;
	*upstream = (struct following){
		.source = replica->label,
		.upstream = true,
		.cursor = {.epoch = journal->epoch, .sequence = journal->sequence, .hash = journal->hash},
	};
}

enum halt replica_take(struct engine *engine, struct txn *txn, const Bus__EntryHeader *header,
		       const struct entry *entry, const struct hash *hash, struct bytes stored)
{
	if (entry->salt.len == 0)
		return HALT_WITHHELD;
	if (!bytes_equal(bytes_text(header->instance), bytes_text(engine->replica.owner)))
		return HALT_OTHER_OWNER;
	if (header->epoch < engine->journal.epoch && engine->journal.sequence > 0)
		return HALT_CHAIN;
	if (!fold_try(&engine->fold, txn, engine->scratch, header, entry->payload))
		return HALT_UNKNOWN_TYPE;
	journal_append_verbatim(&engine->journal, txn, header, hash, stored);
	engine->counters.events++;
	return HALT_NONE;
}

/* An act on the engine's own books, which every service has, writes no journal. */
bool replica_allows(const struct engine *engine, const struct method *method, struct refusal *refusal)
{
	if (!replica_is(engine) || (!method->service && !method->test_only))
		return true;
	return refuse(refusal, FAULT_FAILED_PRECONDITION, "NOT_OWNER", NULL,
		      "Cette instance suit « %s » : pour « %s » elle lit et n'écrit pas. Adressez cette "
		      "demande à l'instance « %s ».",
		      engine->replica.owner, engine->service->name, engine->replica.owner);
}

bool replica_reaches(const struct engine *engine, uint64_t sequence, struct refusal *refusal)
{
	if (!replica_is(engine) || sequence <= engine->journal.sequence)
		return true;
	return refuse(refusal, FAULT_UNAVAILABLE, "REPLICA_BEHIND", "after",
		      "« %s » suit « %s » et n'a pas encore repris son journal jusqu'à l'entrée %llu ; "
		      "réessayez.",
		      engine->service->name, engine->replica.owner, (unsigned long long)sequence);
}

void engine_upstream(struct engine *engine, enum upstream_link link, struct instant now)
{
	struct replica *replica = &engine->replica;
	bool was_up = replica->link == UPSTREAM_UP;

	/* Since when it is not reached: a key refused after a silence does not begin anew. */
	if (was_up != (link == UPSTREAM_UP))
		replica->since = now;
	replica->link = link;
}

void replica_tell(const struct engine *engine, struct arena *arena, Bus__FollowStatus *status)
{
	const struct replica *replica = &engine->replica;

	status->key_refused = replica->link == UPSTREAM_REFUSED;
	if (replica->link == UPSTREAM_UP)
		return;
	status->unreachable_since = timestamp_new(arena, replica->since);
}
