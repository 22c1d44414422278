/* What a service tells of itself: to the operator, and to Prometheus. */
#include "service/core.h"

#include "engine_binding.h"
#include "service/check.h"

static uint64_t resident_bytes(const struct engine *engine)
{
	return engine->ops.memory ? engine->ops.memory() : 0;
}

static uint64_t effects_waiting(struct query *query)
{
	return txn_count(query->txn, TABLE_EFFECTS);
}

Bus__FollowStatus *follow_status(const struct engine *engine, struct arena *arena,
				 const struct following *following)
{
	Bus__FollowStatus *status = (Bus__FollowStatus *)response_new(arena, &bus__follow_status__descriptor);
	const struct cursor *cursor = &following->cursor;

	status->service = (char *)following->source;
	status->epoch = cursor->epoch;
	status->sequence = cursor->sequence;
	status->head_sequence = following->head;
	status->halted = (char *)halt_text(cursor->halted);
	if (cursor->halted)
		status->halted_at = timestamp_new(arena, cursor->halted_at);
	status->rewinding = cursor->rewinding;
	status->rewound_from = cursor->rewound_from;
	if (following->upstream)
		replica_tell(engine, arena, status);
	return status;
}

static void tell_follows(const struct engine *engine, struct arena *arena, Bus__GetStatusResponse *response)
{
	response->follows = arena_array(arena, engine->follow_count + 1, sizeof(*response->follows));
	for (unsigned i = 0; response->follows && i < engine->follow_count; i++)
		response->follows[response->n_follows++] = follow_status(engine, arena, &engine->follows[i]);
}

/* What the operator does about it. */
static const char *remedy(enum halt halt, bool upstream)
{
	if (halt == HALT_DIVERGED && upstream)
		return "Faites repartir cette instance d'un dossier neuf (pvd up --follow), ou, si l'autre "
		       "est "
		       "réparée : ";
	switch (halt) {
	case HALT_NONE:
		break;
	case HALT_POISONED:
		return "Signalez cette entrée, mettez ce programme à jour s'il a été corrigé, puis : ";
	case HALT_UNKNOWN_TYPE:
		return "Mettez ce programme à jour, puis : ";
	case HALT_UNREADABLE:
	case HALT_GAP:
	case HALT_CHAIN:
		return "Vérifiez ce journal (pvd verify), puis : ";
	case HALT_WITHHELD:
		return "Il lui faut le rôle AUDITOR partout dans l'instance suivie ; puis : ";
	case HALT_OTHER_OWNER:
		return "Vérifiez upstream.json, puis : ";
	case HALT_DIVERGED:
		return "Pour revenir à la dernière entrée commune : ";
	}
	return "";
}

static char *halt_alarm(struct arena *arena, const char *service, const struct following *following)
{
	enum halt halt = following->cursor.halted;
	bool rewinds = halt != HALT_POISONED && halt != HALT_UNKNOWN_TYPE && !following->upstream;
	struct instant at = {following->cursor.halted_at.us - following->cursor.halted_at.us % 1000000};
	char since[INSTANT_TEXT_SIZE];

	instant_text(at, since);
	return arena_printf(arena,
			    "Le journal de « %s » n'est plus suivi après l'entrée %llu, depuis %s : %s. "
			    "%spvd resume %s %s%s",
			    following->source, (unsigned long long)following->cursor.sequence, since,
			    halt_text(halt), remedy(halt, following->upstream), service, following->source,
			    rewinds ? " --rewind" : "");
}

/* The first effect that fails again and again, and how many others do; NULL if none does. */
static char *effects_alarm(struct query *query)
{
	struct effect effect = {0}, first = {0};
	unsigned failing = 0;

	while (effect_next(query->txn, &effect.id, &effect))
		if (effect.attempts >= EFFECT_ALARM_ATTEMPTS && failing++ == 0)
			first = effect;
	if (!failing)
		return NULL;
	return arena_printf(
		query->arena,
		"L'envoi « %s » (%s) a échoué %u fois : %s.%s Levez la cause : il est retenté de "
		"lui-même, toutes les heures au plus tard.",
		first.subject, first.kind, first.attempts, first.error,
		failing > 1 ? arena_printf(query->arena, " %u autres échouent aussi.", failing - 1) : "");
}

static void tell_alarms(struct query *query, Bus__GetStatusResponse *response)
{
	const struct engine *engine = query->engine;
	struct arena *arena = query->arena;
	char *effects = effects_alarm(query);

	response->alarms = arena_array(arena, engine->follow_count + 3, sizeof(*response->alarms));
	if (!response->alarms)
		return;
	if (effects)
		response->alarms[response->n_alarms++] = effects;
	if (engine->clock_alarm)
		response->alarms[response->n_alarms++] = (char *)engine->clock_alarm;
	if (engine->no_room)
		response->alarms[response->n_alarms++] =
			"Le disque est presque plein : les commandes sont refusées, et rien n'est plus suivi "
			"ni tenté. Libérez de la place : tout reprend de lui-même.";
	for (unsigned i = 0; i < engine->follow_count; i++)
		if (engine->follows[i].cursor.halted)
			response->alarms[response->n_alarms++] =
				halt_alarm(arena, engine->service->name, &engine->follows[i]);
}

bool engine_query_get_status(struct query *query, const Bus__GetStatusRequest *request,
			     Bus__GetStatusResponse *response)
{
	const struct engine *engine = query->engine;
	struct arena *arena = query->arena;
	struct bytes hash = arena_copy(arena, hash_bytes(&engine->journal.hash));

	(void)request;
	response->service = (char *)engine->service->name;
	response->version = (char *)engine->version;
	response->instance = (char *)engine->instance;
	response->owner_instance = (char *)engine->replica.owner;
	response->started_at = timestamp_new(arena, engine->started_at);
	response->position = (Bus__Position *)response_new(arena, &bus__position__descriptor);
	response->position->epoch = engine->journal.head_epoch;
	response->position->sequence = engine->journal.sequence;
	response->position->hash.data = (uint8_t *)hash.data;
	response->position->hash.len = engine->journal.sequence ? hash.len : 0;
	response->resident_bytes = resident_bytes(engine);
	response->store_bytes = env_bytes(&engine->env);
	response->commands = engine->counters.commands;
	response->queries = engine->counters.queries;
	response->refusals = engine->counters.refusals;
	response->commits = engine->counters.commits;
	response->effects_waiting = effects_waiting(query);
	tell_follows(engine, arena, response);
	tell_alarms(query, response);
	return true;
}

struct metric {
	const char *name, *type, *help;
	double value;
};

static double seconds_of(uint64_t us)
{
	return (double)us / 1e6;
}

bool engine_query_get_metrics(struct query *query, const Bus__GetMetricsRequest *request,
			      Bus__GetMetricsResponse *response)
{
	const struct engine *engine = query->engine;
	const struct counters *counters = &engine->counters;
	const struct metric metrics[] = {
		{"pvd_commands_total", "counter", "Commands that took effect.", counters->commands},
		{"pvd_replays_total", "counter", "Commands answered from their receipt.", counters->replays},
		{"pvd_queries_total", "counter", "Queries answered.", counters->queries},
		{"pvd_fetches_total", "counter", "Reads of the journal answered.", counters->fetches},
		{"pvd_refusals_total", "counter", "Calls refused.", counters->refusals},
		{"pvd_events_total", "counter", "Events journaled.", counters->events},
		{"pvd_deadlines_passed_total", "counter", "Deadlines that passed.", counters->ticks},
		{"pvd_commits_total", "counter", "Transactions committed.", counters->commits},
		{"pvd_commit_seconds_total", "counter", "Time spent in commits.",
		 seconds_of(counters->commit_us)},
		{"pvd_turn_seconds_total", "counter", "Time spent in turns.", seconds_of(counters->turn_us)},
		{"pvd_journal_sequence", "gauge", "Last entry of the journal.", engine->journal.sequence},
		{"pvd_store_bytes", "gauge", "Bytes of the store in use.", env_bytes(&engine->env)},
		{"pvd_resident_bytes", "gauge", "Resident memory.", resident_bytes(engine)},
		{"pvd_effects_waiting", "gauge", "Effects not carried out yet.", effects_waiting(query)},
		{"pvd_calls_parked", "gauge", "Calls that wait for the journal to grow.",
		 engine->parked.count},
		{"pvd_clock_suspended", "gauge", "1 while deadlines are suspended.",
		 engine->clock_alarm != NULL},
		{"pvd_storage_full", "gauge", "1 while commands are refused for lack of room.",
		 engine->no_room},
	};
	struct buf text = {0};

	(void)request;
	for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
		buf_printf(&text, "# HELP %s %s\n# TYPE %s %s\n%s{service=\"%s\"} %.15g\n", metrics[i].name,
			   metrics[i].help, metrics[i].name, metrics[i].type, metrics[i].name,
			   engine->service->name, metrics[i].value);
	if (engine->service->metrics)
		engine->service->metrics(&text);
	response->text = arena_strndup(query->arena, (const char *)text.data, text.len);
	buf_free(&text);
	return true;
}
