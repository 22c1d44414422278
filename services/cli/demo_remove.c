#include <string.h>

#include "cli/demo.h"

static bool is_moot(const struct undo *undo, const struct refusal *refusal)
{
	json_t *reason;
	size_t i;

	json_array_foreach(undo->moot, i, reason)
	{
		if (strcmp(json_string_value(reason), refusal->reason) == 0)
			return true;
	}
	return false;
}

/* The story itself has taken it back; what was put in force since is not its own. */
static bool is_back(const struct demo *demo, const struct step *step)
{
	const struct step *back = story_step(&demo->story, step->back);

	return back && demo_outcome(demo, back);
}

/* What was accepted is taken back by whoever did it. */
static int take_back(struct demo *demo, const struct step *step)
{
	const json_t *outcome = demo_outcome(demo, step);
	json_t *answer = json_object_get(outcome, "answer");
	struct answer taken;
	struct client *client;
	struct undo undo;
	int exit;

	if (!answer || is_back(demo, step) || !story_undo(&demo->story, step, &undo))
		return CLI_OK;
	client = demo_client(demo, undo.who, &exit);
	if (exit != CLI_OK)
		return exit;
	json_object_set(demo->values, "this", answer);
	exit = demo_call(demo, client, undo.method, undo.request, demo_key(demo, DEMO_REMOVAL, step->name, 0),
			 &taken);
	json_object_del(demo->values, "this");
	if (exit == CLI_OK && refused(&taken.refusal) && !is_moot(&undo, &taken.refusal))
		exit = cli_refused(demo->cli, &taken.refusal);
	arena_reset(demo->arena);
	return exit;
}

/* A step that was sent and not kept may have taken effect: sent again under its key it is replayed, or done
 * now, or refused, and then there is nothing to take back. */
static int settle_next(struct demo *demo)
{
	const struct step *step = demo_next(demo);
	struct answer answer;
	struct client *client;
	int exit;

	if (!step || !json_object_get(demo->state, "admitted") || json_object_get(demo->state, "removal"))
		return CLI_OK;
	client = demo_client(demo, step->who, &exit);
	if (exit == CLI_OK)
		exit = demo_call(demo, client, step->method, step->request, demo_step_key(demo, step),
				 &answer);
	if (exit == CLI_OK && !refused(&answer.refusal))
		demo_keep(demo, step, &answer, demo_answer_json(&answer));
	arena_reset(demo->arena);
	return exit;
}

static int begin(struct demo *demo)
{
	if (json_object_get(demo->state, "removal"))
		return CLI_OK;
	demo_stamp(demo, "removal");
	return demo_save(demo);
}

static int mark(struct demo *demo, const char *name)
{
	json_object_set_new(demo->state, name, json_true());
	return demo_save(demo);
}

int demo_remove(struct demo *demo)
{
	int exit = settle_next(demo);

	if (exit == CLI_OK)
		exit = begin(demo);
	/* Once they are dismissed the players cannot act any more. */
	for (unsigned i = demo->story.step_count;
	     exit == CLI_OK && i > 0 && !json_object_get(demo->state, "takenBack"); i--)
		exit = take_back(demo, &demo->story.steps[i - 1]);
	if (exit == CLI_OK)
		exit = mark(demo, "takenBack");
	if (exit == CLI_OK)
		exit = demo_dismiss(demo);
	if (exit != CLI_OK)
		return exit;
	demo_own(demo);
	return mark(demo, "removed");
}
