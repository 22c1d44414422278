/* `pvd eligibility`: what is done with grids beside the services. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cli/action.h"
#include "cli/calibration_grid.h"
#include "cli/calibration_report.h"
#include "cli/commands.h"
#include "cli/decimal.h"
#include "cli/output.h"
#include "cli/suggest.h"

enum { CALIBRATION_ARENA_MAX = 1 << 30, FILE_MODE = 0644 };
enum { FOLDS_MAX = 200, REPEATS_MAX = 100, L2_DECIMALS = 3 };
#define L2_MOST    INT64_C(1000000000) /* thousandths */
#define SEED_USUAL 2026

#define SERVICE "pvd.eligibility.v1.EligibilityService/"

static const struct option_spec OPTIONS[] = {
	{"grid", "GRILLE.json", "la grille dont il faut trouver les poids ; ceux qu'elle a ne comptent pas"},
	{"output", "FICHIER", "où écrire la grille avec ses poids, que pvd import grid prend"},
	{"report", "FICHIER", "où écrire le rapport, en Markdown"},
	{"code", "TITRE", "la colonne des codes (code, insee_com, insee ou codgeo)"},
	{"version", "VERSION", "de la grille écrite (celle de GRILLE.json)"},
	{"title", "TITRE", "de la grille écrite (idem)"},
	{"author", "AUTEUR", "de la grille écrite (idem)"},
	{"folds", "N", "plis de départements de la validation, de 2 à 200 (10)"},
	{"repeats", "N", "répétitions de la validation, 100 au plus (3)"},
	{"seed", "N", "germe du hasard : le même donne les mêmes plis et les mêmes intervalles (2026)"},
	{"l2", "λ", "pénalité des poids, au-dessus de 0, au millième (1)"},
	{"free", "INDICATEUR",
	 "dire de quel signe serait ce poids s'il pouvait être négatif ; plusieurs fois"},
	{"per-epci", NULL, "dire aussi ce qu'on retrouve quand on sait combien chaque EPCI a de choisies"},
	{0},
};

struct command_calibrate {
	const struct cli *cli;
	struct client *client;
	struct arena *arena;
	struct calibration_settings settings;
	struct decisions decisions;
	Eligibility__Grid *grid;
	struct measured measured;
	struct sample sample;
	struct calibration calibration;
	struct calibration_told told;
};

static const char *option(const struct command_calibrate *command, const char *name)
{
	return option_text(&command->cli->arguments, name, NULL);
}

static int fail_full(const struct command_calibrate *command)
{
	return cli_fail(command->cli, CLI_LOCAL, "TOO_LARGE",
			"trop de données pour un calibrage : donnez une grille qui a moins de lignes");
}

/* ---- What is asked */

static int read_settings(struct command_calibrate *command)
{
	const struct arguments *arguments = &command->cli->arguments;
	uint64_t folds = 10, repeats = 3, seed = SEED_USUAL;
	int64_t l2;

	if (!option_number(arguments, "folds", 2, FOLDS_MAX, &folds))
		return cli_usage(command->cli, "--folds attend un nombre de plis, de 2 à 200");
	if (!option_number(arguments, "repeats", 1, REPEATS_MAX, &repeats))
		return cli_usage(command->cli, "--repeats attend un nombre de répétitions, de 1 à 100");
	if (!option_number(arguments, "seed", 0, UINT64_MAX, &seed))
		return cli_usage(command->cli, "--seed attend un nombre entier");
	if (decimal_read(option_text(arguments, "l2", "1"), '.', L2_DECIMALS, &l2) != DECIMAL_OK || l2 <= 0 ||
	    l2 > L2_MOST)
		return cli_usage(
			command->cli,
			"--l2 attend un nombre de 0.001 à 1000000 : sans pénalité, des poids pourraient être "
			"infinis");
	command->settings.folds = (uint32_t)folds;
	command->settings.repeats = (uint32_t)repeats;
	command->settings.seed = seed;
	command->settings.l2 = (double)l2 / 1000;
	command->settings.per_epci = option_given(arguments, "per-epci");
	return CLI_OK;
}

static int read_file(const struct command_calibrate *command, const char *name, size_t max, struct buf *ret)
{
	char path[PATH_MAX];

	if (cli_path(command->cli, name, path) && file_read(path, max, ret) == 0)
		return CLI_OK;
	return cli_fail(command->cli, CLI_LOCAL, "FILE", "%s ne se lit pas : %s", name,
			errno == EFBIG ? "il est trop grand" : strerror(errno));
}

static int read_decisions(struct command_calibrate *command, const char *name)
{
	char error[TABLE_ERROR_MAX];
	struct buf text = {0};
	int exit = read_file(command, name, TABLE_BYTES_MAX, &text);

	if (exit == CLI_OK && !decisions_read(&command->decisions, buf_bytes(&text), option(command, "code"),
					      command->arena, error))
		exit = cli_fail(command->cli, CLI_USAGE, "TABLE_INVALID", "%s, %s", name, error);
	buf_free(&text);
	return exit;
}

static int fail_in_grid(const struct command_calibrate *command, const struct refusal *refusal)
{
	struct refusal named = {0};

	refuse(&named, refusal->fault, refusal->reason, NULL, "%s : %s", option(command, "grid"),
	       refusal->message);
	for (unsigned i = 0; i < refusal->field_count; i++)
		refusal_add_field(&named, refusal->fields[i]);
	named.legal_reference = refusal->legal_reference;
	return cli_refused(command->cli, &named);
}

static int read_grid(struct command_calibrate *command)
{
	struct grid_words words = {option(command, "version"), option(command, "title"),
				   option(command, "author")};
	struct refusal refusal = {0};
	struct buf text = {0};
	int exit = read_file(command, option(command, "grid"), GRID_BYTES_MAX, &text);

	if (exit == CLI_OK &&
	    !calibration_grid_read(&command->grid, buf_bytes(&text), &words, command->arena, &refusal)) {
		fail_in_grid(command, &refusal);
		exit = CLI_USAGE;
	}
	buf_free(&text);
	return exit;
}

static bool free_line(const struct command_calibrate *command, bool *free, const char *id,
		      struct suggestion *suggestion)
{
	for (size_t i = 0; i < command->grid->n_indicators; i++) {
		const char *other = command->grid->indicators[i]->indicator_id;

		free[i] = free[i] || strcmp(other, id) == 0;
		if (strcmp(other, id) == 0)
			return true;
		suggestion_consider(suggestion, other);
	}
	return false;
}

static int read_free(struct command_calibrate *command)
{
	bool *free = arena_array(command->arena, command->grid->n_indicators, sizeof *free);
	const char *id;

	if (!free)
		return fail_full(command);
	for (unsigned i = 0; (id = option_nth(&command->cli->arguments, "free", i)); i++) {
		struct suggestion suggestion = suggestion_for(id);

		if (!free_line(command, free, id, &suggestion))
			return cli_usage(command->cli, "--free : la grille n'a pas de ligne « %.64s »%s%s%s",
					 id, suggestion.best ? " ; vouliez-vous dire « " : "",
					 suggestion.best ? suggestion.best : "",
					 suggestion.best ? " » ?" : "");
		command->settings.free = free;
	}
	return CLI_OK;
}

static int read_asked(struct command_calibrate *command, const char *decisions)
{
	int exit = read_settings(command);

	if (exit == CLI_OK && !option(command, "grid"))
		exit = cli_usage(command->cli, "dites par --grid la grille dont il faut trouver les poids");
	if (exit == CLI_OK)
		exit = read_decisions(command, decisions);
	if (exit == CLI_OK)
		exit = read_grid(command);
	return exit == CLI_OK ? read_free(command) : exit;
}

/* ---- What the service knows */

static int ask_known(struct command_calibrate *command)
{
	Eligibility__ListIndicatorsRequest indicators = ELIGIBILITY__LIST_INDICATORS_REQUEST__INIT;
	Eligibility__ListSeriesRequest series = ELIGIBILITY__LIST_SERIES_REQUEST__INIT;
	struct calibration_told *told = &command->told;
	struct answer answer;

	if (!client_catch_up(command->client, "eligibility", "registry", command->arena, &answer) ||
	    !client_ask(command->client, SERVICE "ListIndicators", NULL, &indicators.base, command->arena,
			&answer))
		return cli_refused(command->cli, &answer.refusal);
	told->known = (const Eligibility__ListIndicatorsResponse *)answer.message;
	if (!client_ask(command->client, SERVICE "ListSeries", NULL, &series.base, command->arena, &answer))
		return cli_refused(command->cli, &answer.refusal);
	told->recorded = (const Eligibility__ListSeriesResponse *)answer.message;
	told->used = series_used(command->grid, told->known, told->recorded, command->arena);
	return told->used ? CLI_OK : fail_full(command);
}

static int take_sample(struct command_calibrate *command)
{
	int exit = measured_ask(&command->measured, command->cli, command->client, command->grid,
				command->arena);

	if (exit != CLI_OK)
		return exit;
	if (!sample_make(&command->sample, &command->measured, &command->decisions, command->arena))
		return fail_full(command);
	if (command->sample.departement_count >= 2)
		return CLI_OK;
	return cli_fail(
		command->cli, CLI_REFUSED, "SAMPLE_TOO_SMALL",
		"la liste choisit des communes éligibles dans %s : il faut deux départements au moins, "
		"que l'un juge les poids de l'autre. Vérifiez la colonne des codes (--code) et les critères "
		"de la grille",
		command->sample.departement_count ? "un seul département" : "aucun département");
}

/* ---- Fitting */

static void show(void *ctx, unsigned done, unsigned total)
{
	progress_show(ctx, "ajustements", done, total);
}

static int fit(struct command_calibrate *command)
{
	enum calibration_end end;

	command->settings.progress = show;
	command->settings.ctx = (void *)(uintptr_t)command->cli;
	end = calibration_make(&command->calibration, &command->sample, &command->settings, command->arena);
	progress_end(command->cli);
	if (end == CALIBRATION_TOO_LARGE)
		return fail_full(command);
	if (end == CALIBRATION_NO_WEIGHT)
		return cli_fail(command->cli, CLI_REFUSED, "NO_WEIGHT",
				"aucune ligne ne distingue, dans son sens, les communes choisies des autres "
				": tous les "
				"poids seraient nuls. Vérifiez le sens des lignes, ou demandez leur signe "
				"avec --free");
	return CLI_OK;
}

/* ---- What comes of it */

static int write_file(const struct command_calibrate *command, const char *name, const struct buf *text)
{
	char path[PATH_MAX];

	if (cli_path(command->cli, name, path) && file_write(path, buf_bytes(text), FILE_MODE) == 0)
		return CLI_OK;
	return cli_fail(command->cli, CLI_LOCAL, "FILE", "%s ne s'écrit pas : %s", name, strerror(errno));
}

static int write_grid(const struct command_calibrate *command)
{
	const char *name = option(command, "output");
	const Eligibility__Grid *made;
	struct buf text = {0};
	int exit;

	if (!name)
		return CLI_OK;
	made = calibration_grid_make(command->grid, &command->calibration, command->arena);
	exit = made && calibration_grid_write(made, &text) ? write_file(command, name, &text)
							   : fail_full(command);
	buf_free(&text);
	return exit;
}

static int write_report(const struct command_calibrate *command)
{
	const char *name = option(command, "report");
	struct buf text = {0};
	int exit;

	if (!name)
		return CLI_OK;
	calibration_report(&command->told, command->arena, &text);
	exit = write_file(command, name, &text);
	buf_free(&text);
	return exit;
}

static int print(const struct command_calibrate *command)
{
	struct buf text = {0};

	if (command->cli->json)
		return output_json(calibration_json(&command->told), CLI_OK);
	calibration_summary(&command->told, &text);
	fwrite(text.data, 1, text.len, stdout);
	buf_free(&text);
	return CLI_OK;
}

static int tell(struct command_calibrate *command)
{
	int exit;

	command->told.calibration = &command->calibration;
	command->told.decisions = &command->decisions;
	command->told.grid = command->grid;
	exit = write_grid(command);
	if (exit == CLI_OK)
		exit = write_report(command);
	return exit == CLI_OK ? print(command) : exit;
}

static int run_steps(struct command_calibrate *command)
{
	int exit = ask_known(command);

	if (exit == CLI_OK)
		exit = take_sample(command);
	if (exit == CLI_OK)
		exit = fit(command);
	return exit == CLI_OK ? tell(command) : exit;
}

static int calibrate(const struct action *action)
{
	struct command_calibrate command = {.cli = action->cli, .arena = arena_new(CALIBRATION_ARENA_MAX)};
	int exit = read_asked(&command, action->id);

	if (exit == CLI_OK)
		exit = client_open(action->cli, &command.client);
	if (exit == CLI_OK)
		exit = run_steps(&command);
	if (command.client)
		client_free(command.client);
	arena_free(command.arena);
	return exit;
}

static const struct action_spec ACTIONS[] = {
	{"calibrate", "DÉCISIONS --grid GRILLE.json", "de quelle liste de communes choisies partir",
	 calibrate, true},
};

static int run(struct cli *cli)
{
	return action_run(cli, ACTIONS, sizeof ACTIONS / sizeof *ACTIONS);
}

const struct command COMMAND_ELIGIBILITY = {
	.name = "eligibility",
	.synopsis = "calibrate DÉCISIONS --grid GRILLE.json [--output GRILLE.json] [--report RAPPORT.md]",
	.summary = "trouve les poids d'une grille par lesquels elle retrouve des décisions passées",
	.details = "DÉCISIONS est une liste CSV de communes choisies, une par ligne, avec une colonne de "
		   "codes de\n"
		   "l'Insee. Les lignes de la grille, leur sens et leurs critères restent ; leurs poids sont "
		   "ajustés à\n"
		   "cette liste, dans les départements où elle choisit, puis jugés là où ils n'ont pas été "
		   "ajustés. Rien\n"
		   "n'est écrit dans l'instance : la grille obtenue est un fichier, à lire, puis à adopter.\n"
		   "\n"
		   "  pvd eligibility calibrate pvd.csv --grid deploy/grids/grille-2026-1.json \\\n"
		   "      --output grille-2026-2.json --version grille-2026-2 --report rapport.md\n"
		   "  pvd import grid grille-2026-2.json --as anct\n"
		   "\n"
		   "Les mêmes données, réglages et germe donnent les mêmes fichiers, à l'octet près. Une "
		   "ligne dont le\n"
		   "poids est nul n'est plus dans la grille. Avec --json : {sample, converged, steps, "
		   "weights, folds,\n"
		   "leaveOneOut, inSample, population, lines, chances, departements, recallPerEpci}. Pour "
		   "l'ANCT, un\n"
		   "auditeur ou l'opérateur.\n",
	.options = OPTIONS,
	.run = run,
};
