#include "cli/cog.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/code.h"
#include "base/file.h"
#include "cli/cog_row.h"

enum { COG_FILE_MAX = 64 << 20, COG_ARENA_MAX = 64 << 20 };

static const char *const ZONES[] = {"metro", "drom", "com", NULL};
static const char *const EPCI_KINDS[] = {"CC", "CA", "CU", "METRO", "MET69", NULL};
static const char *const FINANCINGS[] = {"FPU", "FA", NULL};

/* Overseas collectivities have no région: the file names them by their own code of three digits. */
static bool is_region(const char *code)
{
	return code_is_region(code) || (strlen(code) == 3 && code[0] == '9' && code_is_departement(code));
}

/* Corsica was one département, 20, until 1976: its communes were numbered in it. */
static bool is_former_commune(const char *code)
{
	return code_is_commune(code) ||
	       (strlen(code) == 5 && strncmp(code, "20", 2) == 0 && code_is_postal(code));
}

static void read_region(const struct cog_row *row, void *out)
{
	*(struct cog_region *)out = (struct cog_region){
		.code = cog_row_code(row, "code", is_region),
		.name = cog_row_name(row, "nom"),
		.chef_lieu = cog_row_code(row, "chefLieu", code_is_commune),
		.zone = cog_row_word(row, "zone", ZONES),
	};
}

static void read_departement(const struct cog_row *row, void *out)
{
	*(struct cog_departement *)out = (struct cog_departement){
		.code = cog_row_code(row, "code", code_is_departement),
		.name = cog_row_name(row, "nom"),
		.region = cog_row_code(row, "region", is_region),
		.chef_lieu = cog_row_code(row, "chefLieu", code_is_commune),
		.zone = cog_row_word(row, "zone", ZONES),
	};
}

static void read_arrondissement(const struct cog_row *row, void *out)
{
	*(struct cog_arrondissement *)out = (struct cog_arrondissement){
		.code = cog_row_code(row, "code", code_is_arrondissement),
		.name = cog_row_name(row, "nom"),
		.departement = cog_row_code(row, "departement", code_is_departement),
		.chef_lieu = cog_row_code(row, "chefLieu", code_is_commune),
	};
}

static void read_commune(const struct cog_row *row, void *out)
{
	*(struct cog_commune *)out = (struct cog_commune){
		.code = cog_row_code(row, "code", code_is_commune),
		.name = cog_row_name(row, "nom"),
		.departement = cog_row_code(row, "departement", code_is_departement),
		.zone = cog_row_word(row, "zone", ZONES),
		.arrondissement = cog_row_optional_code(row, "arrondissement", code_is_arrondissement),
		.siren = cog_row_optional_code(row, "siren", code_is_siren),
		.population = cog_row_population(row, "population"),
		.postal_codes = cog_row_codes(row, "codesPostaux", NULL, code_is_postal),
		.former_codes = cog_row_codes(row, "anciensCodes", NULL, is_former_commune),
	};
}

static void read_epci(const struct cog_row *row, void *out)
{
	*(struct cog_epci *)out = (struct cog_epci){
		.code = cog_row_code(row, "code", code_is_siren),
		.name = cog_row_name(row, "nom"),
		.kind = cog_row_word(row, "type", EPCI_KINDS),
		.financing = cog_row_word(row, "modeFinancement", FINANCINGS),
		.members = cog_row_codes(row, "membres", "code", code_is_commune),
	};
}

static bool is_living_commune(const struct cog_row *row)
{
	static const char *const types[] = {"commune-actuelle", "commune-deleguee", "commune-associee",
					    "arrondissement-municipal", NULL};

	return strcmp(cog_row_word(row, "type", types), types[0]) == 0;
}

static bool fail_file(struct cog_reader *reader, const char *file, const char *what)
{
	reader->failed = true;
	snprintf(reader->error, COG_ERROR_MAX, "%s : %s", file, what);
	return false;
}

static bool load_tree(struct cog_reader *reader, const char *file, unsigned n)
{
	struct buf path = {0}, text = {0};
	json_error_t malformed;
	int error;

	buf_printf(&path, "%s/%s", reader->dir, file);
	buf_byte(&path, '\0');
	error = file_read((const char *)path.data, COG_FILE_MAX, &text) == 0 ? 0 : errno;
	buf_free(&path);
	if (!error)
		reader->cog->trees[n] =
			json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, &malformed);
	buf_free(&text);
	if (error == EFBIG)
		return fail_file(reader, file, "plus de 64 Mio");
	if (error)
		return fail_file(reader, file, strerror(error));
	if (!reader->cog->trees[n]) {
		reader->failed = true;
		snprintf(reader->error, COG_ERROR_MAX,
			 "%s, ligne %d, colonne %d : à partir de là, ce n'est plus du JSON ; le fichier "
			 "est-il entier ?",
			 file, malformed.line, malformed.column);
		return false;
	}
	if (!json_is_array(reader->cog->trees[n]))
		return fail_file(reader, file, "une liste est attendue");
	return true;
}

/* Every row's struct begins with its code. */
static int compare_rows(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void refuse_duplicates(struct cog_reader *reader, const char *file, const char *rows, unsigned count,
			      size_t size)
{
	for (unsigned i = 1; i < count && !reader->failed; i++) {
		const char *code = *(const char *const *)(rows + i * size);

		if (strcmp(*(const char *const *)(rows + (i - 1) * size), code) != 0)
			continue;
		reader->failed = true;
		snprintf(reader->error, COG_ERROR_MAX, "%s : le code %s y est deux fois", file, code);
	}
}

struct cog_file {
	const char *name;
	size_t size;                               /* of a row's struct */
	bool (*wanted)(const struct cog_row *row); /* NULL: all */
	void (*read)(const struct cog_row *row, void *out);
};

static const struct cog_file FILES[COG_FILES] = {
	{"regions.json", sizeof(struct cog_region), NULL, read_region},
	{"departements.json", sizeof(struct cog_departement), NULL, read_departement},
	{"arrondissements.json", sizeof(struct cog_arrondissement), NULL, read_arrondissement},
	{"communes.json", sizeof(struct cog_commune), is_living_commune, read_commune},
	{"epci.json", sizeof(struct cog_epci), NULL, read_epci},
};

/* The rows of the n-th file, sorted. */
static void *read_file(struct cog_reader *reader, unsigned n, unsigned *ret_count)
{
	const struct cog_file *file = &FILES[n];
	struct cog_row row = {.reader = reader, .file = file->name};
	size_t total;
	char *rows;

	*ret_count = 0;
	if (reader->failed || !load_tree(reader, file->name, n))
		return NULL;
	total = json_array_size(reader->cog->trees[n]);
	rows = arena_array(reader->cog->arena, total, file->size);
	for (size_t i = 0; rows && i < total && !reader->failed; i++) {
		row.number = i + 1;
		row.object = json_array_get(reader->cog->trees[n], i);
		if (!json_is_object(row.object))
			cog_row_fail(&row, "-", "un objet est attendu");
		else if (!file->wanted || file->wanted(&row))
			file->read(&row, rows + (size_t)(*ret_count)++ * file->size);
	}
	if (arena_exceeded(reader->cog->arena))
		fail_file(reader, file->name, "trop de lignes");
	if (reader->failed || !rows)
		return NULL;
	qsort(rows, *ret_count, file->size, compare_rows);
	refuse_duplicates(reader, file->name, rows, *ret_count, file->size);
	return rows;
}

/* ---- What one file says of another */

static void *find(const void *rows, unsigned count, size_t size, const char *code)
{
	return count ? bsearch(&code, rows, count, size, compare_rows) : NULL;
}

static bool fail_reference(struct cog_reader *reader, const char *file, const char *code, const char *field,
			   const char *value)
{
	reader->failed = true;
	snprintf(reader->error, COG_ERROR_MAX, "%s, code %s, champ « %s » : « %s » n'existe pas", file, code,
		 field, value);
	return false;
}

static bool check_communes(struct cog_reader *reader)
{
	const struct cog *cog = reader->cog;

	for (unsigned i = 0; i < cog->commune_count; i++) {
		const struct cog_commune *commune = &cog->communes[i];

		if (!find(cog->departements, cog->departement_count, sizeof *cog->departements,
			  commune->departement))
			return fail_reference(reader, "communes.json", commune->code, "departement",
					      commune->departement);
		if (*commune->arrondissement && !find(cog->arrondissements, cog->arrondissement_count,
						      sizeof *cog->arrondissements, commune->arrondissement))
			return fail_reference(reader, "communes.json", commune->code, "arrondissement",
					      commune->arrondissement);
	}
	return true;
}

static bool check_departements(struct cog_reader *reader)
{
	const struct cog *cog = reader->cog;

	for (unsigned i = 0; i < cog->departement_count; i++)
		if (!find(cog->regions, cog->region_count, sizeof *cog->regions, cog->departements[i].region))
			return fail_reference(reader, "departements.json", cog->departements[i].code,
					      "region", cog->departements[i].region);
	for (unsigned i = 0; i < cog->arrondissement_count; i++)
		if (!find(cog->departements, cog->departement_count, sizeof *cog->departements,
			  cog->arrondissements[i].departement))
			return fail_reference(reader, "arrondissements.json", cog->arrondissements[i].code,
					      "departement", cog->arrondissements[i].departement);
	return true;
}

/* `epci_of`: one per commune, the EPCI that has claimed it so far. */
static bool check_members(struct cog_reader *reader, const struct cog_epci *epci, const char **epci_of)
{
	const struct cog *cog = reader->cog;

	for (unsigned i = 0; i < epci->members.count; i++) {
		const char *code = epci->members.at[i];
		const struct cog_commune *commune =
			find(cog->communes, cog->commune_count, sizeof *cog->communes, code);

		if (!commune)
			return fail_reference(reader, "epci.json", epci->code, "membres", code);
		if (epci_of[commune - cog->communes]) {
			reader->failed = true;
			snprintf(reader->error, COG_ERROR_MAX,
				 "epci.json : la commune %s est membre de %s et de %s", code,
				 epci_of[commune - cog->communes], epci->code);
			return false;
		}
		epci_of[commune - cog->communes] = epci->code;
	}
	return true;
}

static bool check_epcis(struct cog_reader *reader)
{
	const struct cog *cog = reader->cog;
	const char **epci_of = arena_array(cog->arena, cog->commune_count + 1, sizeof *epci_of);

	if (!epci_of)
		return fail_file(reader, "epci.json", "trop de lignes");
	for (unsigned i = 0; i < cog->epci_count; i++)
		if (!check_members(reader, &cog->epcis[i], epci_of))
			return false;
	return true;
}

bool cog_read(struct cog *ret, const char *dir, char error[COG_ERROR_MAX])
{
	struct cog_reader reader = {.cog = ret, .dir = dir, .error = error};

	*ret = (struct cog){.arena = arena_new(COG_ARENA_MAX)};
	ret->regions = read_file(&reader, 0, &ret->region_count);
	ret->departements = read_file(&reader, 1, &ret->departement_count);
	ret->arrondissements = read_file(&reader, 2, &ret->arrondissement_count);
	ret->communes = read_file(&reader, 3, &ret->commune_count);
	ret->epcis = read_file(&reader, 4, &ret->epci_count);
	return !reader.failed && check_departements(&reader) && check_communes(&reader) &&
	       check_epcis(&reader);
}

void cog_free(struct cog *cog)
{
	for (unsigned i = 0; i < COG_FILES; i++)
		json_decref(cog->trees[i]);
	if (cog->arena)
		arena_free(cog->arena);
	*cog = (struct cog){0};
}
