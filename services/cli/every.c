#include "cli/every.h"

#include <stdio.h>
#include <string.h>

#include "base/require.h"
#include "cli/output.h"
#include "cli/suggest.h"
#include "json/json.h"

enum { EVERY_ARENA_MAX = 64 << 20 };

const struct option_spec EVERY_OPTIONS[] = {
	{"service", "SERVICE", "ce service seulement (tous)"},
	{0},
};

static bool choose(const struct cli *cli, struct services *ret)
{
	const char *wanted = option_text(&cli->arguments, "service", NULL);
	struct suggestion suggestion;

	*ret = services_of_contract();
	if (!wanted)
		return true;
	if (services_has(ret, wanted)) {
		*ret = (struct services){.names = {wanted}, .count = 1};
		return true;
	}
	suggestion = suggestion_for(wanted);
	for (unsigned i = 0; i < ret->count; i++)
		suggestion_consider(&suggestion, ret->names[i]);
	if (suggestion.best)
		cli_usage(cli, "service inconnu « %.64s » ; vouliez-vous dire « %s » ?", wanted,
			  suggestion.best);
	else
		cli_usage(cli, "service inconnu « %.64s »", wanted);
	return false;
}

bool every_ask(const struct cli *cli, struct client *client, const struct every_question *question,
	       struct arena *arena, struct every *ret)
{
	struct call call = {.method = method_find(question->path, strlen(question->path)),
			    .timeout_ms = question->timeout_ms,
			    .once = true};

	require(call.method);
	if (!choose(cli, &ret->services))
		return false;
	call.body = arena_pack(arena, question->request);
	for (unsigned i = 0; i < ret->services.count; i++) {
		call.service = ret->services.names[i];
		client_send(client, &call, arena, &ret->answers[i]);
	}
	client_wait(client);
	return true;
}

bool every_good(const struct every *every, const struct every_question *question)
{
	for (unsigned i = 0; i < every->services.count; i++)
		if (refused(&every->answers[i].refusal) || !question->good(every->answers[i].message))
			return false;
	return true;
}

static void append_answer(const struct answer *answer, struct buf *out)
{
	if (!refused(&answer->refusal) && json_from_message(answer->message, JSON_DEFAULTS, out))
		return;
	/* Reasons are words of our own; the sentence is for people, who do not read this. */
	buf_printf(out, "{\"error\":{\"code\":\"%s\",\"reason\":\"%s\"}}", fault_name(answer->refusal.fault),
		   answer->refusal.reason ? answer->refusal.reason : "");
}

void every_append_json(const struct every *every, struct buf *out)
{
	for (unsigned i = 0; i < every->services.count; i++) {
		buf_printf(out, "%c\"%s\":", i ? ',' : '{', every->services.names[i]);
		append_answer(&every->answers[i], out);
	}
	buf_byte(out, '}');
}

void every_print(const struct every *every, const struct every_question *question)
{
	for (unsigned i = 0; i < every->services.count; i++) {
		const struct answer *answer = &every->answers[i];

		if (refused(&answer->refusal))
			fprintf(stderr, "%-12s %s : %s\n", every->services.names[i],
				fault_is_unknown_outcome(answer->refusal.fault) ? "ne répond pas" : "refuse",
				answer->refusal.message);
		else
			question->print(every->services.names[i], answer->message, every);
	}
}

static int report(const struct cli *cli, const struct every *every, const struct every_question *question)
{
	bool good = every_good(every, question);
	struct buf text = {0};

	if (cli->json) {
		buf_printf(&text, "{\"ok\":%s,\"services\":", good ? "true" : "false");
		every_append_json(every, &text);
		buf_byte(&text, '}');
		output_line(&text);
		buf_free(&text);
	} else {
		every_print(every, question);
	}
	return good ? CLI_OK : CLI_REFUSED;
}

int every_run(const struct cli *cli, const struct every_question *question)
{
	struct client *client;
	struct every every;
	struct arena *arena;
	int exit;

	if (!cli_enter(cli))
		return CLI_LOCAL;
	exit = client_open(cli, &client);
	if (exit != CLI_OK)
		return exit;
	arena = arena_new(EVERY_ARENA_MAX);
	exit = every_ask(cli, client, question, arena, &every) ? report(cli, &every, question) : CLI_USAGE;
	arena_free(arena);
	client_free(client);
	return exit;
}
