/* The geography an import amounts to, taken as a whole before it is published: each row was checked when it
 * came, but what it refers to may have been staged, changed or ended since. */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "registry/import.h"
#include "registry/state.h"
#include "service/check.h"

/* Walks the rows of one kind that would exist, in force and staged ones merged. */
struct merged {
	struct txn *txn;
	struct geography_scan live, staged;
	bool has_live, has_staged;
	struct bytes live_value, staged_value;
};

static void merged_open(struct merged *merged, struct txn *txn, enum geography_kind kind)
{
	merged->txn = txn;
	geography_scan_open(&merged->live, txn, TABLE_GEOGRAPHY, kind, "");
	geography_scan_open(&merged->staged, txn, TABLE_STAGED, kind, "");
	merged->has_live = geography_scan_next(&merged->live, &merged->live_value);
	merged->has_staged = geography_scan_next(&merged->staged, &merged->staged_value);
}

static void merged_close(struct merged *merged)
{
	geography_scan_close(&merged->live);
	geography_scan_close(&merged->staged);
}

/* Which comes first by code: below 0 the one in force, 0 both (the same), above 0 the staged one. */
static int merged_order(const struct merged *merged)
{
	if (!merged->has_staged)
		return -1;
	if (!merged->has_live)
		return 1;
	return strcmp(merged->live.code, merged->staged.code);
}

/* One step; false at the end. *ret_exists: the step is a row that would exist. */
static bool merged_step(struct merged *merged, struct bytes *ret_packed, bool *ret_exists)
{
	int order = merged_order(merged);

	if (!merged->has_live && !merged->has_staged)
		return false;
	if (order < 0) {
		struct version version = version_of(merged->live_value);

		*ret_packed = version.packed;
		*ret_exists = version.ended_cog_year == 0;
	} else {
		struct staged staged = staged_of(merged->staged_value);

		*ret_packed = staged.packed;
		*ret_exists = !staged.ended;
	}
	if (order <= 0)
		merged->has_live = geography_scan_next(&merged->live, &merged->live_value);
	if (order >= 0)
		merged->has_staged = geography_scan_next(&merged->staged, &merged->staged_value);
	return true;
}

static bool merged_next(struct merged *merged, struct bytes *ret_packed)
{
	bool exists;

	while (merged_step(merged, ret_packed, &exists))
		if (exists)
			return true;
	return false;
}

static bool refuse_reference(struct decision *decision, const struct vocabulary *kind,
			     const struct column *column, const char *code, const char *target)
{
	char field[REFUSAL_FIELD_MAX];

	(void)snprintf(field, sizeof(field), "%s.%s", kind->plural, column->name);
	return refuse(
		decision->refusal, FAULT_FAILED_PRECONDITION, "ROW_INVALID", field,
		"%s « %s » renvoie à « %s », qui n'existerait pas (%s, colonne « %s »). Corrigez les données "
		"puis recommencez l'import.",
		kind->label, code, target, KINDS[column->refers].label, column->name);
}

/* `known` remembers the last code found per kind: neighbours refer to the same département. */
static bool check_references(struct decision *decision, const struct vocabulary *kind,
			     const ProtobufCMessage *row, char known[KIND_LAST + 1][CODE_MAX + 1])
{
	const char *code = column_values(&kind->columns[0], row).texts[0];

	for (unsigned i = 0; i < kind->column_count; i++) {
		const struct column *column = &kind->columns[i];
		struct values values = column->refers ? column_values(column, row) : (struct values){0};

		for (size_t n = 0; n < values.count; n++) {
			const char *target = values.texts[n];

			if (!*target || strcmp(known[column->refers], target) == 0)
				continue;
			if (!geography_will_exist(decision->txn, column->refers, target))
				return refuse_reference(decision, kind, column, code, target);
			memcpy(known[column->refers], target, strlen(target) + 1);
		}
	}
	return true;
}

/* Members of all EPCI, to find one that is in two. */
struct members {
	char (*codes)[CODE_MAX + 1];
	size_t count, size;
};

static bool members_add(struct decision *decision, struct members *members, const Registry__Epci *epci)
{
	for (size_t i = 0; i < epci->n_member_codes; i++) {
		if (members->count == members->size)
			return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "MEMBER_TWICE",
				      "epcis.member_codes",
				      "Les EPCI ont plus de membres qu'il n'y a de communes. Corrigez les "
				      "données.");
		memcpy(members->codes[members->count++], epci->member_codes[i],
		       strlen(epci->member_codes[i]) + 1);
	}
	return true;
}

static int compare_codes(const void *a, const void *b)
{
	return strcmp(a, b);
}

static bool members_check(struct decision *decision, struct members *members)
{
	qsort(members->codes, members->count, sizeof(members->codes[0]), compare_codes);
	for (size_t i = 1; i < members->count; i++)
		if (strcmp(members->codes[i - 1], members->codes[i]) == 0)
			return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "MEMBER_TWICE",
				      "epcis.member_codes",
				      "La commune « %s » est membre de deux EPCI. Corrigez les données puis "
				      "recommencez l'import.",
				      members->codes[i]);
	return true;
}

static bool check_kind(struct decision *decision, enum geography_kind kind, struct members *members,
		       uint32_t *ret_count)
{
	char known[KIND_LAST + 1][CODE_MAX + 1] = {{0}};
	struct merged merged;
	struct bytes packed;
	bool good = true;

	*ret_count = 0;
	merged_open(&merged, decision->txn, kind);
	while (good && merged_next(&merged, &packed)) {
		struct arena_mark mark = arena_mark(decision->arena);
		ProtobufCMessage *row = arena_unpack(decision->arena, KINDS[kind].row_type, packed);

		if (!row)
			good = refuse_too_large(decision->refusal);
		good = good && check_references(decision, &KINDS[kind], row, known);
		if (good && kind == KIND_EPCI)
			good = members_add(decision, members, (const Registry__Epci *)row);
		arena_rewind(decision->arena, mark);
		++*ret_count;
	}
	merged_close(&merged);
	return good;
}

bool geography_check(struct decision *decision, Registry__GeographyTotals *ret)
{
	uint32_t *counts[KIND_LAST + 1] = {
		[KIND_REGION] = &ret->regions,
		[KIND_DEPARTEMENT] = &ret->departements,
		[KIND_ARRONDISSEMENT] = &ret->arrondissements,
		[KIND_COMMUNE] = &ret->communes,
		[KIND_EPCI] = &ret->epcis,
	};
	struct members members = {0};

	for (enum geography_kind kind = KIND_FIRST; kind <= KIND_LAST; kind++) {
		if (kind == KIND_EPCI) {
			members.size = ret->communes;
			members.codes =
				arena_array(decision->arena, members.size + 1, sizeof(members.codes[0]));
			if (!members.codes)
				return refuse_too_large(decision->refusal);
		}
		if (!check_kind(decision, kind, &members, counts[kind]))
			return false;
	}
	return members_check(decision, &members);
}
