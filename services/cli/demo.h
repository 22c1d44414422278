/* A story (story.h) played on the instance, once: what each step gave is kept in demo.json of the instance's
 * folder as it comes, so that a demo that was stopped goes on where it was, and one that is done does nothing.
 *
 *	{"run", "started", "admitted", "steps": {STEP: {"outcome", "service", "epoch", "position", "answer"...}},
 *	 "removal", "takenBack", "removed", "own": [ids of candidacies of earlier runs]}
 *
 * An act's idempotency key derives from the run and the name of its step: killed between its effect and
 * demo.json, it is sent again under the same key, and replayed by the service. */
#ifndef PVD_CLI_DEMO_H
#define PVD_CLI_DEMO_H

#include "cli/client.h"
#include "cli/services.h"
#include "cli/story.h"

/* One player's connection; opened when it first acts. */
struct actor {
	struct cli cli;
	char id[64]; /* of the principal */
	struct client *client;
};

struct demo {
	const struct cli *cli;
	struct story story;
	json_t *state, *values; /* values: step → answer, what templates read */
	struct loop *loop;
	struct actor *actors;  /* of story.cast, index by index */
	struct actor operator; /* who called the command: admits the players, and asks who has heard what */
	struct arena *arena;   /* of one step */
	struct services services;
	struct position said[SERVICES_MAX];                /* where each journal stood at the latest answer */
	struct position heard[SERVICES_MAX][SERVICES_MAX]; /* [who][of whom]: at least */
};

/* ---- demo_state.c */

/* Reads demo.json, or starts an empty one. CLI_OK, or an exit code once said why. */
int demo_load(struct demo *demo);
int demo_save(const struct demo *demo);
/* Begins the next run: nothing is done yet. */
void demo_begin(struct demo *demo);
bool demo_is_running(const struct demo *demo); /* begun, and not removed */
unsigned demo_run(const struct demo *demo);    /* from 1 */
/* What is known of a step that was played; NULL: it was not. */
const json_t *demo_outcome(const struct demo *demo, const struct step *step);
const struct step *demo_next(const struct demo *demo); /* NULL: all are played */
/* Keeps what a step gave: `answer` of a refused one is NULL. */
void demo_keep(struct demo *demo, const struct step *step, const struct answer *answer, json_t *json);
/* Puts a new id under a name of demo.json. */
void demo_stamp(struct demo *demo, const char *name);
/* Which of the two a key is of. */
enum demo_phase { DEMO_RUN, DEMO_REMOVAL };
/* The key of the act on a step or a player of this name. Keys of steps grow with `place`, by which what they
 * make is listed in the order of the story. */
struct id demo_key(const struct demo *demo, enum demo_phase phase, const char *name, unsigned place);
struct id demo_step_key(const struct demo *demo, const struct step *step);

/* Of the run that ends, what the next one must know again as the demo's own. */
void demo_own(struct demo *demo);
bool demo_owns(const struct demo *demo, const char *candidacy);

/* Whether a place in a journal comes before another one: an epoch begins behind all of the one before. */
bool demo_is_before(struct position place, struct position other);

/* ---- demo_cast.c */

/* Gives every player a principal and a key. */
int demo_admit(struct demo *demo);
/* Revokes the players' principals and deletes their keys. */
int demo_dismiss(struct demo *demo);
/* The player's connection; NULL once said why, *ret_exit telling. */
struct client *demo_client(struct demo *demo, const struct player *who, int *ret_exit);

/* ---- demo_play.c */

/* Plays the steps that were not; ends with the first that does not go as the story says. */
int demo_play(struct demo *demo);
/* One call with a request whose holes are filled, once the service has heard of all that was done (NULL: an
 * empty request). CLI_OK where the service answered or refused, which is in `ret`. */
int demo_call(struct demo *demo, struct client *client, const struct method *method, const json_t *request,
	      struct id key, struct answer *ret);

/* An answer as templates read it; the caller's. */
json_t *demo_answer_json(const struct answer *answer);

/* ---- demo_remove.c, demo_table.c */

/* Takes back what the demo did, by acts; then another run may begin. */
int demo_remove(struct demo *demo);
/* Who did what, and what came of it: a table, or with --json an object. */
int demo_print(const struct demo *demo, bool was_done);

#endif
