#include "registry/columns.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/code.h"
#include "base/utf8.h"

static bool is_one_of(const char *text, const char *const *known, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(text, known[i]) == 0)
			return true;
	return false;
}

static bool is_name(const char *text)
{
	size_t len = strlen(text);

	return len > 0 && len <= 120 && utf8_is_text(text, len);
}

static bool is_zone(const char *text)
{
	static const char *const KNOWN[] = {"metro", "drom", "com"};

	return is_one_of(text, KNOWN, 3);
}

static bool is_epci_kind(const char *text)
{
	static const char *const KNOWN[] = {"CC", "CA", "CU", "METRO", "MET69"};

	return is_one_of(text, KNOWN, 5);
}

/* Fiscalité professionnelle unique, fiscalité additionnelle (code général des impôts, art. 1609 nonies C and
 * 1609 quinquies C). */
static bool is_financing(const char *text)
{
	static const char *const KNOWN[] = {"FPU", "FA"};

	return is_one_of(text, KNOWN, 2);
}

/* The COG gives the collectivités d'outre-mer a région of their own, under their three digits. */
static bool is_region(const char *code)
{
	return code_is_region(code) || (strlen(code) == 3 && code_is_departement(code));
}

/* Corsica was département 20 until 1976, and what its communes were before is known by those codes. */
static bool is_former_commune(const char *code)
{
	return code_is_commune(code) ||
	       (strlen(code) == 5 && strncmp(code, "20", 2) == 0 && strspn(code, "0123456789") == 5);
}

#define MESSAGE(name)    Registry__##name
#define AT(type, member) offsetof(MESSAGE(type), member)

#define TEXT(from, to, names, member, is_valid, ...)                                                         \
	{                                                                                                    \
		.name = #names, .type = COLUMN_TEXT, .valid = (is_valid), .count = AT(from, n_##names),      \
		.values = AT(from, names), .row = AT(to, member), __VA_ARGS__                                \
	}
#define LIST(from, to, counts, names, is_valid, ...)                                                         \
	{                                                                                                    \
		.name = #names, .type = COLUMN_LIST, .valid = (is_valid), .count = AT(from, n_##counts),     \
		.values = AT(from, counts), .flat_count = AT(from, n_##names), .flat = AT(from, names),      \
		.row_count = AT(to, n_##names), .row = AT(to, names), __VA_ARGS__                            \
	}

static const struct column REGION[] = {
	TEXT(RegionColumns, Region, codes, code, is_region),
	TEXT(RegionColumns, Region, names, name, is_name),
	TEXT(RegionColumns, Region, chef_lieu_codes, chef_lieu_code, code_is_commune, .refers = KIND_COMMUNE,
	     .late = true),
	TEXT(RegionColumns, Region, zones, zone, is_zone),
};

static const struct column DEPARTEMENT[] = {
	TEXT(DepartementColumns, Departement, codes, code, code_is_departement),
	TEXT(DepartementColumns, Departement, names, name, is_name),
	TEXT(DepartementColumns, Departement, region_codes, region_code, is_region, .refers = KIND_REGION),
	TEXT(DepartementColumns, Departement, chef_lieu_codes, chef_lieu_code, code_is_commune,
	     .refers = KIND_COMMUNE, .late = true),
	TEXT(DepartementColumns, Departement, zones, zone, is_zone),
};

static const struct column ARRONDISSEMENT[] = {
	TEXT(ArrondissementColumns, Arrondissement, codes, code, code_is_arrondissement),
	TEXT(ArrondissementColumns, Arrondissement, names, name, is_name),
	TEXT(ArrondissementColumns, Arrondissement, departement_codes, departement_code, code_is_departement,
	     .refers = KIND_DEPARTEMENT),
	TEXT(ArrondissementColumns, Arrondissement, chef_lieu_codes, chef_lieu_code, code_is_commune,
	     .refers = KIND_COMMUNE, .late = true),
};

static const struct column COMMUNE[] = {
	TEXT(CommuneColumns, Commune, codes, code, code_is_commune),
	TEXT(CommuneColumns, Commune, names, name, is_name),
	TEXT(CommuneColumns, Commune, departement_codes, departement_code, code_is_departement,
	     .refers = KIND_DEPARTEMENT),
	TEXT(CommuneColumns, Commune, arrondissement_codes, arrondissement_code, code_is_arrondissement,
	     .refers = KIND_ARRONDISSEMENT, .optional = true),
	TEXT(CommuneColumns, Commune, sirens, siren, code_is_siren, .optional = true),
	TEXT(CommuneColumns, Commune, zones, zone, is_zone),
	{.name = "populations",
	 .type = COLUMN_POPULATION,
	 .count = AT(CommuneColumns, n_populations),
	 .values = AT(CommuneColumns, populations)},
	LIST(CommuneColumns, Commune, postal_code_counts, postal_codes, code_is_postal, .optional = true),
	LIST(CommuneColumns, Commune, former_code_counts, former_codes, is_former_commune, .optional = true),
};

static const struct column EPCI[] = {
	TEXT(EpciColumns, Epci, sirens, siren, code_is_siren),
	TEXT(EpciColumns, Epci, names, name, is_name),
	TEXT(EpciColumns, Epci, kinds, kind, is_epci_kind),
	TEXT(EpciColumns, Epci, financings, financing, is_financing),
	LIST(EpciColumns, Epci, member_counts, member_codes, code_is_commune, .refers = KIND_COMMUNE),
};

#define KIND(text, field, rows, from, table)                                                                 \
	{                                                                                                    \
		.label = text, .plural = field, .row_type = &registry__##rows##__descriptor,                 \
		.columns_type = &registry__##from##__descriptor, .columns = table,                           \
		.column_count = sizeof(table) / sizeof((table)[0])                                           \
	}

const struct vocabulary KINDS[KIND_LAST + 1] = {
	[KIND_REGION] = KIND("région", "regions", region, region_columns, REGION),
	[KIND_DEPARTEMENT] =
		KIND("département", "departements", departement, departement_columns, DEPARTEMENT),
	[KIND_ARRONDISSEMENT] = KIND("arrondissement", "arrondissements", arrondissement,
				     arrondissement_columns, ARRONDISSEMENT),
	[KIND_COMMUNE] = KIND("commune", "communes", commune, commune_columns, COMMUNE),
	[KIND_EPCI] = KIND("EPCI", "epcis", epci, epci_columns, EPCI),
};

static const void *member(const ProtobufCMessage *message, size_t offset)
{
	return (const char *)message + offset;
}

static void *member_mutable(ProtobufCMessage *message, size_t offset)
{
	return (char *)message + offset;
}

static size_t count_at(const ProtobufCMessage *message, size_t offset)
{
	return *(const size_t *)member(message, offset);
}

static char **texts_at(const ProtobufCMessage *message, size_t offset)
{
	return *(char **const *)member(message, offset);
}

static struct columns columns_of(enum geography_kind kind, const ProtobufCMessage *message)
{
	return (struct columns){
		.kind = kind,
		.message = message,
		.count = count_at(message, KINDS[kind].columns[0].count),
	};
}

struct columns columns_of_request(const Registry__PutImportChunkRequest *request)
{
	switch (request->columns_case) {
	case REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_REGIONS:
		return columns_of(KIND_REGION, &request->regions->base);
	case REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_DEPARTEMENTS:
		return columns_of(KIND_DEPARTEMENT, &request->departements->base);
	case REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_ARRONDISSEMENTS:
		return columns_of(KIND_ARRONDISSEMENT, &request->arrondissements->base);
	case REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_COMMUNES:
		return columns_of(KIND_COMMUNE, &request->communes->base);
	case REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_EPCIS:
		return columns_of(KIND_EPCI, &request->epcis->base);
	case REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS__NOT_SET:
	case _REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS__CASE_IS_INT_SIZE:
		break;
	}
	return (struct columns){0};
}

struct columns columns_of_event(const Registry__GeographyChunkStaged *event)
{
	switch (event->columns_case) {
	case REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_REGIONS:
		return columns_of(KIND_REGION, &event->regions->base);
	case REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_DEPARTEMENTS:
		return columns_of(KIND_DEPARTEMENT, &event->departements->base);
	case REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_ARRONDISSEMENTS:
		return columns_of(KIND_ARRONDISSEMENT, &event->arrondissements->base);
	case REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_COMMUNES:
		return columns_of(KIND_COMMUNE, &event->communes->base);
	case REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_EPCIS:
		return columns_of(KIND_EPCI, &event->epcis->base);
	case REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS__NOT_SET:
	case _REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS__CASE_IS_INT_SIZE:
		break;
	}
	return (struct columns){0};
}

void columns_into_event(const struct columns *columns, Registry__GeographyChunkStaged *event)
{
	static const Registry__GeographyChunkStaged__ColumnsCase CASES[KIND_LAST + 1] = {
		[KIND_REGION] = REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_REGIONS,
		[KIND_DEPARTEMENT] = REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_DEPARTEMENTS,
		[KIND_ARRONDISSEMENT] = REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_ARRONDISSEMENTS,
		[KIND_COMMUNE] = REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_COMMUNES,
		[KIND_EPCI] = REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_EPCIS,
	};

	event->columns_case = CASES[columns->kind];
	/* The members of the oneof are pointers that share their place. */
	event->communes = (Registry__CommuneColumns *)(uintptr_t)columns->message;
}

static bool refuse_lengths(struct refusal *refusal, const struct vocabulary *kind, const char *column)
{
	char field[REFUSAL_FIELD_MAX];

	(void)snprintf(field, sizeof(field), "%s.%s", kind->plural, column);
	return refuse(refusal, FAULT_INVALID_ARGUMENT, "COLUMNS_DIFFER", field,
		      "Les colonnes du lot (%s) n'ont pas la même longueur : voyez « %s ».", kind->label,
		      column);
}

static bool list_adds_up(const struct column *column, const struct columns *columns)
{
	const uint32_t *counts = *(uint32_t *const *)member(columns->message, column->values);
	uint64_t sum = 0;

	for (size_t i = 0; i < columns->count; i++)
		sum += counts[i];
	return sum == count_at(columns->message, column->flat_count);
}

bool columns_check(const struct columns *columns, struct refusal *refusal)
{
	const struct vocabulary *kind = &KINDS[columns->kind];

	if (columns->count == 0)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "NO_ROWS", kind->plural,
			      "Le lot ne contient aucune ligne (%s).", kind->label);
	if (columns->count > ROWS_MAX)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "TOO_MANY_ROWS", kind->plural,
			      "Le lot contient %zu lignes pour %d au plus. Découpez-le.", columns->count,
			      ROWS_MAX);
	for (unsigned i = 0; i < kind->column_count; i++) {
		const struct column *column = &kind->columns[i];

		if (count_at(columns->message, column->count) != columns->count)
			return refuse_lengths(refusal, kind, column->name);
		if (column->type == COLUMN_LIST && !list_adds_up(column, columns))
			return refuse_lengths(refusal, kind, column->name);
	}
	return true;
}

struct rows rows_of(const struct columns *columns)
{
	return (struct rows){.columns = columns};
}

static void row_take_list(struct rows *rows, unsigned n, const struct column *column, struct row *row)
{
	const uint32_t *counts = *(uint32_t *const *)member(rows->columns->message, column->values);
	size_t count = counts[row->index];

	*(size_t *)member_mutable(&row->message, column->row_count) = count;
	if (count)
		*(char ***)member_mutable(&row->message, column->row) =
			texts_at(rows->columns->message, column->flat) + rows->used[n];
	rows->used[n] += count;
}

bool rows_next(struct rows *rows, struct row *ret)
{
	const struct columns *columns = rows->columns;
	const struct vocabulary *kind = &KINDS[columns->kind];

	if (rows->next == columns->count)
		return false;
	*ret = (struct row){.index = rows->next++, .population = -1};
	protobuf_c_message_init(kind->row_type, &ret->message);
	for (unsigned i = 0; i < kind->column_count; i++) {
		const struct column *column = &kind->columns[i];

		switch (column->type) {
		case COLUMN_TEXT:
			*(char **)member_mutable(&ret->message, column->row) =
				texts_at(columns->message, column->values)[ret->index];
			break;
		case COLUMN_POPULATION:
			ret->population =
				(*(int32_t *const *)member(columns->message, column->values))[ret->index];
			break;
		case COLUMN_LIST:
			row_take_list(rows, i, column, ret);
			break;
		}
	}
	ret->code = *(char *const *)member(&ret->message, kind->columns[0].row);
	return true;
}

/* Copies the kept rows' elements of one array. */
static bool select_array(struct arena *arena, const struct columns *columns, const bool *keep, size_t element,
			 size_t values, size_t count, ProtobufCMessage *into)
{
	const char *from = *(const char *const *)member(columns->message, values);
	char *to = arena_array(arena, columns->count, element);
	size_t kept = 0;

	if (!to)
		return false;
	for (size_t i = 0; i < columns->count; i++)
		if (keep[i])
			memcpy(to + kept++ * element, from + i * element, element);
	*(void **)member_mutable(into, values) = to;
	*(size_t *)member_mutable(into, count) = kept;
	return true;
}

static bool select_list(struct arena *arena, const struct columns *columns, const bool *keep,
			const struct column *column, ProtobufCMessage *into)
{
	const uint32_t *counts = *(uint32_t *const *)member(columns->message, column->values);
	char **from = texts_at(columns->message, column->flat);
	char **to = arena_array(arena, count_at(columns->message, column->flat_count) + 1, sizeof(*to));
	size_t kept = 0;

	if (!to)
		return false;
	for (size_t i = 0; i < columns->count; from += counts[i], i++) {
		if (!keep[i] || counts[i] == 0)
			continue;
		memcpy(to + kept, from, counts[i] * sizeof(*to));
		kept += counts[i];
	}
	*(char ***)member_mutable(into, column->flat) = to;
	*(size_t *)member_mutable(into, column->flat_count) = kept;
	return true;
}

struct columns columns_select(struct arena *arena, const struct columns *columns, const bool *keep)
{
	static const size_t ELEMENT[] = {
		[COLUMN_TEXT] = sizeof(char *),
		[COLUMN_POPULATION] = sizeof(int32_t),
		[COLUMN_LIST] = sizeof(uint32_t),
	};
	const struct vocabulary *kind = &KINDS[columns->kind];
	ProtobufCMessage *into = arena_alloc(arena, kind->columns_type->sizeof_message);

	if (!into)
		return (struct columns){0};
	protobuf_c_message_init(kind->columns_type, into);
	for (unsigned i = 0; i < kind->column_count; i++) {
		const struct column *column = &kind->columns[i];

		if (!select_array(arena, columns, keep, ELEMENT[column->type], column->values, column->count,
				  into))
			return (struct columns){0};
		if (column->type == COLUMN_LIST && !select_list(arena, columns, keep, column, into))
			return (struct columns){0};
	}
	return columns_of(columns->kind, into);
}

struct values column_values(const struct column *column, const ProtobufCMessage *row)
{
	switch (column->type) {
	case COLUMN_TEXT:
		return (struct values){.texts = member(row, column->row), .count = 1};
	case COLUMN_LIST:
		return (struct values){.texts = texts_at(row, column->row),
				       .count = count_at(row, column->row_count)};
	case COLUMN_POPULATION:
		break;
	}
	return (struct values){0};
}
