/* What callers ask of services, by way of the services' own engines over stores of their own: each call is answered, as
 * the contract says it may be.
 *
 * An input is records (records.h): each a call. What one says: by its low four bits who calls, by the others how. Of its
 * body two bytes choose the method, one the service where it is of every service; the rest is the request, in which the
 * texts "@a", "@b" ... stand for ids that the service has given, in the order it gave them. Each input begins with the same
 * stores (scenes.h); what a call does, the next one of the same input finds. */
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "bus/check.h"
#include "fuzz.h"
#include "mutate.h"
#include "given.h"
#include "json/json.h"
#include "pvd/bus/v1/journal.pb-c.h"
#include "records.h"
#include "scenes.h"
#include "stage.h"

enum {
	ACTOR_BITS = 4,
	LATER_MS = 24 * 3600 * 1000,
	OVER_MS = 20 * 60 * 1000,
	TIMEOUT_MS = 30000,
	DEPTH_MAX = 8
};
enum how {
	HOW_LATER = 1 << 4,     /* a day later */
	HOW_AT_LEAST = 1 << 5,  /* of a position that is not reached */
	HOW_OTHERWISE = 1 << 6, /* as another kind of call, or without its key */
};

/* ---- Services */

static struct {
	const char *name;
	struct harness *(*make)(void);
	void (*check)(struct harness *harness); /* besides what is checked of all; NULL: nothing */
	struct stage stage;
	struct given given, given_at_first;
} services[] = {
	{.name = "bus", .make = scene_bus},
	{.name = "registry", .make = scene_registry},
	{.name = "eligibility", .make = scene_eligibility},
	{.name = "funding", .make = scene_funding, .check = scene_funding_check},
	{.name = "club", .make = scene_club},
	{.name = "gateway", .make = scene_gateway},
};
static int start; /* the folder it was started in */
enum { SERVICES = sizeof services / sizeof *services };

static unsigned service_of(const struct method *method, unsigned wanted)
{
	for (unsigned i = 0; method->service && i < SERVICES; i++)
		if (strcmp(services[i].name, method->service) == 0)
			return i;
	return wanted % SERVICES;
}

static void stop(void)
{
	for (unsigned i = 0; i < SERVICES; i++)
		stage_free(&services[i].stage);
}

/* Ids in the order they were given. */
static void note_journal(struct harness *harness, struct given *given)
{
	Bus__FetchRequest request = BUS__FETCH_REQUEST__INIT;
	Bus__Actor *operator= harness_actor(harness, "operator", BUS__ROLE__ROLE_OPERATOR, NULL);

	given_note(given, harness_call(harness, operator, "Fetch", &request.base).body);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_quiet();
	for (unsigned i = 0; i < SERVICES; i++) {
		struct harness *harness = services[i].make();

		note_journal(harness, &services[i].given_at_first);
		stage_keep(&services[i].stage, harness);
		services[i].given = services[i].given_at_first;
	}
	start = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	must(start >= 0, "a folder to come back to");
	atexit(stop);
	return 0;
}

/* ---- Who calls */

static const struct {
	const char *principal;
	Bus__Role role;
	const char *departement, *collectivite, *partner;
} ACTORS[1 << ACTOR_BITS] = {
	{"anct", BUS__ROLE__ROLE_ANCT},
	{"operator", BUS__ROLE__ROLE_OPERATOR},
	{"anna", BUS__ROLE__ROLE_PREFECTURE, .departement = "77"},
	{"gateway", BUS__ROLE__ROLE_SERVICE},
	{"mairie", BUS__ROLE__ROLE_COLLECTIVITE, .collectivite = "77131"},
	{"banque", BUS__ROLE__ROLE_PARTNER, .partner = "banque-des-territoires"},
	{"region", BUS__ROLE__ROLE_REGION, .departement = "77"},
	{"member", BUS__ROLE__ROLE_MEMBER},
	{"public", BUS__ROLE__ROLE_PUBLIC},
	{"auditor", BUS__ROLE__ROLE_AUDITOR},
	{"berta", BUS__ROLE__ROLE_PREFECTURE, .departement = "14"},
	{"bayeux", BUS__ROLE__ROLE_COLLECTIVITE, .collectivite = "14047"},
	{"registry", BUS__ROLE__ROLE_SERVICE},
	{"etat", BUS__ROLE__ROLE_PARTNER, .partner = "etat"},
	{"normandie", BUS__ROLE__ROLE_REGION, .departement = "14"},
	{"nobody", BUS__ROLE__ROLE_UNSPECIFIED},
};

static Bus__Actor *actor_of(struct harness *harness, unsigned n)
{
	Bus__Actor *actor =
		ACTORS[n].collectivite
			? harness_collectivite(harness, ACTORS[n].principal, ACTORS[n].collectivite)
			: harness_actor(harness, ACTORS[n].principal, ACTORS[n].role, ACTORS[n].departement);

	if (ACTORS[n].partner)
		actor->scope->partner = arena_strdup(harness->arena, ACTORS[n].partner);
	return actor;
}

/* ---- What is wanted of answers */

static bool is_reason(const char *reason)
{
	return *reason && strspn(reason, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == strlen(reason);
}

static void check_refusal(const struct answer *answer)
{
	must(answer->fault != FAULT_INTERNAL, "nothing is our fault");
	must(is_reason(answer->reason), "a refusal has its reason");
	must(*answer->message && utf8_is_text(answer->message, strlen(answer->message)),
	     "a refusal says why");
}

/* A message of the contract, as strictly as a request is one, and one that JSON can say. */
static void check_response(const struct method *method, const struct answer *answer)
{
	struct refusal refusal = {0};
	struct buf text = {0};

	must(message_check(method->response, answer->body, &refusal), "an answer is as the contract says");
	must(answer->response && json_from_message(answer->response, 0, &text), "an answer is said in JSON");
	buf_free(&text);
}

static void check(const struct method *method, const struct answer *answer, unsigned actor, bool changed)
{
	bool may = method->roles & (1u << ACTORS[actor].role | 1u << BUS__ROLE__ROLE_PUBLIC);

	must(answer->answered, "a call is answered");
	must(may || answer->fault != FAULT_NONE, "who may not is refused");
	must(!changed || (method->kind == METHOD_COMMAND && answer->fault == FAULT_NONE),
	     "what is refused, or asks, changes nothing");
	if (answer->fault == FAULT_NONE)
		check_response(method, answer);
	else
		check_refusal(answer);
}

/* ---- Calling */

static enum kind kind_of(const struct method *method, bool otherwise)
{
	switch (method->kind) {
	case METHOD_QUERY:
		return otherwise ? KIND_COMMAND : KIND_QUERY;
	case METHOD_COMMAND:
		return otherwise ? KIND_QUERY : KIND_COMMAND;
	case METHOD_FETCH:
		return otherwise ? KIND_QUERY : KIND_FETCH;
	}
	abort();
}

static void turn(struct harness *harness)
{
	while (engine_turn(harness->engine, harness->now, harness->mono))
		;
}

/* `changed`: before it had to wait, if it had to; whatever falls due meanwhile is none of its doing. */
static struct answer ask(struct stage *stage, const struct envelope *call, bool *ret_changed)
{
	struct answer answer = {.reason = "", .message = "", .field = "", .legal_reference = ""};
	struct harness *harness = stage->harness;
	size_t commits = stage_commits(stage);

	harness->waiting = &answer;
	harness->waiting_id = call->call_id;
	engine_submit(harness->engine, call, harness->mono);
	turn(harness);
	*ret_changed = stage_commits(stage) != commits;
	if (!answer.answered) {
		harness_advance(harness, OVER_MS);
		turn(harness);
	}
	harness->waiting = NULL;
	return answer;
}

/* The same once more, under the same key: the same answer, and nothing else. */
static void ask_again(struct stage *stage, struct envelope *call, const struct answer *first)
{
	struct answer again;
	bool changed;

	call->call_id = harness_key(stage->harness);
	again = ask(stage, call, &changed);
	must(again.answered && again.replayed && again.fault == FAULT_NONE &&
		     bytes_equal(again.body, first->body),
	     "what was done is told again");
	must(!changed, "what was done is done once");
}

static void call_service(unsigned n, const struct method *method, const struct record *record,
			 struct bytes body)
{
	struct stage *stage = &services[n].stage;
	struct harness *harness = stage_use(stage);
	unsigned actor = record->what & ((1 << ACTOR_BITS) - 1);
	struct envelope call = {.timeout_ms = TIMEOUT_MS, .body = body};
	struct answer answer;
	bool changed;

	if (record->what & HOW_LATER) {
		harness_advance(harness, LATER_MS);
		turn(harness);
	}
	call.kind = kind_of(method, record->what & HOW_OTHERWISE);
	call.has_key = call.kind == KIND_COMMAND;
	call.key = harness_key(harness);
	call.call_id = harness_key(harness);
	call.service = bytes_text(services[n].name);
	call.method = bytes_text(method->path);
	call.actor = arena_pack(harness->arena, &actor_of(harness, actor)->base);
	if (record->what & HOW_AT_LEAST) {
		call.at_least_service = call.service;
		call.at_least_sequence = UINT32_MAX;
	}
	answer = ask(stage, &call, &changed);
	if (answer.fault == FAULT_NONE)
		answer.response = arena_unpack(harness->arena, method->response, answer.body);
	check(method, &answer, actor, changed);
	given_note(&services[n].given, answer.body);
	if (method->kind == METHOD_COMMAND && answer.fault == FAULT_NONE)
		ask_again(stage, &call, &answer);
}

static void call(struct record *record)
{
	uint8_t high = record_byte(record), low = record_byte(record);
	const struct method *method = fuzz_method(high, low);
	unsigned wanted = method->service ? 0 : record_byte(record), n = service_of(method, wanted);
	struct arena *arena = services[n].stage.harness->arena;

	stage_use(&services[n].stage);
	call_service(n, method, record,
		     given_replace(&services[n].given, arena, method->request, record->body));
}

/* The copies of stores that a call has had made. */
static void remove_backups(void)
{
	char *const paths[] = {(char *)"backup", NULL};
	FTS *walk = fts_open(paths, FTS_PHYSICAL, NULL);
	FTSENT *found;

	while (walk && (found = fts_read(walk)))
		if (found->fts_info != FTS_D && remove(found->fts_path) != 0)
			break;
	fts_close(walk);
}

/* What was done is whole, and is undone. */
static void leave(unsigned n)
{
	struct harness *harness = services[n].stage.harness;

	if (stage_changed(&services[n].stage)) {
		harness_check(harness);
		if (services[n].check)
			services[n].check(harness);
	}
	services[n].given = services[n].given_at_first;
	stage_reset(&services[n].stage);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes rest = bytes_of(data, size);
	struct record record;

	must(chdir(services[0].stage.harness->dir) == 0, "an instance's folder to be in");
	while (record_next(&rest, &record))
		call(&record);
	for (unsigned i = 0; i < SERVICES; i++)
		leave(i);
	remove_backups();
	must(fchdir(start) == 0, "back");
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	return mutate_records(data, size, max_size, seed);
}
