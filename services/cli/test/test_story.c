/* The story that comes with the sources can be played as far as one can see without playing it; and what is
 * wrong with another one is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* clang-format off */
#include <cmocka.h>
/* clang-format on */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/story.h"
#include "cli/template.h"
#include "json/json.h"

#define SHIPPED "deploy/demo/story.json"
#define ONE_ACT                                                                                              \
	"{\"cast\": [{\"id\": \"anct\", \"name\": \"ANCT\"}], \"cases\": [{\"title\": \"T\", \"steps\": ["
#define STEP "{\"step\": \"s\", \"who\": \"anct\", \"method\": \"GetCriteria\", \"tell\": \"lit\"}"

static void assert_refused(const char *text, const char *says)
{
	char path[] = "/tmp/pvd-story-XXXXXX", error[STORY_ERROR_MAX] = "";
	int fd = mkstemp(path);
	struct story story;

	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	assert_false(story_read(&story, path, error));
	assert_non_null(strstr(error, says));
	story_free(&story);
	unlink(path);
}

static void what_cannot_be_played_is_said(void **state)
{
	(void)state;
	assert_refused("{\n \"cast\" 1}", "ligne 2");
	assert_refused("{}", "personne");
	assert_refused("{\"cast\": [{\"id\": \"x\"}]}", "« x »");
	assert_refused(ONE_ACT "]}]}", "aucune étape");
	assert_refused(ONE_ACT STEP ", " STEP "]}]}", "de même nom");
	assert_refused(ONE_ACT "{\"step\": \"s\", \"who\": \"x\"}]}]}", "personne ne joue");
	assert_refused(ONE_ACT "{\"step\": \"s\", \"who\": \"anct\", \"method\": \"Nothing\"}]}]}",
		       "pas de méthode");
	assert_refused(ONE_ACT "{\"step\": \"s\", \"who\": \"anct\", \"method\": \"GetCriteria\"}]}]}",
		       "rien à dire");
	assert_refused(ONE_ACT "{\"step\": \"s\", \"who\": \"anct\", \"method\": \"GetCriteria\", "
			       "\"tell\": \"lit\", \"back\": \"plus tard\"}]}]}",
		       "« plus tard »");
}

/* A request may speak of earlier steps, what is told also of its own. */
static void assert_holes_known(const struct story *story, const char *text, unsigned steps)
{
	for (const char *at = text; (at = strstr(at, "${")); at += 2) {
		size_t len = strcspn(at + 2, ".|}");
		bool known = false;

		for (unsigned i = 0; i < steps && !known; i++)
			known = strlen(story->steps[i].name) == len &&
				memcmp(story->steps[i].name, at + 2, len) == 0;
		if (!known)
			fail_msg("no step before says %.40s", at);
	}
}

/* A hole that stands for a message is a text as long as nothing fills it. */
static void assert_encodes(const struct step *step)
{
	struct arena *arena = arena_new(1 << 20);
	char *text = json_dumps(step->request, 0);
	struct refusal refusal = {0};
	void *message;

	if (text)
		json_to_message(arena, step->method->request, text, strlen(text), &message, &refusal);
	if (refused(&refusal) && !(strstr(text, "${") && strcmp(refusal.reason, "INVALID_VALUE") == 0))
		fail_msg("%s: %s", step->name, refusal.message);
	free(text);
	arena_free(arena);
}

static void the_story_holds_together(void **state)
{
	char error[STORY_ERROR_MAX] = "";
	struct story story;

	(void)state;
	if (!story_read(&story, SHIPPED, error))
		fail_msg("%s", error);
	for (unsigned i = 0; i < story.step_count; i++) {
		char *request = json_dumps(story.steps[i].request, 0);

		assert_holes_known(&story, story.steps[i].tell, i + 1);
		assert_holes_known(&story, request ? request : "", i);
		assert_encodes(&story.steps[i]);
		free(request);
	}
	story_free(&story);
}

static bool leaves_something(const struct step *step)
{
	static const char *const methods[] = {"SubmitCandidacy", "GrantLabel",    "FileApplication",
					      "JoinClub",        "AdoptCriteria", "AdoptCatalogue"};

	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (strcmp(step->method->name, methods[i]) == 0)
			return true;
	return false;
}

static bool is_what_comes_back(const struct story *story, const struct step *step)
{
	for (unsigned i = 0; i < story->step_count; i++)
		if (story->steps[i].back && strcmp(story->steps[i].back, step->name) == 0)
			return true;
	return false;
}

/* What a step leaves behind that lives on is taken back. */
static void what_lives_on_is_taken_back(void **state)
{
	char error[STORY_ERROR_MAX] = "";
	struct story story;
	struct undo undo;

	(void)state;
	assert_true(story_read(&story, SHIPPED, error));
	for (unsigned i = 0; i < story.step_count; i++) {
		const struct step *step = &story.steps[i];

		if (leaves_something(step) && !is_what_comes_back(&story, step) &&
		    !story_undo(&story, step, &undo))
			fail_msg("nothing takes %s back", step->name);
	}
	assert_false(story_undo(&story, story_step(&story, "avis-ferte-lu"), &undo));
	assert_true(story_undo(&story, story_step(&story, "criteres-2020"), &undo));
	assert_string_equal(undo.method->name, "AdoptCriteria");
	story_free(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_played_is_said),
		cmocka_unit_test(the_story_holds_together),
		cmocka_unit_test(what_lives_on_is_taken_back),
	};

	return cmocka_run_group_tests_name("cli/story", tests, NULL, NULL);
}
