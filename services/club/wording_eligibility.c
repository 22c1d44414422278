#include <string.h>

#include "club/mirror.h"
#include "club/phrase.h"
#include "club/wording.h"

enum { TITLE_NAMES = 3 };

bool word_run_completed(const struct telling *telling, const ProtobufCMessage *message, struct wording *ret)
{
	const Eligibility__RunCompleted *event = (const Eligibility__RunCompleted *)message;
	struct arena *arena = telling->arena;

	ret->title = "Nouveau classement des communes";
	ret->text = arena_printf(
		arena,
		"La grille %s a été appliquée à %s communes : %s remplissent les critères "
		"d'entrée (%s).",
		phrase_name(arena, event->grid_version), phrase_count(arena, event->commune_count),
		phrase_count(arena, event->eligible_count), phrase_name(arena, event->criteria_version));
	ret->subject_id = event->run_id;
	return true;
}

/* The name it had when the candidacy came, which is the registry's to say; its code until it has. */
static const char *commune_name(const Registry__CandidacySubmitted *candidacy, const char *code)
{
	for (size_t i = 0; candidacy && i < candidacy->n_commune_names && i < candidacy->n_commune_codes; i++)
		if (strcmp(candidacy->commune_codes[i], code) == 0)
			return candidacy->commune_names[i];
	return code;
}

static const char *failed_criterion(struct arena *arena, const char *criterion)
{
	static const struct {
		const char *id, *text;
	} criteria[] = {
		{"POPULATION_LIMIT", "trop d'habitants"},
		{"POPULATION_UNKNOWN", "population inconnue"},
	};

	for (size_t i = 0; i < sizeof criteria / sizeof *criteria; i++)
		if (strcmp(criteria[i].id, criterion) == 0)
			return criteria[i].text;
	return phrase_name(arena, criterion);
}

static void put_standing(struct arena *arena, struct buf *out, const char *name,
			 const Eligibility__Standing *standing)
{
	buf_printf(out, "%s%s : ", out->len ? " " : "", phrase_name(arena, name));
	if (!standing->eligible) {
		buf_printf(out, "ne remplit pas les critères (%s).",
			   failed_criterion(arena, standing->failed_criterion));
		return;
	}
	buf_printf(out, "%s sur %s dans le département, %s sur %s en France.",
		   phrase_rank(arena, standing->rank_departement),
		   phrase_count(arena, standing->count_departement),
		   phrase_rank(arena, standing->rank_nation), phrase_count(arena, standing->count_nation));
}

bool word_candidacy_scored(const struct telling *telling, const ProtobufCMessage *message,
			   struct wording *ret)
{
	const Eligibility__CandidacyScored *event = (const Eligibility__CandidacyScored *)message;
	const Registry__CandidacySubmitted *candidacy =
		known_candidacy(telling->txn, telling->arena, event->candidacy_id);
	struct arena *arena = telling->arena;
	char **names = arena_array(arena, event->n_standings + 1, sizeof *names);
	struct buf text = {0};

	if (!names || !known_score_is_news(telling->txn, event->candidacy_id, telling->sequence))
		return false;
	for (size_t i = 0; i < event->n_standings; i++) {
		names[i] = arena_strdup(arena, commune_name(candidacy, event->standings[i]->commune_code));
		put_standing(arena, &text, names[i], event->standings[i]);
	}
	ret->title = arena_printf(arena, "Score calculé : %s",
				  phrase_list(arena, names, event->n_standings, TITLE_NAMES));
	ret->text = arena_strndup(arena, (const char *)text.data, text.len);
	buf_free(&text);
	ret->subject_id = event->candidacy_id;
	if (candidacy) {
		ret->departements = candidacy->departement_codes;
		ret->departement_count = candidacy->n_departement_codes;
	}
	return true;
}
