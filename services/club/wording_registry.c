#include "club/mirror.h"
#include "club/phrase.h"
#include "club/wording.h"

enum { TITLE_NAMES = 3, TEXT_NAMES = 20, SELECTION_NAMES = 30 };

/* Its communes, by name; by code where the entry is from before it held names. */
static char *communes(struct arena *arena, const Registry__CandidacySubmitted *candidacy, size_t max)
{
	if (candidacy->n_commune_names == candidacy->n_commune_codes)
		return phrase_list(arena, candidacy->commune_names, candidacy->n_commune_names, max);
	return phrase_list(arena, candidacy->commune_codes, candidacy->n_commune_codes, max);
}

static char *candidacy_name(const struct telling *telling, const char *id, size_t max)
{
	const Registry__CandidacySubmitted *candidacy = known_candidacy(telling->txn, telling->arena, id);

	return candidacy ? communes(telling->arena, candidacy, max)
			 : arena_printf(telling->arena, "candidature %s", id);
}

/* As people wrote it, most often with the kind of act. */
static char *reference(struct arena *arena, const char *act, const char *date)
{
	return *date ? arena_printf(arena, "référence : %s, %s", phrase_name(arena, act),
				    phrase_date(arena, date))
		     : arena_printf(arena, "référence : %s", phrase_name(arena, act));
}

bool word_candidacy_submitted(const struct telling *telling, const ProtobufCMessage *message,
			      struct wording *ret)
{
	const Registry__CandidacySubmitted *event = (const Registry__CandidacySubmitted *)message;
	struct arena *arena = telling->arena;

	ret->title = arena_printf(arena, "Candidature déposée : %s", communes(arena, event, TITLE_NAMES));
	ret->text = arena_printf(arena,
				 "%s : une candidature au programme Petites villes de demain est déposée. La "
				 "préfecture du département %s l'instruit.",
				 communes(arena, event, TEXT_NAMES), event->coordinating_departement_code);
	ret->subject_id = event->candidacy_id;
	ret->departements = event->departement_codes;
	ret->departement_count = event->n_departement_codes;
	return true;
}

static const char *opinion_text(Registry__OpinionKind kind)
{
	switch (kind) {
	case REGISTRY__OPINION_KIND__OPINION_KIND_UNSPECIFIED:
		break;
	case REGISTRY__OPINION_KIND__OPINION_KIND_FAVOURABLE:
		return "favorable";
	case REGISTRY__OPINION_KIND__OPINION_KIND_RESERVED:
		return "réservé";
	case REGISTRY__OPINION_KIND__OPINION_KIND_UNFAVOURABLE:
		return "défavorable";
	case _REGISTRY__OPINION_KIND_IS_INT_SIZE:
		break;
	}
	return "rendu";
}

/* What happened to a candidacy known by its id. */
static void candidacy_wording(const struct telling *telling, char *id, struct wording *ret)
{
	const Registry__CandidacySubmitted *candidacy = known_candidacy(telling->txn, telling->arena, id);

	ret->subject_id = id;
	if (!candidacy)
		return;
	ret->departements = candidacy->departement_codes;
	ret->departement_count = candidacy->n_departement_codes;
}

bool word_opinion_given(const struct telling *telling, const ProtobufCMessage *message, struct wording *ret)
{
	const Registry__OpinionGiven *event = (const Registry__OpinionGiven *)message;
	struct arena *arena = telling->arena;
	const char *kind = opinion_text(event->kind);

	candidacy_wording(telling, event->candidacy_id, ret);
	ret->title = arena_printf(arena, "Avis %s du préfet : %s", kind,
				  candidacy_name(telling, event->candidacy_id, TITLE_NAMES));
	ret->text = arena_printf(arena, "%s : le préfet rend un avis %s%s%s%s.%s%s",
				 candidacy_name(telling, event->candidacy_id, TEXT_NAMES), kind,
				 event->rank ? " et classe la candidature " : "",
				 event->rank ? phrase_rank(arena, event->rank) : "",
				 event->rank ? " de son département" : "", *event->comment ? " " : "",
				 *event->comment ? phrase_quote(arena, event->comment) : "");
	return true;
}

bool word_candidacy_refused(const struct telling *telling, const ProtobufCMessage *message,
			    struct wording *ret)
{
	const Registry__CandidacyRefused *event = (const Registry__CandidacyRefused *)message;
	struct arena *arena = telling->arena;

	candidacy_wording(telling, event->candidacy_id, ret);
	ret->title = arena_printf(arena, "Candidature non retenue : %s",
				  candidacy_name(telling, event->candidacy_id, TITLE_NAMES));
	ret->text = arena_printf(arena,
				 "%s : la candidature n'est pas retenue (%s). Motif : %s. Une nouvelle "
				 "candidature peut être déposée.",
				 candidacy_name(telling, event->candidacy_id, TEXT_NAMES),
				 reference(arena, event->decision_reference, ""),
				 phrase_quote(arena, event->reason));
	return true;
}

bool word_candidacy_withdrawn(const struct telling *telling, const ProtobufCMessage *message,
			      struct wording *ret)
{
	const Registry__CandidacyWithdrawn *event = (const Registry__CandidacyWithdrawn *)message;
	struct arena *arena = telling->arena;

	candidacy_wording(telling, event->candidacy_id, ret);
	ret->title = arena_printf(arena, "Candidature retirée : %s",
				  candidacy_name(telling, event->candidacy_id, TITLE_NAMES));
	ret->text = arena_printf(
		arena, "%s : la candidature est retirée par ceux qui l'avaient déposée. Motif : %s.",
		candidacy_name(telling, event->candidacy_id, TEXT_NAMES), phrase_quote(arena, event->reason));
	return true;
}

/* The candidacies in the committee's order, one after the other. */
static char *selected(const struct telling *telling, const Registry__SelectionProposed *event)
{
	struct arena *arena = telling->arena;
	size_t count = event->n_candidacy_ids;
	char **names = arena_array(arena, count + 1, sizeof *names);

	if (!names)
		return "";
	for (size_t i = 0; i < count && i < SELECTION_NAMES; i++)
		names[i] = candidacy_name(telling, event->candidacy_ids[i], TITLE_NAMES);
	return phrase_series(arena, names, count, SELECTION_NAMES);
}

bool word_selection_proposed(const struct telling *telling, const ProtobufCMessage *message,
			     struct wording *ret)
{
	const Registry__SelectionProposed *event = (const Registry__SelectionProposed *)message;
	struct arena *arena = telling->arena;
	size_t count = event->n_candidacy_ids;
	const char *plural = count == 1 ? "" : "s";

	ret->title = arena_printf(arena, "Sélection régionale : %zu candidature%s proposée%s", count, plural,
				  plural);
	ret->text = arena_printf(
		arena, "Le comité de la région %s du %s (%s) propose, dans cet ordre : %s.%s%s",
		event->region_code, phrase_date(arena, event->committee_date),
		phrase_name(arena, event->minutes_reference), selected(telling, event),
		*event->unfavourable_reason ? " Malgré un avis défavorable : " : "",
		*event->unfavourable_reason ? phrase_quote(arena, event->unfavourable_reason) : "");
	ret->subject_id = event->selection_id;
	ret->departements = event->departement_codes;
	ret->departement_count = event->n_departement_codes;
	return true;
}

bool word_label_granted(const struct telling *telling, const ProtobufCMessage *message, struct wording *ret)
{
	const Registry__LabelGranted *event = (const Registry__LabelGranted *)message;
	struct arena *arena = telling->arena;

	ret->title = arena_printf(arena, "Label accordé : %s", phrase_name(arena, event->territory_name));
	ret->text = arena_printf(
		arena, "Le territoire %s (%s) entre dans le programme Petites villes de demain (%s).",
		phrase_name(arena, event->territory_name),
		candidacy_name(telling, event->candidacy_id, TEXT_NAMES),
		reference(arena, event->decision_reference, event->decision_date));
	ret->subject_id = event->label_id;
	ret->departements = event->departement_codes;
	ret->departement_count = event->n_departement_codes;
	return true;
}

bool word_label_withdrawn(const struct telling *telling, const ProtobufCMessage *message, struct wording *ret)
{
	const Registry__LabelWithdrawn *event = (const Registry__LabelWithdrawn *)message;
	struct arena *arena = telling->arena;
	const Registry__LabelGranted *label = known_label(telling->txn, arena, event->label_id);
	char *name = label ? phrase_name(arena, label->territory_name) : event->label_id;

	ret->title = arena_printf(arena, "Label retiré : %s", name);
	ret->text = arena_printf(arena, "Le territoire %s sort du programme (%s). Motif : %s.", name,
				 reference(arena, event->decision_reference, ""),
				 phrase_quote(arena, event->reason));
	ret->subject_id = event->label_id;
	if (label) {
		ret->departements = label->departement_codes;
		ret->departement_count = label->n_departement_codes;
	}
	return true;
}

/* The name of a territory, and where it lies. */
static char *territory_wording(const struct telling *telling, char *id, struct wording *ret)
{
	const Registry__TerritoryCreated *territory = known_territory(telling->txn, telling->arena, id);

	ret->subject_id = id;
	if (!territory)
		return id;
	ret->departements = territory->departement_codes;
	ret->departement_count = territory->n_departement_codes;
	return phrase_name(telling->arena, territory->name);
}

bool word_territory_geography_changed(const struct telling *telling, const ProtobufCMessage *message,
				      struct wording *ret)
{
	const Registry__TerritoryGeographyChanged *event =
		(const Registry__TerritoryGeographyChanged *)message;
	struct arena *arena = telling->arena;
	char *name = territory_wording(telling, event->territory_id, ret);

	ret->title = arena_printf(arena, "Périmètre modifié : %s", name);
	ret->text = arena_printf(arena,
				 "Le code officiel géographique %u change le périmètre du territoire %s. %s",
				 event->cog_year, name, phrase_quote(arena, event->note));
	return true;
}

bool word_committee_held(const struct telling *telling, const ProtobufCMessage *message, struct wording *ret)
{
	const Registry__CommitteeHeld *event = (const Registry__CommitteeHeld *)message;
	const Registry__Committee *committee = event->committee;
	struct arena *arena = telling->arena;
	char *name = territory_wording(telling, event->territory_id, ret);

	ret->title = arena_printf(arena, "Comité de projet : %s", name);
	ret->text =
		arena_printf(arena, "Le comité de projet du territoire %s s'est réuni le %s (%s).%s%s", name,
			     phrase_date(arena, committee->held_on), phrase_name(arena, committee->place),
			     *committee->decisions ? " Décisions : " : "",
			     *committee->decisions ? phrase_quote(arena, committee->decisions) : "");
	if (committee->n_axes)
		ret->text = arena_printf(
			arena, "%s Axes adoptés : %s.", ret->text,
			phrase_series(arena, committee->axes, committee->n_axes, committee->n_axes));
	return true;
}
