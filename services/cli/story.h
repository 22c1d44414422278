/* A story that is played on an instance: who is in it, and what each does in turn. It is data
 * (deploy/demo/story.json):
 *
 *	{"cast": [{"id", "name", "principal": {kind, roles, scope}}],   without principal: one of the instance
 *	 "cases": [{"title", "steps": [{"step", "who", "method", "request", "tell", "refused", "until", "back"}]}],
 *	 "undo": {METHOD: {"method", "request", "moot": [REASON]}}}
 *
 * A request has holes (template.h) that earlier answers fill, by the name of their step; so has what is told.
 * A step with `refused` must be refused for that reason; a question with `until` is asked again until its
 * answer has that path. `undo` says what takes an act back, ${this} being its answer; refused for a reason of
 * `moot`, there was nothing left to take back. An act with `back` is taken back by that later step: the story
 * itself does it, if it gets there. */
#ifndef PVD_CLI_STORY_H
#define PVD_CLI_STORY_H

#include <jansson.h>
#include <stdbool.h>

#include "bus/method.h"

struct player {
	const char *id, *name;
	const json_t *principal; /* NULL: it is there before the story */
};

struct step {
	const char *name, *title; /* of its case */
	const struct player *who;
	const struct method *method;
	const json_t *request; /* NULL: empty */
	const char *tell;
	const char *refused, *until, *back; /* NULL: none */
};

struct undo {
	const struct player *who;
	const struct method *method;
	const json_t *request, *moot;
};

struct story {
	json_t *root;
	struct player *cast;
	struct step *steps;
	unsigned cast_count, step_count;
};

enum { STORY_ERROR_MAX = 300 };

/* False with a French sentence: the file does not read, or says something that cannot be played. */
bool story_read(struct story *ret, const char *path, char error[STORY_ERROR_MAX]);
void story_free(struct story *story);

const struct step *story_step(const struct story *story, const char *name);
/* What takes back what a step did; false if nothing does. */
bool story_undo(const struct story *story, const struct step *step, struct undo *ret);

#endif
