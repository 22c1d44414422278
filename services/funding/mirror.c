#include "funding/mirror.h"

#include <string.h>

#include "funding/state.h"
#include "service/record.h"

static struct key place_key(const char *code, const char *territory)
{
	struct key key;

	key_clear(&key);
	key_text(&key, code);
	key_raw(&key, bytes_text(territory));
	return key;
}

/* The index names a territory where it is, and no longer where it was. */
static void index_places(struct application *folding, const Registry__Territory *territory, bool there)
{
	char *const *lists[] = {territory->commune_codes, territory->epci_sirens};
	const size_t counts[] = {territory->n_commune_codes, territory->n_epci_sirens};

	for (unsigned list = 0; list < 2; list++) {
		for (size_t i = 0; i < counts[list]; i++) {
			struct key key = place_key(lists[list][i], territory->id);

			if (there)
				txn_put(folding->txn, TABLE_FUNDING_PLACES, key_bytes(&key), bytes_text(""));
			else
				txn_delete(folding->txn, TABLE_FUNDING_PLACES, key_bytes(&key));
		}
	}
}

static void territory_put(struct application *folding, const Registry__Territory *territory)
{
	record_put_text(folding->txn, folding->arena, TABLE_FUNDING_TERRITORIES, territory->id,
			&territory->base);
	index_places(folding, territory, true);
}

static void on_created(struct application *folding, const ProtobufCMessage *message)
{
	const Registry__TerritoryCreated *event = (const Registry__TerritoryCreated *)message;
	Registry__Territory territory = REGISTRY__TERRITORY__INIT;

	territory.id = event->territory_id;
	territory.name = event->name;
	territory.status = REGISTRY__TERRITORY_STATUS__TERRITORY_STATUS_LABELLED;
	territory.label_id = event->label_id;
	territory.n_commune_codes = event->n_commune_codes;
	territory.commune_codes = event->commune_codes;
	territory.n_epci_sirens = event->n_epci_sirens;
	territory.epci_sirens = event->epci_sirens;
	territory.coordinating_departement_code = event->coordinating_departement_code;
	territory.n_departement_codes = event->n_departement_codes;
	territory.departement_codes = event->departement_codes;
	territory_put(folding, &territory);
}

static void on_geography(struct application *folding, const ProtobufCMessage *message)
{
	const Registry__TerritoryGeographyChanged *event =
		(const Registry__TerritoryGeographyChanged *)message;
	Registry__Territory *territory =
		mirrored_territory(folding->txn, folding->arena, event->territory_id);

	if (!territory)
		return;
	index_places(folding, territory, false);
	territory->n_commune_codes = event->n_commune_codes;
	territory->commune_codes = event->commune_codes;
	territory->n_epci_sirens = event->n_epci_sirens;
	territory->epci_sirens = event->epci_sirens;
	territory_put(folding, territory);
}

/* It keeps its places: its applications go on, and concern whom they did. */
static void on_ended(struct application *folding, const ProtobufCMessage *message)
{
	const Registry__TerritoryEnded *event = (const Registry__TerritoryEnded *)message;
	Registry__Territory *territory =
		mirrored_territory(folding->txn, folding->arena, event->territory_id);

	if (!territory)
		return;
	territory->status = REGISTRY__TERRITORY_STATUS__TERRITORY_STATUS_ENDED;
	territory_put(folding, territory);
}

const struct reaction FUNDING_REACTIONS[FUNDING_REACTION_COUNT] = {
	{.source = "registry", .type = &registry__territory_created__descriptor, .mirror = on_created},
	{.source = "registry",
	 .type = &registry__territory_geography_changed__descriptor,
	 .mirror = on_geography},
	{.source = "registry", .type = &registry__territory_ended__descriptor, .mirror = on_ended},
};
Registry__Territory *mirrored_territory(struct txn *txn, struct arena *arena, const char *id)
{
	if (!*id || strlen(id) >= ID_TEXT_SIZE)
		return NULL;
	return record_get_text(txn, arena, TABLE_FUNDING_TERRITORIES, id, &registry__territory__descriptor);
}

static bool has(char *const *codes, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(codes[i], code) == 0)
			return true;
	return false;
}

bool mirrored_has_commune(const Registry__Territory *territory, const char *code)
{
	return has(territory->commune_codes, territory->n_commune_codes, code);
}

bool mirrored_has_epci(const Registry__Territory *territory, const char *siren)
{
	return has(territory->epci_sirens, territory->n_epci_sirens, siren);
}

bool mirrored_next(struct txn *txn, struct mirrored_place *place)
{
	struct key from = place_key(place->code, place->at), within = place_key(place->code, "");
	struct bytes prefix = key_bytes(&within), key, value;
	struct scan scan;
	bool found;

	if (within.too_long)
		return false;
	scan_open(&scan, txn, TABLE_FUNDING_PLACES, key_bytes(&from));
	found = scan_next_within(&scan, prefix, &key, &value);
	if (found && *place->at)
		found = scan_next_within(&scan, prefix, &key, &value);
	if (found && key.len - prefix.len < sizeof place->at) {
		memcpy(place->at, key.data + prefix.len, key.len - prefix.len);
		place->at[key.len - prefix.len] = '\0';
	}
	scan_close(&scan);
	return found;
}
