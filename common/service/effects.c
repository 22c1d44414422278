/* What is told to the world: rows that decisions want, given to the shell after their commit, a few at a time,
 * and removed in the transaction that journals that they were carried out. A process that dies between the two
 * carries them out again, under the same id. */
#include "service/core.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/require.h"

enum { FILE_NAME_MAX = 200, RETRY_FIRST_MS = 1000, RETRY_LAST_MS = 3600 * 1000, LOOK_EVERY_MS = 1000 };

bool effect_file_name_valid(const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

	if (strlen(name) > FILE_NAME_MAX)
		return false;
	for (;; name++) {
		size_t len = strspn(name, allowed);

		if (len == 0 || (len <= 2 && strspn(name, ".") == len))
			return false;
		name += len;
		if (*name != '/')
			return *name == '\0';
	}
}

/* ---- Wanted */

void effects_want(struct engine *engine, struct txn *txn, const struct wanted *wanted,
		  const struct cause *cause)
{
	char purpose[64];
	struct effect effect = {
		.kind = wanted->kind,
		.subject = wanted->subject,
		.next = engine->now,
		.error = "",
		.payload = wanted->payload,
	};

	/* One cause may be decided on several times, by several reactions: the key alone would not do. */
	snprintf(purpose, sizeof purpose, "effect %llu", (unsigned long long)engine->journal.sequence);
	effect.id = id_derive(&cause->key, purpose, (unsigned)engine->effects.wanted++);
	effect_put(txn, &effect);
	engine->effects.look.us = 0;
	engine->changed = true;
}

/* ---- Given to the shell */

static struct performing *find(struct effects *effects, const struct id *id)
{
	for (unsigned i = 0; i < effects->under_way_count; i++)
		if (id_equal(&effects->under_way[i].id, id))
			return &effects->under_way[i];
	return NULL;
}

/* 1 s, 2 s, 4 s ... 1 h */
static int64_t retry_after_ms(uint32_t attempts)
{
	int64_t ms = RETRY_FIRST_MS;

	while (attempts-- > 1 && ms < RETRY_LAST_MS)
		ms *= 2;
	return ms < RETRY_LAST_MS ? ms : RETRY_LAST_MS;
}

/* One that would wait longer than it has to was put off under another clock. */
static bool is_due(const struct engine *engine, const struct effect *effect)
{
	int64_t longest = retry_after_ms(effect->attempts);

	return effect->next.us <= engine->now.us || effect->next.us > instant_add_ms(engine->now, longest).us;
}

void effects_perform(struct engine *engine)
{
	struct effects *effects = &engine->effects;
	struct effect effect = {0};

	if (!engine->ops.perform || engine->mono.us < effects->look.us)
		return;
	effects->look = monotonic_add_ms(engine->mono, LOOK_EVERY_MS);
	while (effects->under_way_count < EFFECTS_UNDER_WAY_MAX &&
	       effect_next(&engine->snapshot, &effect.id, &effect)) {
		if (!is_due(engine, &effect) || find(effects, &effect.id))
			continue;
		if (!engine->ops.perform(engine->ctx, &effect))
			return;
		effects->under_way[effects->under_way_count++] = (struct performing){.id = effect.id};
#ifdef PLANT_EFFECT_TOLD_EARLY
		engine_performed(engine, &effect.id, NULL);
#endif
	}
}

void engine_performed(struct engine *engine, const struct id *id, const char *error)
{
	struct performing *performing = find(&engine->effects, id);

	if (!performing)
		return;
	performing->over = true;
	snprintf(performing->error, sizeof performing->error, "%s", error ? error : "");
}

/* ---- Its outcome */

bool effects_over(const struct engine *engine)
{
	for (unsigned i = 0; i < engine->effects.under_way_count; i++)
		if (engine->effects.under_way[i].over)
			return true;
	return false;
}

static void put_off(struct engine *engine, struct txn *txn, const struct effect *effect, const char *error)
{
	struct arena *arena = engine->scratch;
	struct effect copy = *effect; /* what it points to is about to be overwritten */

	copy.attempts++;
	copy.next = instant_add_ms(engine->now, retry_after_ms(copy.attempts));
	copy.kind = arena_strdup(arena, effect->kind);
	copy.subject = arena_strdup(arena, effect->subject);
	copy.payload = arena_copy(arena, effect->payload);
	copy.error = error;
	require(!arena_exceeded(arena)); /* it was made in one of the same cap */
	log_warning("effect_failed", log_text("kind", copy.kind), log_text("why", error),
		    log_u64("attempts", copy.attempts));
	effect_put(txn, &copy);
}

static void carried_out(struct engine *engine, struct txn *txn, const struct effect *effect)
{
	Bus__EffectCarriedOut event = BUS__EFFECT_CARRIED_OUT__INIT;
	struct refusal refusal = {0};
	struct outcome outcome = {0};
	struct cause cause = {.kind = CAUSE_COMMAND, .key = effect->id, .actor = engine_self(engine)};
	struct decision decision = {.arena = engine->scratch, .refusal = &refusal, .outcome = &outcome};

	event.kind = (char *)effect->kind;
	event.subject = (char *)effect->subject;
	event.attempts = effect->attempts + 1;
	emit(&decision, &event.base, &AUDIENCE_INSTANCE);
	require(!refused(&refusal)); /* nobody is there to be refused */
	effect_remove(txn, &cause.key);
	outcome_commit(engine, txn, &outcome, &cause, 0);
}

static void take(struct engine *engine, struct txn *txn, const struct performing *performing)
{
	struct arena_mark mark = arena_mark(engine->scratch);
	struct effect effect;

	if (!effect_get(txn, &performing->id, &effect))
		return;
	if (*performing->error)
		put_off(engine, txn, &effect, performing->error);
	else
		carried_out(engine, txn, &effect);
	engine->changed = true;
	arena_forget(engine->scratch, mark);
}

void effects_take(struct engine *engine, struct txn *txn)
{
	struct effects *effects = &engine->effects;

	for (unsigned i = 0; i < effects->under_way_count;) {
		struct performing *performing = &effects->under_way[i];

		if (!performing->over) {
			i++;
			continue;
		}
		take(engine, txn, performing);
		*performing = effects->under_way[--effects->under_way_count];
		effects->look.us = 0;
	}
}
