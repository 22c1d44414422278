/* Places by name, and communes alone by the same search. */
#include <string.h>

#include "registry/geography.h"
#include "registry/population.h"
#include "registry/search.h"
#include "registry/subjects.h"
#include "registry_binding.h"
#include "service/check.h"

enum { KINDS_MAX = 8 }; /* of one request, repetitions among them */
static const unsigned ALL_KINDS = 1u << PLACE_COMMUNE | 1u << PLACE_EPCI | 1u << PLACE_TERRITORY;

static unsigned limit_of(uint32_t limit)
{
	if (limit == 0)
		return SEARCH_LIMIT_DEFAULT;
	return limit < SEARCH_LIMIT_MAX ? limit : SEARCH_LIMIT_MAX;
}

bool registry_query_search_communes(struct query *query, const Registry__SearchCommunesRequest *request,
				    Registry__SearchCommunesResponse *response)
{
	struct search_hit hits[SEARCH_LIMIT_MAX];
	struct search wanted = {.text = request->text,
				.departement = request->departement_code,
				.kinds = 1u << PLACE_COMMUNE,
				.limit = limit_of(request->limit)};
	unsigned count;

	if (!check_text(query->refusal, "text", request->text, SEARCH_TEXT_MAX))
		return false;
	count = search(query->txn, &wanted, hits);
	response->communes = arena_array(query->arena, count + 1, sizeof(*response->communes));
	if (!response->communes)
		return refuse_too_large(query->refusal);
	for (unsigned i = 0; i < count; i++) {
		Registry__Commune *commune = commune_load(query->txn, query->arena, hits[i].code);

		if (commune)
			response->communes[response->n_communes++] = commune;
	}
	return true;
}

static bool kinds_of(struct query *query, const Registry__SearchPlacesRequest *request, unsigned *ret)
{
	*ret = request->n_kinds ? 0 : ALL_KINDS;
	for (size_t i = 0; i < request->n_kinds; i++) {
		/* What no kind of the contract is was refused before. */
		if (i == KINDS_MAX || !(ALL_KINDS >> request->kinds[i] & 1))
			return refuse(
				query->refusal, FAULT_INVALID_ARGUMENT, "KIND_UNKNOWN", "kinds",
				"Dites ce qui est cherché : commune, EPCI ou territoire, une fois chacun ; "
				"rien : les trois.");
		*ret |= 1u << request->kinds[i];
	}
	return true;
}

static void departements_of(struct arena *arena, const char *text, Registry__Place *place)
{
	place->departement_codes =
		arena_array(arena, DEPARTEMENTS_TEXT_SIZE / 2, sizeof(*place->departement_codes));
	while (place->departement_codes && *text) {
		size_t len = strcspn(text, " ");

		place->departement_codes[place->n_departement_codes++] = arena_strndup(arena, text, len);
		text += len + (text[len] == ' ');
	}
}

/* What the index does not hold; false where there is no such place, which the index says there is. */
static bool place_fill_commune(struct query *query, Registry__Place *place)
{
	struct population population;
	struct version version;
	Registry__Commune *commune = NULL;

	if (geography_live(query->txn, KIND_COMMUNE, place->code, &version))
		commune = arena_unpack(query->arena, &registry__commune__descriptor, version.packed);
	if (!commune)
		return false;
	place->name = commune->name;
	place->territory_id = territory_of_commune(query->txn, query->arena, place->code);
	if (population_latest(query->txn, place->code, &population))
		place->population = population.value;
	return true;
}

static bool place_fill(struct query *query, Registry__Place *place)
{
	Registry__Territory *territory;
	Registry__Epci *epci;

	switch (place->kind) {
	case PLACE_COMMUNE:
		return place_fill_commune(query, place);
	case PLACE_EPCI:
		epci = epci_load(query->txn, query->arena, place->code);
		place->name = epci ? epci->name : place->name;
		return epci != NULL;
	case PLACE_TERRITORY:
		territory = territory_load(query->txn, query->arena, place->code);
		place->name = territory ? territory->name : place->name;
		place->territory_id = place->code;
		return territory != NULL;
	case REGISTRY__PLACE_KIND__PLACE_KIND_UNSPECIFIED:
	case _REGISTRY__PLACE_KIND_IS_INT_SIZE:
		break;
	}
	return false;
}

static bool add_place(struct query *query, const struct search_hit *hit,
		      Registry__SearchPlacesResponse *response)
{
	Registry__Place *place = arena_alloc(query->arena, sizeof(*place));

	if (!place)
		return refuse_too_large(query->refusal);
	registry__place__init(place);
	place->kind = hit->kind;
	place->code = arena_strdup(query->arena, hit->code);
	departements_of(query->arena, hit->departements, place);
	if (place_fill(query, place))
		response->places[response->n_places++] = place;
	return true;
}

bool registry_query_search_places(struct query *query, const Registry__SearchPlacesRequest *request,
				  Registry__SearchPlacesResponse *response)
{
	struct search_hit hits[SEARCH_LIMIT_MAX];
	struct search wanted = {.text = request->text,
				.departement = request->departement_code,
				.limit = limit_of(request->limit)};
	unsigned count;

	if (!check_text(query->refusal, "text", request->text, SEARCH_TEXT_MAX) ||
	    !kinds_of(query, request, &wanted.kinds))
		return false;
	count = search(query->txn, &wanted, hits);
	response->places = arena_array(query->arena, count + 1, sizeof(*response->places));
	if (!response->places)
		return refuse_too_large(query->refusal);
	for (unsigned i = 0; i < count; i++)
		if (!add_place(query, &hits[i], response))
			return false;
	return true;
}
