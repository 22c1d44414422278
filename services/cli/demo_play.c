#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/demo.h"
#include "cli/output.h"
#include "cli/template.h"
#include "json/json.h"

/* How long a question with `until` is asked again, and how long between two times if nothing is written. */
enum { UNTIL_MS = 15000, ASK_AGAIN_MS = 100 };

/* ---- One call */

static int encode(struct demo *demo, const struct method *method, const json_t *request, struct bytes *ret)
{
	char error[TEMPLATE_ERROR_MAX];
	json_t *filled = request ? template_fill(request, demo->values, error) : json_object();
	struct refusal refusal = {0};
	void *message = NULL;
	char *text;

	if (!filled)
		return cli_fail(demo->cli, CLI_LOCAL, "STORY_INVALID", "%s : %s", method->name, error);
	text = json_dumps(filled, 0);
	json_decref(filled);
	json_to_message(demo->arena, method->request, text, strlen(text), &message, &refusal);
	free(text);
	if (refused(&refusal))
		return cli_refused(demo->cli, &refusal);
	*ret = arena_pack(demo->arena, message);
	return CLI_OK;
}

/* Makes sure that the service has heard of all that was done elsewhere. */
static int wait_until_heard(struct demo *demo, const char *service)
{
	struct answer answer;
	unsigned who = 0;

	while (who < demo->services.count && strcmp(demo->services.names[who], service) != 0)
		who++;
	if (who == demo->services.count)
		return CLI_OK;
	for (unsigned i = 0; i < demo->services.count; i++) {
		if (i == who || !demo_is_before(demo->heard[who][i], demo->said[i]))
			continue;
		demo->heard[who][i] = demo->said[i];
		if (client_wait_followed(demo->operator.client, service, demo->services.names[i],
					 demo->said[i], demo->arena, &answer))
			continue;
		if (strcmp(answer.refusal.reason, "NOT_FOLLOWED") != 0)
			return cli_refused(demo->cli, &answer.refusal);
		demo->heard[who][i] = (struct position){.epoch = UINT32_MAX, .sequence = UINT64_MAX};
	}
	return CLI_OK;
}

int demo_call(struct demo *demo, struct client *client, const struct method *method, const json_t *request,
	      struct id key, struct answer *ret)
{
	struct call call = {.method = method, .key = key};
	int exit = encode(demo, method, request, &call.body);

	if (exit == CLI_OK)
		exit = wait_until_heard(demo, method->service);
	if (exit != CLI_OK)
		return exit;
	if (!client_call(client, &call, demo->arena, ret) && fault_is_unknown_outcome(ret->refusal.fault))
		return cli_refused(demo->cli, &ret->refusal);
	return CLI_OK;
}

/* ---- A step */

json_t *demo_answer_json(const struct answer *answer)
{
	struct buf text = {0};
	json_t *json = NULL;

	if (json_from_message(answer->message, JSON_DEFAULTS, &text))
		json = json_loadb((const char *)text.data, text.len, 0, NULL);
	buf_free(&text);
	return json ? json : json_object();
}

/* Waits for the service's next entry, but not long: what it copies of others is none. */
static void wait_a_little(struct demo *demo, const char *service, struct position position)
{
	static const char path[] = "pvd.bus.v1.ProcessService/GetStatus";
	struct call call = {.method = method_find(path, sizeof path - 1),
			    .service = service,
			    .timeout_ms = ASK_AGAIN_MS,
			    .at_least_service = service,
			    .at_least = position};
	struct answer answer;

	call.at_least.sequence++;
	client_call(demo->operator.client, &call, demo->arena, &answer);
}

/* Asks, and asks again where the answer has to hold what follows from what was done. */
static int ask(struct demo *demo, struct client *client, const struct step *step, struct answer *answer,
	       json_t **ret_json)
{
	struct monotonic end = monotonic_add_ms(monotonic_now(), UNTIL_MS);
	struct arena_mark mark = arena_mark(demo->arena);

	for (;;) {
		int exit = demo_call(demo, client, step->method, step->request, demo_step_key(demo, step),
				     answer);

		if (exit != CLI_OK || refused(&answer->refusal))
			return exit;
		*ret_json = demo_answer_json(answer);
		if (!step->until || template_find(*ret_json, step->until, strlen(step->until)))
			return CLI_OK;
		json_decref(*ret_json);
		*ret_json = NULL;
		if (monotonic_now().us > end.us)
			return cli_fail(demo->cli, CLI_REFUSED, "NOT_YET",
					"étape « %s » : « %s » n'est pas venu en %d s", step->name,
					step->until, UNTIL_MS / 1000);
		wait_a_little(demo, step->method->service, answer->position);
		arena_rewind(demo->arena, mark);
	}
}

static int fail_unexpected(const struct demo *demo, const struct step *step, const struct answer *answer)
{
	struct refusal named = {0};

	if (!refused(&answer->refusal))
		return cli_fail(demo->cli, CLI_REFUSED, "NOT_REFUSED",
				"étape « %s » : acceptée, alors qu'elle doit être refusée (%s)", step->name,
				step->refused);
	refuse(&named, answer->refusal.fault, answer->refusal.reason, NULL, "étape « %s » : %s", step->name,
	       answer->refusal.message);
	for (unsigned i = 0; i < answer->refusal.field_count; i++)
		refusal_add_field(&named, answer->refusal.fields[i]);
	named.legal_reference = answer->refusal.legal_reference;
	return cli_refused(demo->cli, &named);
}

static bool is_as_told(const struct step *step, const struct refusal *refusal)
{
	if (!step->refused)
		return !refused(refusal);
	return refused(refusal) && strcmp(refusal->reason, step->refused) == 0;
}

static int play_step(struct demo *demo, const struct step *step)
{
	struct answer answer = {0};
	json_t *json = NULL;
	int exit;
	struct client *client = demo_client(demo, step->who, &exit);

	if (exit == CLI_OK)
		exit = ask(demo, client, step, &answer, &json);
	if (exit == CLI_OK && !is_as_told(step, &answer.refusal)) {
		json_decref(json);
		exit = fail_unexpected(demo, step, &answer);
	} else if (exit == CLI_OK) {
		demo_keep(demo, step, &answer, json);
		exit = demo_save(demo);
	}
	arena_reset(demo->arena);
	return exit;
}

int demo_play(struct demo *demo)
{
	unsigned total = demo->story.step_count;
	const struct step *step;
	int exit = demo_admit(demo);

	while (exit == CLI_OK && (step = demo_next(demo))) {
		progress_show(demo->cli, "démonstration", (unsigned)(step - demo->story.steps), total);
		exit = play_step(demo, step);
	}
	progress_end(demo->cli);
	return exit;
}
