#include "club/mirror.h"
#include "club/phrase.h"
#include "club/wording.h"

enum { MEASURES_NAMED = 20 };

bool word_measures_adopted(const struct telling *telling, const ProtobufCMessage *message,
			   struct wording *ret)
{
	const Funding__MeasuresAdopted *event = (const Funding__MeasuresAdopted *)message;
	struct arena *arena = telling->arena;
	size_t count = event->n_measures;
	char **titles = arena_array(arena, count + 1, sizeof *titles);

	if (!titles || count == 0)
		return false;
	for (size_t i = 0; i < count; i++)
		titles[i] = phrase_name(arena, event->measures[i]->title);
	ret->title = count == 1 ? arena_printf(arena, "Mesure nouvelle ou modifiée : %s", titles[0])
				: arena_printf(arena, "%zu mesures nouvelles ou modifiées", count);
	ret->text = arena_printf(arena, "L'offre de services du programme change : %s.",
				 phrase_series(arena, titles, count, MEASURES_NAMED));
	ret->subject_id = count == 1 ? event->measures[0]->id : "";
	return true;
}

/* "Titre (Territoire)", and what it is about. */
static char *application_wording(const struct telling *telling, char *id, struct wording *ret)
{
	struct arena *arena = telling->arena;
	const Funding__ApplicationFiled *application = known_application(telling->txn, arena, id);

	ret->subject_id = id;
	if (!application)
		return arena_printf(arena, "demande %s", id);
	ret->departements = application->departement_codes;
	ret->departement_count = application->n_departement_codes;
	return arena_printf(arena, "%s (%s)", phrase_name(arena, application->title),
			    phrase_name(arena, application->territory_name));
}

bool word_application_filed(const struct telling *telling, const ProtobufCMessage *message,
			    struct wording *ret)
{
	const Funding__ApplicationFiled *event = (const Funding__ApplicationFiled *)message;
	struct arena *arena = telling->arena;

	ret->title = arena_printf(arena, "Demande déposée : %s",
				  application_wording(telling, event->application_id, ret));
	ret->text = arena_printf(arena, "Le territoire %s demande, au titre de la mesure %s : %s.",
				 phrase_name(arena, event->territory_name),
				 phrase_quote(arena, phrase_name(arena, event->measure_title)),
				 phrase_amounts(arena, event->amounts, event->n_amounts));
	return true;
}

bool word_documents_requested(const struct telling *telling, const ProtobufCMessage *message,
			      struct wording *ret)
{
	const Funding__DocumentsRequested *event = (const Funding__DocumentsRequested *)message;
	struct arena *arena = telling->arena;
	char *name = application_wording(telling, event->application_id, ret);

	ret->title = arena_printf(arena, "Pièces demandées : %s", name);
	ret->text = arena_printf(
		arena, "%s : le dossier est incomplet. Pièces attendues : %s.%s%s", name,
		phrase_list(arena, event->document_codes, event->n_document_codes, event->n_document_codes),
		*event->note ? " " : "", *event->note ? phrase_quote(arena, event->note) : "");
	return true;
}

bool word_application_completed(const struct telling *telling, const ProtobufCMessage *message,
				struct wording *ret)
{
	const Funding__ApplicationCompleted *event = (const Funding__ApplicationCompleted *)message;
	struct arena *arena = telling->arena;
	char *name = application_wording(telling, event->application_id, ret);

	ret->title = arena_printf(arena, "Dossier complet : %s", name);
	ret->text =
		arena_printf(arena,
			     event->deemed ? "%s : le dossier est réputé complet, rien n'ayant été demandé "
					     "dans le délai."
					   : "%s : le dossier est déclaré complet.",
			     name);
	return true;
}

bool word_application_granted(const struct telling *telling, const ProtobufCMessage *message,
			      struct wording *ret)
{
	const Funding__ApplicationGranted *event = (const Funding__ApplicationGranted *)message;
	struct arena *arena = telling->arena;
	char *name = application_wording(telling, event->application_id, ret);

	ret->title = arena_printf(arena, "Subvention accordée : %s", name);
	ret->text = arena_printf(arena, "%s : %s. Référence : %s, %s.", name,
				 phrase_amounts(arena, event->amounts, event->n_amounts),
				 phrase_name(arena, event->decision_reference),
				 phrase_date(arena, event->decision_date));
	return true;
}

bool word_application_refused(const struct telling *telling, const ProtobufCMessage *message,
			      struct wording *ret)
{
	const Funding__ApplicationRefused *event = (const Funding__ApplicationRefused *)message;
	struct arena *arena = telling->arena;
	char *name = application_wording(telling, event->application_id, ret);

	ret->title = arena_printf(arena, "Demande refusée : %s", name);
	ret->text = arena_printf(
		arena, "%s : la demande est refusée. Règle : %s. Motif : %s. Référence : %s, %s.", name,
		phrase_name(arena, event->rule), phrase_quote(arena, event->reason),
		phrase_name(arena, event->decision_reference), phrase_date(arena, event->decision_date));
	return true;
}

bool word_application_withdrawn(const struct telling *telling, const ProtobufCMessage *message,
				struct wording *ret)
{
	const Funding__ApplicationWithdrawn *event = (const Funding__ApplicationWithdrawn *)message;
	struct arena *arena = telling->arena;
	char *name = application_wording(telling, event->application_id, ret);

	ret->title = arena_printf(arena, "Demande retirée : %s", name);
	ret->text = arena_printf(arena, "%s : la demande est retirée. Motif : %s.", name,
				 phrase_quote(arena, event->reason));
	if (event->n_released)
		ret->text = arena_printf(arena, "%s Somme rendue : %s.", ret->text,
					 phrase_amounts(arena, event->released, event->n_released));
	return true;
}

bool word_funds_committed(const struct telling *telling, const ProtobufCMessage *message, struct wording *ret)
{
	const Funding__FundsCommitted *event = (const Funding__FundsCommitted *)message;
	struct arena *arena = telling->arena;
	char *name = application_wording(telling, event->application_id, ret);

	ret->title = arena_printf(arena, "Crédits engagés : %s", name);
	ret->text = arena_printf(arena, "%s : %s engagés par le financeur %s (engagement %s).", name,
				 phrase_amount(arena, event->amount_cents), phrase_payer(arena, event->payer),
				 phrase_name(arena, event->commitment_reference));
	return true;
}

bool word_payment_recorded(const struct telling *telling, const ProtobufCMessage *message,
			   struct wording *ret)
{
	const Funding__PaymentRecorded *event = (const Funding__PaymentRecorded *)message;
	struct arena *arena = telling->arena;
	char *name = application_wording(telling, event->application_id, ret);

	ret->title = arena_printf(arena, "Versement : %s", name);
	ret->text =
		arena_printf(arena, "%s : %s versés le %s par le financeur %s (référence %s).", name,
			     phrase_amount(arena, event->amount_cents), phrase_date(arena, event->paid_on),
			     phrase_payer(arena, event->payer), phrase_name(arena, event->reference));
	return true;
}
