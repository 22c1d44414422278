#include "registry/import.h"

#include <stdio.h>
#include <string.h>

#include "registry/population.h"
#include "registry/state.h"
#include "service/check.h"
#include "service/record.h"

Registry__ImportBegun *import_current(struct txn *txn, struct arena *arena)
{
	return record_get_text(txn, arena, TABLE_REGISTRY, RECORD_IMPORT,
			       &registry__import_begun__descriptor);
}

void progress_load(struct txn *txn, struct progress *ret)
{
	struct key key = key_of_text(RECORD_PROGRESS);
	struct bytes value = txn_get(txn, TABLE_REGISTRY, key_bytes(&key));
	struct reader reader = reader_of(value);
	struct bytes code;

	*ret = (struct progress){0};
	if (!value.data)
		return;
	ret->next_chunk = reader_be32(&reader);
	ret->kind = reader_u8(&reader);
	code = reader_take(&reader, (uint64_t)(reader.end - reader.at));
	if (code.len > 0 && code.len <= CODE_MAX)
		memcpy(ret->last_code, code.data, code.len);
}

void progress_store(struct txn *txn, const struct progress *progress)
{
	struct key key = key_of_text(RECORD_PROGRESS), value;
	uint8_t kind = progress->kind;

	key_clear(&value);
	key_u32(&value, progress->next_chunk);
	key_raw(&value, bytes_of(&kind, 1));
	key_raw(&value, bytes_text(progress->last_code));
	txn_put(txn, TABLE_REGISTRY, key_bytes(&key), key_bytes(&value));
}

static bool refuse_row(struct decision *decision, const struct vocabulary *kind, const struct row *row,
		       const char *column, const char *reason, const char *why)
{
	char field[REFUSAL_FIELD_MAX];

	(void)snprintf(field, sizeof(field), "%s.%s[%zu]", kind->plural, column, row->index);
	return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, reason, field,
		      "%s « %.20s », ligne %zu du lot, colonne « %s » : %s.", kind->label, row->code,
		      row->index + 1, column, why);
}

static bool check_column(struct decision *decision, const struct vocabulary *kind, const struct row *row,
			 const struct column *column)
{
	struct values values = column_values(column, &row->message);

	if (column->type == COLUMN_LIST && values.count == 0 && !column->optional)
		return refuse_row(decision, kind, row, column->name, "ROW_INVALID", "aucune valeur");
	for (size_t i = 0; i < values.count; i++) {
		const char *text = values.texts[i];

		if (column->type == COLUMN_TEXT && column->optional && !*text)
			continue;
		if (!column->valid(text))
			return refuse_row(decision, kind, row, column->name, "ROW_INVALID",
					  "valeur invalide");
		if (column->refers && !column->late &&
		    !geography_will_exist(decision->txn, column->refers, text))
			return refuse_row(decision, kind, row, column->name, "ROW_INVALID",
					  "code inconnu de cet import");
	}
	return true;
}

static bool check_commune(struct decision *decision, const struct row *row)
{
	const struct vocabulary *kind = &KINDS[KIND_COMMUNE];
	const char *departement = row->commune.departement_code;

	if (strncmp(row->code, departement, strlen(departement)) != 0)
		return refuse_row(decision, kind, row, "departement_codes", "ROW_INVALID",
				  "le code de la commune ne commence pas par celui de son département");
	if (row->population < -1)
		return refuse_row(decision, kind, row, "populations", "ROW_INVALID", "population négative");
	return true;
}

static bool check_epci(struct decision *decision, const struct row *row)
{
	for (size_t i = 1; i < row->epci.n_member_codes; i++)
		if (strcmp(row->epci.member_codes[i - 1], row->epci.member_codes[i]) >= 0)
			return refuse_row(decision, &KINDS[KIND_EPCI], row, "member_codes", "ROW_INVALID",
					  "membres en double ou non triés");
	return true;
}

static bool check_row(struct decision *decision, const struct columns *columns, const struct row *row)
{
	const struct vocabulary *kind = &KINDS[columns->kind];

	for (unsigned i = 0; i < kind->column_count; i++)
		if (!check_column(decision, kind, row, &kind->columns[i]))
			return false;
	if (columns->kind == KIND_COMMUNE)
		return check_commune(decision, row);
	if (columns->kind == KIND_EPCI)
		return check_epci(decision, row);
	return true;
}

bool chunk_check(struct decision *decision, const struct chunk *chunk)
{
	const struct vocabulary *kind = &KINDS[chunk->columns->kind];
	struct rows rows = rows_of(chunk->columns);
	const char *before = chunk->after_code;
	struct row row;

	while (rows_next(&rows, &row)) {
		if (!check_row(decision, chunk->columns, &row))
			return false;
		if (strcmp(before, row.code) >= 0)
			return refuse_row(decision, kind, &row, kind->columns[0].name, "ROWS_UNSORTED",
					  "code en double ou non trié");
		before = row.code;
	}
	return true;
}

static bool population_changed(struct decision *decision, const struct chunk *chunk, const struct row *row)
{
	struct population population = {
		.year = chunk->import->population_year,
		.value = (uint32_t)row->population,
		.source = citation_of(chunk->import->population_source),
	};

	return row->population >= 0 && !population_is(decision->txn, row->code, &population);
}

/* Against what is staged already, else against what is in force. */
static bool row_changed(struct decision *decision, const struct chunk *chunk, const struct row *row)
{
	enum geography_kind kind = chunk->columns->kind;
	struct arena_mark mark = arena_mark(decision->arena);
	struct bytes packed = arena_pack(decision->arena, &row->message);
	struct version live;
	struct staged staged;
	bool changed = true;

	if (geography_staged(decision->txn, kind, row->code, &staged))
		changed = staged.ended || staged.population != row->population ||
			  !bytes_equal(staged.packed, packed);
	else if (geography_live(decision->txn, kind, row->code, &live) && live.ended_cog_year == 0)
		changed = !bytes_equal(live.packed, packed) || population_changed(decision, chunk, row);
	arena_rewind(decision->arena, mark);
	return changed;
}

struct ended_list {
	char **codes;
	size_t count, size;
};

static bool ended_add(struct arena *arena, struct ended_list *list, const char *code)
{
	if (list->count == list->size) {
		size_t size = list->size ? 2 * list->size : 64;
		char **codes = arena_array(arena, size, sizeof(*codes));

		if (!codes)
			return false;
		if (list->count)
			memcpy(codes, list->codes, list->count * sizeof(*codes));
		list->codes = codes;
		list->size = size;
	}
	list->codes[list->count++] = arena_strdup(arena, code);
	return true;
}

/* Adds the codes of one table that lie in the chunk's range, are not among its rows, and would exist. */
static bool find_ended(struct decision *decision, const struct chunk *chunk, unsigned table,
		       struct ended_list *list)
{
	enum geography_kind kind = chunk->columns->kind;
	struct rows rows = rows_of(chunk->columns);
	struct geography_scan scan;
	struct bytes value;
	bool more, fits = true;
	struct row row;

	more = rows_next(&rows, &row);
	geography_scan_open(&scan, decision->txn, table, kind, chunk->after_code);
	while (fits && geography_scan_next(&scan, &value)) {
		while (more && strcmp(row.code, scan.code) < 0)
			more = rows_next(&rows, &row);
		if (!more && !chunk->last)
			break;
		if (more && strcmp(row.code, scan.code) == 0)
			continue;
		/* What is both in force and staged was seen in the first of the two walks. */
		if (table == TABLE_STAGED && geography_exists(decision->txn, kind, scan.code))
			continue;
		if (geography_will_exist(decision->txn, kind, scan.code))
			fits = ended_add(decision->arena, list, scan.code);
	}
	geography_scan_close(&scan);
	return fits;
}

bool chunk_compare(struct decision *decision, const struct chunk *chunk, struct chunk_changes *ret)
{
	struct rows rows = rows_of(chunk->columns);
	struct ended_list ended = {0};
	struct row row;

	*ret = (struct chunk_changes){
		.keep = arena_array(decision->arena, chunk->columns->count, sizeof(bool))};
	if (!ret->keep)
		return refuse_too_large(decision->refusal);
	while (rows_next(&rows, &row)) {
		ret->keep[row.index] = row_changed(decision, chunk, &row);
		if (ret->keep[row.index])
			ret->changed++;
		else
			ret->unchanged++;
	}
	if (!find_ended(decision, chunk, TABLE_GEOGRAPHY, &ended) ||
	    !find_ended(decision, chunk, TABLE_STAGED, &ended))
		return refuse_too_large(decision->refusal);
	ret->ended = ended.codes;
	ret->ended_count = ended.count;
	return true;
}
