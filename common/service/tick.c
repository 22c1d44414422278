/* Time: deadlines that have passed, and a clock that cannot be believed. */
#include "service/core.h"

#include "base/log.h"
#include "base/require.h"

enum { TURN_DEADLINES_MAX = 100 };
#define BEHIND_MAX_US (INSTANT_JUMP_MAX_S * 1000000LL)

void tick_watch_clock(struct engine *engine)
{
	int64_t drift = engine->now.us - engine->mono.us - engine->clock_offset;
	const char *alarm = NULL;

	if (instant_jumped(engine->now, engine->mono, engine->clock_offset))
		alarm = "L'horloge a sauté de plus d'une heure : les échéances sont suspendues. Réglez "
			"l'heure, ou "
			"redémarrez le service si elle est juste.";
	else if (engine->now.us < engine->journal.last_instant.us - BEHIND_MAX_US)
		alarm = "L'horloge est en retard sur le journal : les échéances sont suspendues. Réglez "
			"l'heure.";
	if (alarm && alarm != engine->clock_alarm)
		log_error("clock_suspended", log_i64("drift_us", drift));
	if (!alarm && engine->clock_alarm)
		log_info("clock_resumed");
	engine->clock_alarm = alarm;
	/* What is decided and journaled meanwhile bears the time counted on: once the clock is right again, nothing lies
	 * in the future, and no key, session or right has expired by it. */
	engine->now = instant_unless_jumped(engine->now, engine->mono, engine->clock_offset);
}

bool tick_due(struct engine *engine)
{
	struct deadline deadline;

#ifdef PLANT_TICK_BY_WALL_CLOCK
	engine->now = instant_now();
#endif
	return !replica_is(engine) && !engine->clock_alarm &&
	       deadline_first_due(&engine->snapshot, engine->now, &deadline);
}

static struct id deadline_id(const struct deadline *deadline)
{
	struct hash hash =
		hash_of(bytes_text(deadline->subject), bytes_of("", 1), bytes_text(deadline->kind));
	struct id id;

	put_be64(id.bytes, (uint64_t)(deadline->due.us / 1000) << 16);
	memcpy(id.bytes + 6, hash.bytes, ID_SIZE - 6);
	return id;
}

static void pass(struct engine *engine, struct txn *txn, const struct deadline *deadline)
{
	Bus__DeadlinePassed passed = BUS__DEADLINE_PASSED__INIT;
	struct refusal refusal = {0};
	struct outcome outcome = {0};
	struct cause cause = {.kind = CAUSE_DUE,
			      .key = deadline_id(deadline),
			      .actor = engine_self(engine),
			      .due = deadline->due};
	struct decision decision = {.txn = txn,
				    .arena = engine->scratch,
				    .now = engine->now,
				    .actor = cause.actor,
				    .key = cause.key,
				    .refusal = &refusal,
				    .outcome = &outcome};

	passed.subject = (char *)deadline->subject;
	passed.kind = (char *)deadline->kind;
	emit(&decision, &passed.base, &AUDIENCE_INSTANCE); /* a subject may be a person */
	if (engine->service->due)
		engine->service->due(&decision, deadline);
	require(!refused(&refusal)); /* nobody is there to be refused */
	outcome_commit(engine, txn, &outcome, &cause, 0);
	engine->counters.ticks++;
}

void tick_run(struct engine *engine, struct txn *txn)
{
	struct arena_mark mark = arena_mark(engine->scratch);
	struct deadline deadline;

	for (unsigned i = 0; i < TURN_DEADLINES_MAX && deadline_first_due(txn, engine->now, &deadline); i++) {
		pass(engine, txn, &deadline);
		arena_forget(engine->scratch, mark);
	}
}
