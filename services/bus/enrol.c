#include "bus/enrol.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/log.h"
#include "bus/router.h"
#include "json/json.h"
#include "pvd/bus/v1/bus.pb-c.h"

enum {
	FILE_BYTES_MAX = 1 << 20,
	ARENA_BYTES_MAX = 4 << 20,
	TURNS_MAX = 1000, /* for one answer: an engine that needs more does not answer */
};

/* The command under way; enrolment happens once, before anything else does. */
static struct {
	bool answered;
	struct status status; /* refusal.fault is NONE where it took effect */
} command;

void enrol_answer(const struct envelope *reply)
{
	command.answered = true;
	command.status = (struct status){0};
	if (reply->status.len && !status_read(reply->status, &command.status))
		refuse(&command.status.refusal, FAULT_INTERNAL, "STATUS_MALFORMED", NULL,
		       "Réponse illisible.");
}

/* The instance itself, which nobody can be before anybody is enrolled. */
static struct bytes own_actor(struct arena *arena)
{
	Bus__Role roles[] = {BUS__ROLE__ROLE_OPERATOR, BUS__ROLE__ROLE_SERVICE};
	Bus__Actor actor = BUS__ACTOR__INIT;

	actor.principal = ROUTER_SELF;
	actor.kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE;
	actor.roles = roles;
	actor.n_roles = sizeof roles / sizeof *roles;
	return arena_pack(arena, &actor.base);
}

/* Time-ordered as keys must be, and otherwise of the instance and the principal alone. */
static struct id key_of(const struct instance *instance, const char *principal, struct instant now)
{
	struct id key = id_new(now);
	struct hash hash =
		hash_of(bytes_text(instance->name), bytes_text("\nenrols\n"), bytes_text(principal));

	memcpy(key.bytes + 6, hash.bytes, ID_SIZE - 6);
	return key;
}

static bool add(struct engine *engine, const struct instance *instance, struct arena *arena,
		Bus__Principal *principal)
{
	Bus__AddPrincipalRequest request = BUS__ADD_PRINCIPAL_REQUEST__INIT;
	struct instant now = instant_believed();
	struct envelope call = {
		.kind = KIND_COMMAND,
		.route = ENROL_ROUTE,
		.service = bytes_text(ROUTER_SELF),
		.method = bytes_text("pvd.bus.v1.BusService/AddPrincipal"),
		.has_key = true,
		.key = key_of(instance, principal->id, now),
		.timeout_ms = ROUTER_TIMEOUT_DEFAULT_MS,
		.actor = own_actor(arena),
	};

	call.call_id = call.key;
	request.principal = principal;
	call.body = arena_pack(arena, &request.base);
	command.answered = false;
	engine_submit(engine, &call, monotonic_now());
	for (unsigned turns = 0; !command.answered && turns < TURNS_MAX; turns++)
		engine_turn(engine, instant_believed(), monotonic_now());
	if (command.answered && !refused(&command.status.refusal)) {
		log_info("enrolled", log_text("principal", principal->id));
		return true;
	}
	log_error("enrolment_refused", log_text("principal", principal->id),
		  log_text("why", command.answered ? command.status.refusal.message : "no answer"));
	return false;
}

/* One element of the file; NULL, logged, if it is no Principal. */
static Bus__Principal *read_principal(struct arena *arena, json_t *element)
{
	char *text = json_dumps(element, JSON_COMPACT);
	struct refusal refusal = {0};
	void *principal = NULL;

	if (!text ||
	    !json_to_message(arena, &bus__principal__descriptor, text, strlen(text), &principal, &refusal))
		log_error("enrolment_malformed", log_text("file", ENROL_FILE),
			  log_text("why", text ? refusal.message : "not an object"),
			  log_text("field", refusal.field_count ? refusal.fields[0] : ""));
	free(text);
	return principal;
}

static json_t *read_file(void)
{
	struct buf text = {0};
	json_error_t error;
	json_t *list = NULL;

	if (file_read(ENROL_FILE, FILE_BYTES_MAX, &text) < 0) {
		log_error("enrolment_unreadable", log_text("file", ENROL_FILE), log_errno(errno));
		return NULL;
	}
	list = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, &error);
	if (!json_is_array(list)) {
		log_error("enrolment_malformed", log_text("file", ENROL_FILE),
			  log_text("why", list ? "not a list" : error.text));
		json_decref(list);
		list = NULL;
	}
	buf_free(&text);
	return list;
}

static bool add_self(struct engine *engine, const struct instance *instance, struct arena *arena,
		     const char *own_key)
{
	Bus__Role roles[] = {BUS__ROLE__ROLE_SERVICE};
	char *keys[] = {(char *)own_key};
	Bus__Principal self = BUS__PRINCIPAL__INIT;

	self.id = ROUTER_SELF;
	self.kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE;
	self.roles = roles;
	self.n_roles = 1;
	self.public_keys = keys;
	self.n_public_keys = 1;
	return add(engine, instance, arena, &self);
}

static bool add_all(struct engine *engine, const struct instance *instance, struct roster *roster,
		    struct arena *arena, json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		Bus__Principal *principal = read_principal(arena, json_array_get(list, i));

		if (!principal)
			return false;
		if (strcmp(principal->id, ROUTER_SELF) == 0 ||
		    roster_by_id(roster, bytes_text(principal->id)))
			continue;
		if (!add(engine, instance, arena, principal))
			return false;
		arena_reset(arena);
	}
	return true;
}

bool enrol(struct engine *engine, const struct instance *instance, struct roster *roster, const char *own_key)
{
	struct arena *arena;
	json_t *list;
	bool done;

	if (roster_by_id(roster, bytes_text(ROUTER_SELF)))
		return true;
	list = read_file();
	if (!list)
		return false;
	arena = arena_new(ARENA_BYTES_MAX);
	done = add_all(engine, instance, roster, arena, list) && add_self(engine, instance, arena, own_key);
	arena_free(arena);
	json_decref(list);
	return done;
}
