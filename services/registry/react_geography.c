/* A territory outlives the geography it was labelled in: when communes merge or change EPCI, it keeps its id
 * and gains a line of history. */
#include <string.h>

#include "registry/geography.h"
#include "registry/perimeter.h"
#include "registry/react.h"
#include "registry/state.h"

/* What becomes of one territory. */
struct succession {
	struct decision *decision;
	const Registry__Territory *territory;
	char *communes[PERIMETER_COMMUNES_MAX];
	size_t commune_count;
	char *epcis[PERIMETER_COMMUNES_MAX];
	size_t epci_count;
	char *note;
};

static bool has(char *const *texts, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(texts[i], text) == 0)
			return true;
	return false;
}

static void add(char **texts, size_t *count, char *text)
{
	if (*count < PERIMETER_COMMUNES_MAX && !has(texts, *count, text))
		texts[(*count)++] = text;
}

static void note(struct succession *succession, const char *what, const char *from, const char *to)
{
	succession->note = arena_printf(succession->decision->arena, "%s%s%s %s %s.", succession->note,
					*succession->note ? " " : "", from, what, to);
}

/* The code the territory goes on with. A successor that another territory holds is for a person to decide
 * about, since a commune is in one living territory: it is noted at each new geography until then. */
static char *commune_after(struct succession *succession, char *code)
{
	struct decision *decision = succession->decision;
	char *successor, *label;

	if (geography_exists(decision->txn, KIND_COMMUNE, code))
		return code;
	successor = successor_get(decision->txn, decision->arena, code);
	if (!*successor)
		return code;
	label = reference_load(decision->txn, decision->arena, TABLE_LABELLED, successor);
	if (label && strcmp(label, succession->territory->label_id) != 0) {
		note(succession, "a fusionné dans une commune d'un autre territoire, à départager :", code,
		     successor);
		return code;
	}
	note(succession, "a fusionné dans", code, successor);
	return successor;
}

static void succession_of(struct succession *succession)
{
	const Registry__Territory *territory = succession->territory;
	struct decision *decision = succession->decision;

	for (size_t i = 0; i < territory->n_commune_codes; i++)
		add(succession->communes, &succession->commune_count,
		    commune_after(succession, territory->commune_codes[i]));
	for (size_t i = 0; i < succession->commune_count; i++) {
		char *siren = membership_get(decision->txn, decision->arena, succession->communes[i]);

		if (!*siren)
			continue;
		if (!has(territory->epci_sirens, territory->n_epci_sirens, siren) &&
		    !has(succession->epcis, succession->epci_count, siren))
			note(succession, "est désormais membre de", succession->communes[i], siren);
		add(succession->epcis, &succession->epci_count, siren);
	}
	/* Communes that have all ended, undecided, leave it where it was. */
	if (succession->epci_count > 0)
		return;
	for (size_t i = 0; i < territory->n_epci_sirens; i++)
		add(succession->epcis, &succession->epci_count, territory->epci_sirens[i]);
}

static bool same_texts(char *const *a, size_t a_count, char *const *b, size_t b_count)
{
	for (size_t i = 0; i < a_count; i++)
		if (!has(b, b_count, a[i]))
			return false;
	return a_count == b_count;
}

static void follow(struct decision *decision, const Registry__Territory *territory, uint32_t cog_year)
{
	struct succession succession = {.decision = decision, .territory = territory, .note = ""};
	Registry__TerritoryGeographyChanged event = REGISTRY__TERRITORY_GEOGRAPHY_CHANGED__INIT;

	succession_of(&succession);
	if (!*succession.note &&
	    same_texts(succession.communes, succession.commune_count, territory->commune_codes,
		       territory->n_commune_codes) &&
	    same_texts(succession.epcis, succession.epci_count, territory->epci_sirens,
		       territory->n_epci_sirens))
		return;
	event.territory_id = territory->id;
	event.cog_year = cog_year;
	event.commune_codes = succession.communes;
	event.n_commune_codes = succession.commune_count;
	event.epci_sirens = succession.epcis;
	event.n_epci_sirens = succession.epci_count;
	event.note = succession.note;
	emit(decision, &event.base, NULL);
}

void react_geography_published(struct decision *decision, const Bus__EntryHeader *header,
			       const ProtobufCMessage *message)
{
	const Registry__GeographyPublished *published = (const Registry__GeographyPublished *)message;
	struct bytes key, value;
	struct scan scan;

	(void)header;
	scan_open(&scan, decision->txn, TABLE_TERRITORIES, (struct bytes){0});
	while (scan_next(&scan, &key, &value)) {
		Registry__Territory *territory =
			arena_unpack(decision->arena, &registry__territory__descriptor, value);

		if (territory && territory->status == REGISTRY__TERRITORY_STATUS__TERRITORY_STATUS_LABELLED)
			follow(decision, territory, published->cog_year);
	}
	scan_close(&scan);
}
