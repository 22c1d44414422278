#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cog.h"
#include "cli/cog_chunks.h"

#define AIN                                                                                                  \
	"{\"code\":\"01001\",\"nom\":\"L'Abergement\",\"zone\":\"metro\",\"arrondissement\":\"012\","        \
	"\"departement\":\"01\",\"region\":\"84\",\"type\":\"commune-actuelle\",\"rangChefLieu\":0,"         \
	"\"siren\":\"210100012\",\"codesPostaux\":[\"01400\"],\"population\":860}"
#define AMBERIEU                                                                                             \
	"{\"code\":\"01004\",\"nom\":\"Ambérieu-en-Bugey\",\"zone\":\"metro\",\"arrondissement\":\"011\","  \
	"\"departement\":\"01\",\"region\":\"84\",\"type\":\"commune-actuelle\",\"siren\":\"210100046\","    \
	"\"codesPostaux\":[\"01500\",\"01501\"],\"population\":15934,\"anciensCodes\":[\"01003\"]}"
#define BONIFACIO                                                                                            \
	"{\"code\":\"2A041\",\"nom\":\"Bonifacio\",\"zone\":\"metro\",\"arrondissement\":\"\","              \
	"\"departement\":\"2A\",\"region\":\"94\","                                                          \
	"\"type\":\"commune-actuelle\",\"codesPostaux\":[\"20169\"],\"population\":3000,"                    \
	"\"anciensCodes\":[\"20041\"]}"
#define KERGUELEN                                                                                            \
	"{\"code\":\"98412\",\"nom\":\"Archipel des Kerguelen\",\"departement\":\"984\",\"region\":\"984\"," \
	"\"zone\":\"com\",\"type\":\"commune-actuelle\"}"
/* Of the same code as a living commune. */
#define DELEGATED                                                                                            \
	"{\"code\":\"01004\",\"nom\":\"Ambérieu\",\"zone\":\"metro\",\"type\":\"commune-deleguee\","        \
	"\"chefLieu\":\"01004\",\"departement\":\"01\",\"region\":\"84\"}"
#define CC_ONE                                                                                               \
	"{\"code\":\"200000172\",\"nom\":\"CC Une\",\"type\":\"CC\",\"modeFinancement\":\"FPU\","            \
	"\"populationMunicipale\":1,\"membres\":[{\"code\":\"01004\",\"populationMunicipale\":15000},"       \
	"{\"code\":\"01001\"}]}"
#define CA_TWO                                                                                               \
	"{\"code\":\"200000438\",\"nom\":\"CA Deux\",\"type\":\"CA\",\"modeFinancement\":\"FA\","            \
	"\"membres\":[{\"code\":\"2A041\"}]}"

static const struct {
	const char *name, *text;
} FILES[] = {
	{"regions.json",
	 "[{\"code\":\"84\",\"chefLieu\":\"69123\",\"nom\":\"Auvergne-Rhône-Alpes\",\"zone\":\"metro\"},"
	 "{\"code\":\"94\",\"chefLieu\":\"2A004\",\"nom\":\"Corse\",\"zone\":\"metro\"},"
	 "{\"code\":\"984\",\"chefLieu\":\"97502\",\"nom\":\"TAAF\",\"zone\":\"com\"}]"},
	{"departements.json",
	 "[{\"code\":\"984\",\"region\":\"984\",\"chefLieu\":\"97502\",\"nom\":\"TAAF\",\"zone\":\"com\"},"
	 "{\"code\":\"01\",\"region\":\"84\",\"chefLieu\":\"01053\",\"nom\":\"Ain\",\"zone\":\"metro\"},"
	 "{\"code\":\"2A\",\"region\":\"94\",\"chefLieu\":\"2A004\",\"nom\":\"Corse-du-Sud\",\"zone\":"
	 "\"metro\"}]"},
	{"arrondissements.json", "[{\"code\":\"011\",\"departement\":\"01\",\"region\":\"84\",\"chefLieu\":"
				 "\"01034\",\"nom\":\"Belley\"},"
				 "{\"code\":\"012\",\"departement\":\"01\",\"region\":\"84\",\"chefLieu\":"
				 "\"01053\",\"nom\":\"Bourg\"}]"},
	{"communes.json", "[" AIN "," DELEGATED "," AMBERIEU "," BONIFACIO "," KERGUELEN "]"},
	{"epci.json", "[" CC_ONE "," CA_TWO "]"},
};
enum { FILE_COUNT = sizeof FILES / sizeof *FILES };

struct folder {
	char dir[48];
	char error[COG_ERROR_MAX];
	struct cog cog;
};

static void put(const struct folder *folder, const char *name, const char *text, size_t len)
{
	char path[128];

	snprintf(path, sizeof path, "%s/%s", folder->dir, name);
	assert_int_equal(file_write(path, bytes_of(text, len), 0600), 0);
}

static const char *original(const char *name)
{
	for (unsigned i = 0; i < FILE_COUNT; i++)
		if (strcmp(FILES[i].name, name) == 0)
			return FILES[i].text;
	fail();
	return NULL;
}

/* Puts a file with the first `from` in it replaced by `to`. */
static void edit(const struct folder *folder, const char *name, const char *from, const char *to)
{
	const char *text = original(name);
	const char *at = strstr(text, from);
	struct buf edited = {0};

	assert_non_null(at);
	buf_append(&edited, text, (size_t)(at - text));
	buf_printf(&edited, "%s%s", to, at + strlen(from));
	put(folder, name, (const char *)edited.data, edited.len);
	buf_free(&edited);
}

static int make(void **state)
{
	struct folder *folder = calloc(1, sizeof *folder);

	snprintf(folder->dir, sizeof folder->dir, "/tmp/pvd-cog-XXXXXX");
	assert_non_null(mkdtemp(folder->dir));
	for (unsigned i = 0; i < FILE_COUNT; i++)
		put(folder, FILES[i].name, FILES[i].text, strlen(FILES[i].text));
	*state = folder;
	return 0;
}

static int drop(void **state)
{
	struct folder *folder = *state;
	char path[128];

	for (unsigned i = 0; i < FILE_COUNT; i++) {
		snprintf(path, sizeof path, "%s/%s", folder->dir, FILES[i].name);
		unlink(path);
	}
	rmdir(folder->dir);
	free(folder);
	return 0;
}

/* Reads, expecting a failure whose sentence holds all of `words`. */
static void expect_failure(struct folder *folder, const char *words[])
{
	folder->error[0] = '\0';
	assert_false(cog_read(&folder->cog, folder->dir, folder->error));
	cog_free(&folder->cog);
	for (; *words; words++)
		if (!strstr(folder->error, *words))
			fail_msg("« %s » is not in: %s", *words, folder->error);
}

#define EXPECT_FAILURE(folder, ...) expect_failure(folder, (const char *[]){__VA_ARGS__, NULL})

static void test_reads_and_sorts(void **state)
{
	struct folder *folder = *state;
	const struct cog *cog = &folder->cog;

	assert_true(cog_read(&folder->cog, folder->dir, folder->error));
	assert_int_equal(cog->region_count, 3);
	assert_int_equal(cog->departement_count, 3);
	assert_string_equal(cog->departements[0].code, "01");
	assert_string_equal(cog->departements[2].code, "984");
	assert_int_equal(cog->arrondissement_count, 2);
	assert_int_equal(cog->commune_count, 4);
	assert_string_equal(cog->communes[1].name, "Ambérieu-en-Bugey");
	assert_int_equal(cog->communes[1].population, 15934);
	assert_int_equal(cog->communes[1].postal_codes.count, 2);
	assert_string_equal(cog->communes[1].former_codes.at[0], "01003");
	assert_string_equal(cog->communes[2].code, "2A041");
	assert_string_equal(cog->communes[2].arrondissement, "");
	assert_string_equal(cog->communes[2].siren, "");
	assert_string_equal(cog->communes[2].former_codes.at[0], "20041");
	assert_int_equal(cog->communes[3].population, -1);
	assert_int_equal(cog->communes[3].postal_codes.count, 0);
	assert_int_equal(cog->epci_count, 2);
	assert_string_equal(cog->epcis[0].members.at[0], "01001");
	assert_string_equal(cog->epcis[0].members.at[1], "01004");
	cog_free(&folder->cog);
}

/* Every file cut at every byte is refused, and nothing leaks or overruns. */
static void test_truncated(void **state)
{
	struct folder *folder = *state;

	for (unsigned i = 0; i < FILE_COUNT; i++) {
		for (size_t len = 0; len < strlen(FILES[i].text); len += 7) {
			put(folder, FILES[i].name, FILES[i].text, len);
			EXPECT_FAILURE(folder, FILES[i].name, "ligne");
		}
		put(folder, FILES[i].name, FILES[i].text, strlen(FILES[i].text));
	}
}

static void test_missing_file(void **state)
{
	struct folder *folder = *state;
	char path[128];

	snprintf(path, sizeof path, "%s/epci.json", folder->dir);
	unlink(path);
	EXPECT_FAILURE(folder, "epci.json");
}

static void test_wrong_shapes(void **state)
{
	static const struct {
		const char *file, *from, *to, *row, *field;
	} cases[] = {
		{"communes.json", "\"01001\"", "1001", "ligne 1", "« code »"},
		{"communes.json", "\"01001\"", "\"1001\"", "ligne 1", "« code »"},
		{"communes.json", "\"nom\":\"L'Abergement\",", "", "ligne 1", "« nom »"},
		{"communes.json", "L'Abergement", "", "ligne 1", "« nom »"},
		{"communes.json", "L'Abergement", "L\\u0007", "ligne 1", "« nom »"},
		{"communes.json", "860", "\"860\"", "ligne 1", "« population »"},
		{"communes.json", "860", "-1", "ligne 1", "« population »"},
		{"communes.json", "860", "8.6", "ligne 1", "« population »"},
		{"communes.json", "860", "99999999999", "ligne 1", "« population »"},
		{"communes.json", "[\"01400\"]", "\"01400\"", "ligne 1", "« codesPostaux »"},
		{"communes.json", "[\"01400\"]", "[1400]", "ligne 1", "« codesPostaux »"},
		{"communes.json", "[\"01500\",\"01501\"]", "[\"01500\",\"01500\"]", "ligne 3",
		 "« codesPostaux »"},
		{"communes.json", "210100012", "210100013", "ligne 1", "« siren »"},
		{"communes.json", "\"zone\":\"metro\"", "\"zone\":\"mars\"", "ligne 1", "« zone »"},
		{"communes.json", "commune-actuelle", "commune-future", "ligne 1", "« type »"},
		{"epci.json", "\"FPU\"", "\"F\"", "ligne 1", "« modeFinancement »"},
		{"epci.json", "\"CC\"", "null", "ligne 1", "« type »"},
		{"epci.json", "{\"code\":\"01001\"}", "\"01001\"", "ligne 1", "« membres »"},
		{"epci.json", "[{\"code\":\"2A041\"}]", "{}", "ligne 2", "« membres »"},
		{"regions.json", "\"84\"", "\"8\"", "ligne 1", "« code »"},
		{"departements.json", "\"01053\"", "null", "ligne 2", "« chefLieu »"},
	};
	struct folder *folder = *state;

	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		edit(folder, cases[i].file, cases[i].from, cases[i].to);
		EXPECT_FAILURE(folder, cases[i].file, cases[i].row, cases[i].field);
		edit(folder, cases[i].file, "[", "[");
	}
	put(folder, "communes.json", "{}", 2);
	EXPECT_FAILURE(folder, "communes.json", "liste");
	put(folder, "communes.json", "[3]", 3);
	EXPECT_FAILURE(folder, "communes.json", "ligne 1", "objet");
}

static void test_duplicates(void **state)
{
	struct folder *folder = *state;

	edit(folder, "communes.json", BONIFACIO, AIN);
	EXPECT_FAILURE(folder, "communes.json", "01001", "deux fois");
	edit(folder, "communes.json", "[", "[");
	edit(folder, "epci.json", "200000438", "200000172");
	EXPECT_FAILURE(folder, "epci.json", "200000172", "deux fois");
	/* A key given twice within a row. */
	edit(folder, "epci.json", "\"nom\":\"CC Une\"", "\"nom\":\"CC Une\",\"nom\":\"x\"");
	EXPECT_FAILURE(folder, "epci.json", "ligne 1");
}

static void test_references(void **state)
{
	struct folder *folder = *state;

	edit(folder, "epci.json", "\"2A041\"", "\"2A042\"");
	EXPECT_FAILURE(folder, "epci.json", "200000438", "2A042");
	edit(folder, "epci.json", "\"2A041\"", "\"01001\"");
	EXPECT_FAILURE(folder, "epci.json", "01001", "200000172", "200000438");
	edit(folder, "epci.json", "[", "[");
	edit(folder, "communes.json", "\"2A\"", "\"2B\"");
	EXPECT_FAILURE(folder, "communes.json", "2A041", "2B");
	edit(folder, "communes.json", "\"012\"", "\"013\"");
	EXPECT_FAILURE(folder, "communes.json", "01001", "013");
	edit(folder, "communes.json", "[", "[");
	edit(folder, "departements.json", "\"84\"", "\"93\"");
	EXPECT_FAILURE(folder, "departements.json", "01", "93");
}

/* ---- Chunks */

static struct hash digest_of(struct folder *folder, uint32_t year)
{
	Registry__BeginImportRequest begin = REGISTRY__BEGIN_IMPORT_REQUEST__INIT;
	struct arena *arena = arena_new(1 << 20);
	struct cog_chunks chunks;
	struct hash digest;

	begin.cog_year = year;
	assert_true(cog_read(&folder->cog, folder->dir, folder->error));
	assert_true(cog_chunks_make(&chunks, &folder->cog, &begin, arena));
	digest = chunks.digest;
	assert_int_equal(begin.digest.len, HASH_SIZE);
	arena_free(arena);
	cog_free(&folder->cog);
	return digest;
}

static void test_digest_is_of_the_content(void **state)
{
	static const char reordered[] = "[" KERGUELEN "," BONIFACIO "," AMBERIEU "," AIN "," DELEGATED "]";
	static const char epcis[] = "[" CA_TWO "," CC_ONE "]";
	struct folder *folder = *state;
	struct hash first = digest_of(folder, 2026), other;

	put(folder, "communes.json", reordered, sizeof reordered - 1);
	put(folder, "epci.json", epcis, sizeof epcis - 1);
	other = digest_of(folder, 2026);
	assert_true(hash_equal(&first, &other));
	other = digest_of(folder, 2027);
	assert_false(hash_equal(&first, &other));
	edit(folder, "communes.json", "860", "861");
	other = digest_of(folder, 2026);
	assert_false(hash_equal(&first, &other));
}

/* `count` communes and nothing else. */
static void synthesize(struct folder *folder, unsigned count)
{
	static char codes[10000][12];
	struct cog *cog = &folder->cog;

	*cog = (struct cog){.arena = arena_new(8 << 20)};
	cog->communes = arena_array(cog->arena, count, sizeof *cog->communes);
	cog->commune_count = count;
	for (unsigned i = 0; i < count; i++) {
		snprintf(codes[i], sizeof codes[i], "%05u", i);
		cog->communes[i] = (struct cog_commune){.code = codes[i],
							.name = "Nom",
							.departement = "00",
							.zone = "metro",
							.arrondissement = "",
							.siren = "",
							.population = -1};
	}
}

static void test_chunks_cover_every_row_in_order(void **state)
{
	static const unsigned counts[] = {0, 1, 1999, 2000, 2001, 4000, 9999};
	struct folder *folder = *state;

	for (unsigned c = 0; c < sizeof counts / sizeof *counts; c++) {
		Registry__BeginImportRequest begin = REGISTRY__BEGIN_IMPORT_REQUEST__INIT;
		struct arena *arena = arena_new(32 << 20);
		const char *after = "";
		struct cog_chunks chunks;
		unsigned rows = 0;

		synthesize(folder, counts[c]);
		assert_true(cog_chunks_make(&chunks, &folder->cog, &begin, arena));
		assert_int_equal(begin.totals->communes, counts[c]);
		assert_int_equal(chunks.count, 4 + (counts[c] ? (counts[c] + 1999) / 2000 : 1));
		for (unsigned i = 0; i < chunks.count; i++) {
			const Registry__PutImportChunkRequest *chunk = chunks.at[i];

			assert_int_equal(chunk->index, i);
			if (chunk->columns_case != REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_COMMUNES) {
				assert_true(chunk->last);
				continue;
			}
			assert_string_equal(chunk->after_code, after);
			assert_in_range(chunk->communes->n_codes, counts[c] ? 1 : 0, COG_CHUNK_ROWS);
			assert_int_equal(chunk->communes->n_populations, chunk->communes->n_codes);
			assert_int_equal(chunk->communes->n_postal_code_counts, chunk->communes->n_codes);
			for (size_t r = 0; r < chunk->communes->n_codes; r++)
				assert_string_equal(chunk->communes->codes[r],
						    folder->cog.communes[rows++].code);
			after = rows ? folder->cog.communes[rows - 1].code : "";
			assert_int_equal(chunk->last, rows == counts[c]);
		}
		assert_int_equal(rows, counts[c]);
		arena_free(arena);
		cog_free(&folder->cog);
	}
}

static void test_chunks_past_the_cap_are_refused(void **state)
{
	Registry__BeginImportRequest begin = REGISTRY__BEGIN_IMPORT_REQUEST__INIT;
	struct folder *folder = *state;
	struct cog_chunks chunks;

	synthesize(folder, 5000);
	for (size_t cap = 1 << 10; cap <= 1 << 18; cap *= 2) {
		struct arena *arena = arena_new(cap);

		assert_false(cog_chunks_make(&chunks, &folder->cog, &begin, arena));
		arena_free(arena);
	}
	cog_free(&folder->cog);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_reads_and_sorts, make, drop),
		cmocka_unit_test_setup_teardown(test_truncated, make, drop),
		cmocka_unit_test_setup_teardown(test_missing_file, make, drop),
		cmocka_unit_test_setup_teardown(test_wrong_shapes, make, drop),
		cmocka_unit_test_setup_teardown(test_duplicates, make, drop),
		cmocka_unit_test_setup_teardown(test_references, make, drop),
		cmocka_unit_test_setup_teardown(test_digest_is_of_the_content, make, drop),
		cmocka_unit_test_setup_teardown(test_chunks_cover_every_row_in_order, make, drop),
		cmocka_unit_test_setup_teardown(test_chunks_past_the_cap_are_refused, make, drop),
	};

	return cmocka_run_group_tests_name("cli/cog", tests, NULL, NULL);
}
