#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/demo.h"

enum { STATE_FILE_MAX = 16 << 20 };
#define STATE_FILE "demo.json"

static int service_index(const struct demo *demo, const char *name)
{
	for (unsigned i = 0; i < demo->services.count; i++)
		if (name && strcmp(demo->services.names[i], name) == 0)
			return (int)i;
	return -1;
}

bool demo_is_before(struct position place, struct position other)
{
	return place.epoch < other.epoch || (place.epoch == other.epoch && place.sequence < other.sequence);
}

/* What templates and waiting need of one step that was played. */
static void recall(struct demo *demo, const char *name, json_t *outcome)
{
	int service = service_index(demo, json_string_value(json_object_get(outcome, "service")));
	struct position position = {
		.epoch = (uint32_t)json_integer_value(json_object_get(outcome, "epoch")),
		.sequence = (uint64_t)json_integer_value(json_object_get(outcome, "position"))};
	json_t *answer = json_object_get(outcome, "answer");

	if (answer)
		json_object_set(demo->values, name, answer);
	if (service >= 0 && demo_is_before(demo->said[service], position))
		demo->said[service] = position;
}

int demo_load(struct demo *demo)
{
	struct buf text = {0};
	json_error_t where;
	const char *name;
	json_t *outcome;
	int read = file_read(STATE_FILE, STATE_FILE_MAX, &text);

	demo->values = json_object();
	if (read == 0)
		demo->state = json_loadb((const char *)text.data, text.len, 0, &where);
	buf_free(&text);
	if (read != 0 && errno != ENOENT)
		return cli_fail(demo->cli, CLI_LOCAL, "FILE", STATE_FILE " ne se lit pas : %s",
				strerror(errno));
	if (read == 0 && !demo->state)
		return cli_fail(demo->cli, CLI_LOCAL, "DEMO_FILE", STATE_FILE ", ligne %d : %s", where.line,
				where.text);
	if (!demo->state)
		demo->state = json_object();
	json_object_foreach(json_object_get(demo->state, "steps"), name, outcome)
	{
		recall(demo, name, outcome);
	}
	return CLI_OK;
}

int demo_save(const struct demo *demo)
{
	char *text = json_dumps(demo->state, JSON_INDENT(1));
	int written = text ? file_write(STATE_FILE, bytes_text(text), 0600) : -1;

	free(text);
	return written == 0 ? CLI_OK
			    : cli_fail(demo->cli, CLI_LOCAL, "FILE", STATE_FILE " ne s'écrit pas : %s",
				       strerror(errno));
}

void demo_stamp(struct demo *demo, const char *name)
{
	char text[ID_TEXT_SIZE];
	struct id id = id_new(instant_now());

	id_text(&id, text);
	json_object_set_new(demo->state, name, json_string(text));
}

void demo_begin(struct demo *demo)
{
	json_int_t run = json_integer_value(json_object_get(demo->state, "run"));

	json_object_set_new(demo->state, "run", json_integer(run + 1));
	demo_stamp(demo, "started");
	json_object_set_new(demo->state, "steps", json_object());
	json_object_del(demo->state, "admitted");
	json_object_del(demo->state, "removal");
	json_object_del(demo->state, "takenBack");
	json_object_del(demo->state, "removed");
	json_object_clear(demo->values);
}

bool demo_is_running(const struct demo *demo)
{
	return json_object_get(demo->state, "started") && !json_object_get(demo->state, "removed");
}

unsigned demo_run(const struct demo *demo)
{
	return (unsigned)json_integer_value(json_object_get(demo->state, "run"));
}

const json_t *demo_outcome(const struct demo *demo, const struct step *step)
{
	return json_object_get(json_object_get(demo->state, "steps"), step->name);
}

const struct step *demo_next(const struct demo *demo)
{
	for (unsigned i = 0; i < demo->story.step_count; i++)
		if (!demo_outcome(demo, &demo->story.steps[i]))
			return &demo->story.steps[i];
	return NULL;
}

void demo_keep(struct demo *demo, const struct step *step, const struct answer *answer, json_t *json)
{
	const struct refusal *refusal = &answer->refusal;
	json_t *outcome =
		refused(refusal)
			? json_pack("{s:s, s:s, s:s, s:s, s:s*}", "outcome", "refused", "service",
				    step->method->service, "reason", refusal->reason, "message",
				    refusal->message, "rule", refusal->legal_reference)
			: json_pack("{s:s, s:s, s:I, s:I, s:o}", "outcome", "accepted", "service",
				    step->method->service, "epoch", (json_int_t)answer->position.epoch,
				    "position", (json_int_t)answer->position.sequence, "answer", json);

	json_object_set_new(json_object_get(demo->state, "steps"), step->name, outcome);
	recall(demo, step->name, outcome);
}

struct id demo_key(const struct demo *demo, enum demo_phase phase, const char *name, unsigned place)
{
	const char *begun = phase == DEMO_RUN ? "started" : "removal";
	const char *text = json_string_value(json_object_get(demo->state, begun));
	struct id none = {{0}}, run = none, key;

	/* Of a file that somebody changed by hand: keys of the year 1970, which every service refuses. */
	if (text && !id_parse(text, &run))
		run = none;
	key = id_derive(&run, name, phase);
	return id_after(&none, instant_add_ms(id_instant(&run), place), key.bytes + ID_SIZE - ID_RANDOM_SIZE);
}

struct id demo_step_key(const struct demo *demo, const struct step *step)
{
	return demo_key(demo, DEMO_RUN, step->name, (unsigned)(step - demo->story.steps));
}

void demo_own(struct demo *demo)
{
	json_t *own = json_object_get(demo->state, "own"), *answer;
	const char *step;

	if (!own) {
		own = json_array();
		json_object_set_new(demo->state, "own", own);
	}
	json_object_foreach(demo->values, step, answer)
	{
		json_t *id = json_object_get(json_object_get(answer, "candidacy"), "id");

		if (id && !demo_owns(demo, json_string_value(id)))
			json_array_append(own, id);
	}
}

bool demo_owns(const struct demo *demo, const char *candidacy)
{
	json_t *id;
	size_t i;

	json_array_foreach(json_object_get(demo->state, "own"), i, id)
	{
		if (strcmp(json_string_value(id), candidacy) == 0)
			return true;
	}
	return false;
}
