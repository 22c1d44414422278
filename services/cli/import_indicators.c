#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cli/import.h"
#include "cli/output.h"
#include "cli/series.h"
#include "cli/sources.h"
#include "pvd/eligibility/v1/indicator.pb-c.h"
#include "pvd/registry/v1/geography.pb-c.h"

/* A table of the largest size there may be fits, and so do the series of all sources. */
enum { TABLE_ARENA_MAX = 512 << 20, SERIES_ARENA_MAX = 512 << 20, COMMUNES_MAX = 100000 };
enum { SERIES_MAX = 1024, SERIES_TIMEOUT_MS = 60000, UNKNOWN_SHOWN = 5 };

#define SERVICE "pvd.eligibility.v1.EligibilityService/"

struct importing {
	const struct cli *cli;
	struct client *client;
	struct arena *arena, *table_arena;
	struct sources sources;
	const Eligibility__ListIndicatorsResponse *known;
	struct mapping_texts communes;
	struct series *series;
	const Eligibility__RecordSeriesResponse **recorded; /* of each of them */
	size_t series_count;
};

static int fail_full(const struct importing *importing)
{
	return cli_fail(importing->cli, CLI_LOCAL, "TOO_LARGE",
			"trop de données : importez les fichiers un par un");
}

/* Recording a series makes the service work on all communes, on a machine that may do other things besides. */
static bool ask(const struct importing *importing, const char *path, const ProtobufCMessage *request,
		struct answer *answer)
{
	struct call call = {.method = method_find(path, strlen(path)),
			    .body = arena_pack(importing->arena, request),
			    .timeout_ms = SERIES_TIMEOUT_MS};

	return client_call(importing->client, &call, importing->arena, answer);
}

/* ---- What the services know */

static int ask_indicators(struct importing *importing)
{
	Eligibility__ListIndicatorsRequest request = ELIGIBILITY__LIST_INDICATORS_REQUEST__INIT;
	struct answer answer;

	/* What becomes of codes that are no longer, the service knows of the registry. */
	if (!client_catch_up(importing->client, "eligibility", "registry", importing->arena, &answer) ||
	    !ask(importing, SERVICE "ListIndicators", &request.base, &answer))
		return cli_refused(importing->cli, &answer.refusal);
	importing->known = (const Eligibility__ListIndicatorsResponse *)answer.message;
	return CLI_OK;
}

static int ask_page(struct importing *importing, const char **after)
{
	Registry__ListCommuneColumnsRequest request = REGISTRY__LIST_COMMUNE_COLUMNS_REQUEST__INIT;
	const Registry__ListCommuneColumnsResponse *page;
	struct mapping_texts *communes = &importing->communes;
	struct answer answer;

	request.after_code = (char *)*after;
	if (!ask(importing, "pvd.registry.v1.RegistryService/ListCommuneColumns", &request.base, &answer))
		return cli_refused(importing->cli, &answer.refusal);
	page = (const Registry__ListCommuneColumnsResponse *)answer.message;
	if (page->n_codes > COMMUNES_MAX - communes->count)
		return fail_full(importing);
	for (size_t i = 0; i < page->n_codes; i++)
		communes->all[communes->count++] = page->codes[i];
	*after = page->next_after_code;
	return CLI_OK;
}

static bool needs_communes(const struct importing *importing)
{
	for (size_t i = 0; i < importing->sources.file_count; i++)
		if (importing->sources.files[i].mapping->has_absent)
			return true;
	return false;
}

static int ask_communes(struct importing *importing)
{
	const char *after = "";
	int exit;

	if (!needs_communes(importing))
		return CLI_OK;
	importing->communes.all =
		arena_array(importing->arena, COMMUNES_MAX, sizeof *importing->communes.all);
	if (!importing->communes.all)
		return fail_full(importing);
	do
		exit = ask_page(importing, &after);
	while (exit == CLI_OK && *after);
	return exit;
}

/* ---- Reading */

static const Eligibility__Indicator *indicator_of(const struct importing *importing,
						  const struct mapping_column *column)
{
	for (size_t i = 0; i < importing->known->n_indicators; i++)
		if (strcmp(importing->known->indicators[i]->id, column->indicator) == 0)
			return importing->known->indicators[i];
	return NULL;
}

static int check_column(const struct importing *importing, const struct mapping *mapping,
			const struct mapping_column *column)
{
	const Eligibility__Indicator *indicator = indicator_of(importing, column);
	const char *words = NULL;
	bool is_group;

	if (!indicator)
		return cli_fail(
			importing->cli, CLI_USAGE, "INDICATOR_UNKNOWN",
			"jeu %s : l'indicateur « %s » n'est pas défini ; importez d'abord les définitions "
			"(pvd import definitions)",
			mapping->id, column->indicator);
	if (indicator->origin_case != ELIGIBILITY__INDICATOR__ORIGIN_RECORDED)
		words = "se calcule d'autres ; il n'a pas de valeurs à importer";
	is_group = !words && indicator->recorded->nature == ELIGIBILITY__NATURE__NATURE_GROUP;
	if (is_group && !column->is_text)
		words = "est un groupe ; sa colonne a \"text\": true";
	else if (!words && !is_group && column->is_text)
		words = "a des nombres pour valeurs ; sa colonne n'a pas \"text\"";
	else if (indicator->decimals > SERIES_DECIMALS_MAX)
		words = "a trop de décimales";
	if (!words)
		return CLI_OK;
	return cli_fail(importing->cli, CLI_USAGE, "MAPPING_INVALID", "jeu %s : l'indicateur « %s » %s",
			mapping->id, column->indicator, words);
}

static int check_once(const struct importing *importing, const struct mapping_column *column)
{
	for (size_t i = 0; i < importing->series_count; i++) {
		const struct series *other = &importing->series[i];

		if (other->column->year == column->year &&
		    strcmp(other->column->indicator, column->indicator) == 0)
			return cli_usage(importing->cli,
					 "« %s » de %u serait écrit deux fois, par les jeux %s ; "
					 "donnez un seul de leurs fichiers",
					 column->indicator, (unsigned)column->year, other->mapping->id);
	}
	return importing->series_count < SERIES_MAX ? CLI_OK : fail_full(importing);
}

static int fail_in_file(const struct importing *importing, const struct source_file *file, const char *error)
{
	return cli_fail(importing->cli, CLI_USAGE, "TABLE_INVALID", "%s, %s", file->path, error);
}

static int make_series(struct importing *importing, const struct source_file *file,
		       const struct records *records)
{
	const struct mapping *mapping = file->mapping;
	char error[TABLE_ERROR_MAX];

	for (size_t i = 0; i < mapping->column_count; i++) {
		const struct mapping_column *column = &mapping->columns[i];
		int exit = check_column(importing, mapping, column);

		if (exit == CLI_OK)
			exit = check_once(importing, column);
		if (exit != CLI_OK)
			return exit;
		if (!series_make(&importing->series[importing->series_count], records, column,
				 indicator_of(importing, column)->decimals, &importing->communes,
				 importing->arena, error))
			return fail_in_file(importing, file, error);
		importing->series_count++;
	}
	return CLI_OK;
}

static int read_text(struct importing *importing, const struct source_file *file, struct bytes text)
{
	const struct mapping *mapping = file->mapping;
	char error[TABLE_ERROR_MAX];
	struct records records;
	struct table table;

	if (!table_read(&table, text, mapping->separator, mapping->titles, mapping->title_count,
			importing->table_arena, error) ||
	    !records_make(&records, mapping, &table, importing->table_arena, error))
		return fail_in_file(importing, file, error);
	return make_series(importing, file, &records);
}

static int read_file(struct importing *importing, const struct source_file *file)
{
	struct buf text = {0};
	int exit;

	if (file_read(file->path, TABLE_BYTES_MAX, &text) != 0)
		exit = cli_fail(importing->cli, CLI_LOCAL, "FILE", "%s ne se lit pas : %s", file->path,
				errno == EFBIG ? "plus de 64 Mio" : strerror(errno));
	else
		exit = read_text(importing, file, buf_bytes(&text));
	buf_free(&text);
	arena_reset(importing->table_arena);
	return exit;
}

static int read_all(struct importing *importing)
{
	const struct sources *sources = &importing->sources;
	int exit = CLI_OK;

	importing->series = arena_array(importing->arena, SERIES_MAX, sizeof *importing->series);
	if (!importing->series)
		return fail_full(importing);
	for (size_t i = 0; i < sources->file_count && exit == CLI_OK; i++) {
		progress_show(importing->cli, "lecture", (unsigned)i, (unsigned)sources->file_count);
		exit = read_file(importing, &sources->files[i]);
	}
	return exit;
}

/* ---- Sending */

static bool fill(const struct importing *importing, const struct series *series,
		 Eligibility__RecordSeriesRequest *request)
{
	request->indicator_id = (char *)series->column->indicator;
	request->year = series->column->year;
	request->source = (char *)series->mapping->source;
	request->codes = arena_array(importing->arena, series->count + 1, sizeof *request->codes);
	request->values = arena_array(importing->arena, series->count + 1, sizeof *request->values);
	if (!request->codes || !request->values)
		return false;
	request->n_codes = request->n_values = series->count;
	for (size_t i = 0; i < series->count; i++) {
		request->codes[i] = series->values[i].code;
		request->values[i] = series->values[i].value;
	}
	request->n_texts = series->text_count;
	request->texts = (char **)series->texts;
	return true;
}

static int fail_in_series(const struct importing *importing, const struct series *series,
			  const struct refusal *refusal)
{
	struct refusal named = {0};

	refuse(&named, refusal->fault, refusal->reason, NULL, "jeu %s, « %s » de %u : %s",
	       series->mapping->id, series->column->indicator, (unsigned)series->column->year,
	       refusal->message);
	for (unsigned i = 0; i < refusal->field_count; i++)
		refusal_add_field(&named, refusal->fields[i]);
	named.legal_reference = refusal->legal_reference;
	return cli_refused(importing->cli, &named);
}

static int record(struct importing *importing, size_t at)
{
	Eligibility__RecordSeriesRequest request = ELIGIBILITY__RECORD_SERIES_REQUEST__INIT;
	const struct series *series = &importing->series[at];
	struct answer answer;

	if (!fill(importing, series, &request))
		return fail_full(importing);
	if (!ask(importing, SERVICE "RecordSeries", &request.base, &answer))
		return fail_in_series(importing, series, &answer.refusal);
	importing->recorded[at] = (const Eligibility__RecordSeriesResponse *)answer.message;
	return CLI_OK;
}

static int record_all(struct importing *importing)
{
	int exit = CLI_OK;

	importing->recorded =
		arena_array(importing->arena, importing->series_count + 1, sizeof *importing->recorded);
	if (!importing->recorded)
		return fail_full(importing);
	for (size_t i = 0; i < importing->series_count && exit == CLI_OK; i++) {
		progress_show(importing->cli, "indicateurs", (unsigned)i, (unsigned)importing->series_count);
		exit = record(importing, i);
	}
	return exit;
}

/* ---- Telling */

static json_t *series_json(const struct series *series, const Eligibility__RecordSeriesResponse *recorded)
{
	json_t *unknown = json_array();

	for (size_t i = 0; i < recorded->n_unknown_codes; i++)
		json_array_append_new(unknown, json_string(recorded->unknown_codes[i]));
	return json_pack("{s:s, s:i, s:s, s:b, s:i, s:i, s:i, s:o}", "indicatorId", series->column->indicator,
			 "year", (int)series->column->year, "source", series->mapping->source, "changed",
			 recorded->changed, "valueCount", (int)recorded->value_count, "missingCount",
			 (int)recorded->missing_count, "carriedCount", (int)recorded->carried_count,
			 "unknownCodes", unknown);
}

static void put_unknown(struct buf *line, const Eligibility__RecordSeriesResponse *recorded)
{
	size_t count = recorded->n_unknown_codes;

	if (count == 0)
		return;
	buf_printf(line, ", codes inconnus : %zu (", count);
	for (size_t i = 0; i < count && i < UNKNOWN_SHOWN; i++)
		buf_printf(line, "%s%s", i ? ", " : "", recorded->unknown_codes[i]);
	buf_printf(line, "%s)", count > UNKNOWN_SHOWN ? "…" : "");
}

static void print_series(const struct importing *importing, size_t at)
{
	const struct series *series = &importing->series[at];
	const Eligibility__RecordSeriesResponse *recorded = importing->recorded[at];
	char values[OUTPUT_COUNT_MAX], missing[OUTPUT_COUNT_MAX];
	struct buf line = {0};

	buf_printf(&line, "%s, %u : valeurs %s, communes sans valeur %s",
		   indicator_of(importing, series->column)->title, (unsigned)series->column->year,
		   output_count(recorded->value_count, values),
		   output_count(recorded->missing_count, missing));
	if (recorded->carried_count)
		buf_printf(&line, ", codes reportés %u", recorded->carried_count);
	put_unknown(&line, recorded);
	buf_printf(&line, recorded->changed ? "" : ", déjà connue");
	output_line(&line);
	buf_free(&line);
}

static int print(const struct importing *importing)
{
	json_t *all = json_array();
	size_t changed = 0;

	for (size_t i = 0; i < importing->series_count; i++) {
		changed += importing->recorded[i]->changed;
		if (importing->cli->json)
			json_array_append_new(all,
					      series_json(&importing->series[i], importing->recorded[i]));
		else
			print_series(importing, i);
	}
	if (importing->cli->json)
		return output_json(all, CLI_OK);
	json_decref(all);
	printf("Séries : %zu écrites, %zu déjà connues.\n", changed, importing->series_count - changed);
	return CLI_OK;
}

static int run(struct importing *importing)
{
	const char *said = option_text(&importing->cli->arguments, "mapping", NULL);
	int exit = sources_find(&importing->sources, importing->cli, said, importing->arena);

	if (exit == CLI_OK)
		exit = ask_indicators(importing);
	if (exit == CLI_OK)
		exit = ask_communes(importing);
	if (exit == CLI_OK)
		exit = read_all(importing);
	if (exit == CLI_OK)
		exit = record_all(importing);
	progress_end(importing->cli);
	return exit == CLI_OK ? print(importing) : exit;
}

int import_indicators(const struct cli *cli, struct client *client)
{
	struct importing importing = {.cli = cli, .client = client};
	int exit;

	if (cli->arguments.positional_count < 3)
		return cli_usage(cli, "il faut des fichiers ou des dossiers");
	importing.arena = arena_new(SERIES_ARENA_MAX);
	importing.table_arena = arena_new(TABLE_ARENA_MAX);
	exit = run(&importing);
	sources_free(&importing.sources);
	arena_free(importing.table_arena);
	arena_free(importing.arena);
	return exit;
}
