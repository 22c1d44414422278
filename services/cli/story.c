#include "cli/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/require.h"

enum { STORY_FILE_MAX = 1 << 20 };

static const char *text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static bool fail(char *error, const char *what, const char *name)
{
	snprintf(error, STORY_ERROR_MAX, "%s « %.80s »", what, name ? name : "");
	return false;
}

static const struct method *method_called(const char *name)
{
	bool ambiguous;

	return name ? method_guess(name, &ambiguous) : NULL;
}

static bool read_player(struct player *ret, const json_t *player, char *error)
{
	*ret = (struct player){.id = text_of(player, "id"),
			       .name = text_of(player, "name"),
			       .principal = json_object_get(player, "principal")};
	return (ret->id && ret->name) || fail(error, "il manque un nom à", ret->id);
}

static const struct player *find_player(const struct story *story, const char *id)
{
	for (unsigned i = 0; id && i < story->cast_count; i++)
		if (strcmp(story->cast[i].id, id) == 0)
			return &story->cast[i];
	return NULL;
}

const struct step *story_step(const struct story *story, const char *name)
{
	for (unsigned i = 0; name && i < story->step_count; i++)
		if (strcmp(story->steps[i].name, name) == 0)
			return &story->steps[i];
	return NULL;
}

static bool read_step(const struct story *story, const json_t *step, const char *title, struct step *ret,
		      char *error)
{
	*ret = (struct step){.name = text_of(step, "step"),
			     .title = title,
			     .who = find_player(story, text_of(step, "who")),
			     .method = method_called(text_of(step, "method")),
			     .request = json_object_get(step, "request"),
			     .tell = text_of(step, "tell"),
			     .refused = text_of(step, "refused"),
			     .until = text_of(step, "until"),
			     .back = text_of(step, "back")};
	/* Two steps of one name would be one act. */
	if (!ret->name || story_step(story, ret->name))
		return fail(error, "étape sans nom, ou de même nom qu'une autre,", ret->name);
	if (!ret->who)
		return fail(error, "personne ne joue l'étape", ret->name);
	if (!ret->method || !ret->method->service)
		return fail(error, "pas de méthode du contrat à l'étape", ret->name);
	return ret->tell || fail(error, "rien à dire de l'étape", ret->name);
}

static size_t count_steps(const json_t *cases)
{
	size_t count = 0, i;
	json_t *one;

	json_array_foreach(cases, i, one)
	{
		count += json_array_size(json_object_get(one, "steps"));
	}
	return count;
}

static bool read_cases(struct story *story, const json_t *cases, char *error)
{
	json_t *one, *step;
	size_t i, j;

	json_array_foreach(cases, i, one)
	{
		const char *title = text_of(one, "title");

		if (!title)
			return fail(error, "un épisode n'a pas de titre", NULL);
		json_array_foreach(json_object_get(one, "steps"), j, step)
		{
			if (!read_step(story, step, title, &story->steps[story->step_count], error))
				return false;
			story->step_count++;
		}
	}
	return story->step_count > 0 || fail(error, "aucune étape dans", "cases");
}

/* A step may be taken back by a later one. */
static bool check_backs(const struct story *story, char *error)
{
	for (unsigned i = 0; i < story->step_count; i++)
		if (story->steps[i].back && !story_step(story, story->steps[i].back))
			return fail(error, "aucune étape", story->steps[i].back);
	return true;
}

static bool read_cast(struct story *story, const json_t *cast, char *error)
{
	json_t *player;
	size_t i;

	json_array_foreach(cast, i, player)
	{
		if (!read_player(&story->cast[i], player, error))
			return false;
		story->cast_count++;
	}
	return story->cast_count > 0 || fail(error, "personne dans", "cast");
}

static bool parse(struct story *story, const char *path, char *error)
{
	struct buf text = {0};
	json_error_t where;

	if (file_read(path, STORY_FILE_MAX, &text) != 0) {
		buf_free(&text);
		return fail(error, "ce fichier ne se lit pas :", path);
	}
	story->root = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, &where);
	buf_free(&text);
	if (!story->root)
		snprintf(error, STORY_ERROR_MAX, "%.120s, ligne %d, colonne %d : %.100s", path, where.line,
			 where.column, where.text);
	return story->root != NULL;
}

bool story_read(struct story *ret, const char *path, char error[STORY_ERROR_MAX])
{
	const json_t *cast, *cases;

	*ret = (struct story){0};
	if (!parse(ret, path, error))
		return false;
	cast = json_object_get(ret->root, "cast");
	cases = json_object_get(ret->root, "cases");
	ret->cast = xcalloc(json_array_size(cast) + 1, sizeof *ret->cast);
	ret->steps = xcalloc(count_steps(cases) + 1, sizeof *ret->steps);
	return read_cast(ret, cast, error) && read_cases(ret, cases, error) && check_backs(ret, error);
}

void story_free(struct story *story)
{
	json_decref(story->root);
	free(story->cast);
	free(story->steps);
	*story = (struct story){0};
}

bool story_undo(const struct story *story, const struct step *step, struct undo *ret)
{
	const json_t *undo = json_object_get(json_object_get(story->root, "undo"), step->method->name);
	const struct step *back = story_step(story, step->back);

	*ret = (struct undo){.who = step->who,
			     .method = method_called(text_of(undo, "method")),
			     .request = json_object_get(undo, "request"),
			     .moot = json_object_get(undo, "moot")};
	if (back)
		*ret = (struct undo){.who = back->who, .method = back->method, .request = back->request};
	return ret->method != NULL;
}
