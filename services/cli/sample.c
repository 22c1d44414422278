#include "cli/sample.h"

#include <stdlib.h>
#include <string.h>

#define LEVEL_ONE 1e9

struct sampling {
	struct sample *sample;
	const struct measured *measured;
	const struct decisions *decisions;
	bool *is_chosen; /* by measured commune */
	struct arena *arena;
};

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* ---- Who is in it */

static void leave_out(struct sampling *sampling, const struct decision *decision, enum left_out why,
		      uint32_t population)
{
	sampling->sample->left_out[sampling->sample->left_out_count++] =
		(struct sample_left_out){decision, why, population};
}

static void match(struct sampling *sampling)
{
	const struct measured *measured = sampling->measured;

	for (size_t i = 0; i < sampling->decisions->count; i++) {
		const struct decision *decision = &sampling->decisions->all[i];
		const char **found = bsearch(&decision->code, measured->codes, measured->count,
					     sizeof *measured->codes, compare_texts);
		size_t at = found ? (size_t)(found - measured->codes) : 0;

		if (!found)
			leave_out(sampling, decision, LEFT_OUT_UNKNOWN, 0);
		else if (!measured->eligible[at])
			leave_out(sampling, decision, LEFT_OUT_NOT_ELIGIBLE, measured->populations[at]);
		else
			sampling->is_chosen[at] = true;
	}
}

static void find_departements(struct sampling *sampling)
{
	struct sample *sample = sampling->sample;
	size_t kept = 0, count = 0;

	for (size_t at = 0; at < sampling->measured->count; at++)
		if (sampling->is_chosen[at])
			sample->departement_codes[count++] = sampling->measured->departements[at];
	qsort(sample->departement_codes, count, sizeof *sample->departement_codes, compare_texts);
	for (size_t i = 0; i < count; i++)
		if (!kept || strcmp(sample->departement_codes[kept - 1], sample->departement_codes[i]) != 0)
			sample->departement_codes[kept++] = sample->departement_codes[i];
	sample->departement_count = kept;
}

/* ---- Rows */

static void add_row(struct sampling *sampling, size_t at, uint32_t departement)
{
	const struct measured *measured = sampling->measured;
	struct sample *sample = sampling->sample;
	size_t lines = sample->line_count, row = sample->count++;

	sample->codes[row] = measured->codes[at];
	sample->departements[row] = departement;
	sample->populations[row] = measured->populations[at];
	sample->chosen[row] = sampling->is_chosen[at];
	sample->chosen_count += sampling->is_chosen[at];
	sample->levels_e9[row] = measured->levels_e9 + at * lines;
	for (size_t line = 0; line < lines; line++) {
		sample->levels[row * lines + line] = sample->levels_e9[row][line] / LEVEL_ONE;
		sample->missing[line] += measured->missing[at * lines + line];
	}
}

static void add_rows(struct sampling *sampling)
{
	struct sample *sample = sampling->sample;

	for (size_t at = 0; at < sampling->measured->count; at++) {
		const char **found =
			bsearch(&sampling->measured->departements[at], sample->departement_codes,
				sample->departement_count, sizeof *sample->departement_codes, compare_texts);

		if (found && sampling->measured->eligible[at])
			add_row(sampling, at, (uint32_t)(found - sample->departement_codes));
	}
}

/* ---- EPCI */

struct member {
	uint32_t departement, row;
	const char *epci; /* "": none */
};

static int compare_members(const void *a, const void *b)
{
	const struct member *left = a, *right = b;
	int order = strcmp(left->epci, right->epci);

	if (order)
		return order;
	if (left->departement != right->departement)
		return left->departement > right->departement ? 1 : -1;
	return (left->row > right->row) - (left->row < right->row);
}

static bool are_together(const struct member *a, const struct member *b)
{
	return *a->epci && strcmp(a->epci, b->epci) == 0 && a->departement == b->departement;
}

static bool number_epcis(struct sampling *sampling)
{
	struct sample *sample = sampling->sample;
	struct member *members = arena_array(sampling->arena, sample->count + 1, sizeof *members);
	size_t row = 0;

	if (!members)
		return false;
	for (size_t at = 0; at < sampling->measured->count && row < sample->count; at++)
		if (sampling->measured->codes[at] == sample->codes[row]) {
			members[row] = (struct member){sample->departements[row], (uint32_t)row,
						       sampling->measured->epcis[at]};
			row++;
		}
	qsort(members, sample->count, sizeof *members, compare_members);
	for (size_t i = 0; i < sample->count; i++) {
		sample->epci_count += i == 0 || !are_together(&members[i - 1], &members[i]);
		sample->epcis[members[i].row] = (uint32_t)sample->epci_count - 1;
	}
	return true;
}

static bool allocate(struct sampling *sampling)
{
	struct sample *sample = sampling->sample;
	struct arena *arena = sampling->arena;
	size_t rows = sampling->measured->count + 1;

	sampling->is_chosen = arena_array(arena, rows, sizeof *sampling->is_chosen);
	sample->codes = arena_array(arena, rows, sizeof *sample->codes);
	sample->departements = arena_array(arena, rows, sizeof *sample->departements);
	sample->populations = arena_array(arena, rows, sizeof *sample->populations);
	sample->chosen = arena_array(arena, rows, sizeof *sample->chosen);
	sample->levels_e9 = arena_array(arena, rows, sizeof *sample->levels_e9);
	sample->levels = arena_array(arena, rows * sample->line_count, sizeof *sample->levels);
	sample->epcis = arena_array(arena, rows, sizeof *sample->epcis);
	sample->departement_codes = arena_array(arena, rows, sizeof *sample->departement_codes);
	sample->missing = arena_array(arena, sample->line_count, sizeof *sample->missing);
	sample->left_out = arena_array(arena, sampling->decisions->count + 1, sizeof *sample->left_out);
	return !arena_exceeded(arena);
}

bool sample_make(struct sample *ret, const struct measured *measured, const struct decisions *decisions,
		 struct arena *arena)
{
	struct sampling sampling = {
		.sample = ret, .measured = measured, .decisions = decisions, .arena = arena};

	*ret = (struct sample){.line_count = measured->line_count};
	if (!allocate(&sampling))
		return false;
	match(&sampling);
	find_departements(&sampling);
	add_rows(&sampling);
	return number_epcis(&sampling);
}
