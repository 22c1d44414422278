/* `pvd import`: reference data into the services that own it. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/import.h"
#include "cli/suggest.h"

#define KINDS "cog, criteria, definitions, grid, catalogue, indicators, populations ou contours"

/* What is no request of one method as it stands. */
static const char *const OF_FILES[] = {"cog", "indicators", "populations", "contours"};

static const struct option_spec OPTIONS[] = {
	{"cog-year", "ANNÉE", "cog : année du code officiel géographique (celle de la version du paquet)"},
	{"population-year", "ANNÉE", "cog : année de la population municipale (idem)"},
	{"year", "ANNÉE", "populations, contours : leur année"},
	{"source", "TEXTE", "populations, contours : où ils sont publiés"},
	{"mapping", "JEU",
	 "indicators : par quel jeu lire le fichier, son nom ou son chemin (le nom du fichier le dit)"},
	{"kind", "QUOI", "contours : de region, departement, commune ou epci, où le code ne le dit pas"},
	{0},
};

static int import(const struct cli *cli, struct client *client, const char *what, const char *path)
{
	const struct import_request *request = import_request_named(what);

	if (request)
		return import_request(cli, client, request, path, false);
	if (strcmp(what, "cog") == 0)
		return import_cog(cli, client, path, false);
	if (strcmp(what, "contours") == 0)
		return import_contours(cli, client);
	if (strcmp(what, "indicators") == 0)
		return import_indicators(cli, client);
	return import_populations(cli, client, path);
}

static int check_what(const struct cli *cli, const char *what)
{
	struct suggestion suggestion = suggestion_for(what);

	if (import_request_named(what))
		return CLI_OK;
	for (unsigned i = 0; i < sizeof OF_FILES / sizeof *OF_FILES; i++) {
		if (strcmp(what, OF_FILES[i]) == 0)
			return CLI_OK;
		suggestion_consider(&suggestion, OF_FILES[i]);
	}
	for (const struct import_request *request = IMPORT_REQUESTS; request->name; request++)
		suggestion_consider(&suggestion, request->name);
	if (suggestion.best)
		return cli_usage(cli, "« %.64s » ne s'importe pas ; vouliez-vous dire « %s » ?", what,
				 suggestion.best);
	return cli_usage(cli, "« %.64s » ne s'importe pas : " KINDS, what);
}

static int run(struct cli *cli)
{
	const char *what = cli->arguments.positional_count > 1 ? cli->arguments.positionals[1] : NULL;
	char path[PATH_MAX];
	struct client *client;
	int exit;

	if (!what)
		return cli_usage(cli, "dites quoi importer : " KINDS);
	exit = check_what(cli, what);
	if (exit != CLI_OK)
		return exit;
	if (cli->arguments.positional_count > 2 && !cli_path(cli, cli->arguments.positionals[2], path))
		return cli_usage(cli, "ce chemin est trop long");
	if (!cli_enter(cli))
		return CLI_LOCAL;
	exit = client_open(cli, &client);
	if (exit != CLI_OK)
		return exit;
	exit = import(cli, client, what, cli->arguments.positional_count > 2 ? path : NULL);
	client_free(client);
	return exit;
}

const struct command COMMAND_IMPORT = {
	.name = "import",
	.synopsis = "cog [DOSSIER] | criteria|definitions|grid|catalogue [FICHIER] | indicators CHEMIN... | "
		    "populations FICHIER | contours CHEMIN...",
	.summary = "importe les données de référence",
	.details =
		"cog          le code officiel géographique, de @etalab/decoupage-administratif (npm) ou "
		"d'un dossier\n"
		"             qui a ses cinq fichiers. N'écrit que ce qui change ; reprend où il fut "
		"interrompu.\n"
		"criteria     les critères d'entrée dans le programme (deploy/grids/criteria-2026.json)\n"
		"definitions  ce que sont les indicateurs (deploy/indicators/indicators-2026.json)\n"
		"grid         la grille d'éligibilité (deploy/grids/grille-2026-1.json)\n"
		"catalogue    les mesures de l'offre de services (deploy/catalogue/offre-2026.json)\n"
		"indicators   les valeurs des indicateurs : fichiers CSV tels qu'ils sont publiés, ou "
		"dossiers "
		"qui en\n"
		"             ont. Chaque jeu de deploy/indicators/sources dit comment en lire un, et de "
		"quel "
		"nom il\n"
		"             est d'habitude. Rien n'est écrit si un fichier est en faute ; n'écrit que ce "
		"qui "
		"change.\n"
		"populations  des populations municipales : lignes « code;valeur », avec --year et --source\n"
		"contours     des contours pour les cartes : fichiers GeoJSON (propriété « code », Polygon "
		"ou\n"
		"             MultiPolygon), et des positions de communes : CSV (insee, lon, lat), ou "
		"dossiers qui en\n"
		"             ont ; avec --year et --source. N'écrit que ce qui change.\n"
		"\n"
		"Avec --json, cog rend {communes, epci, departements, regions, arrondissements, written},\n"
		"contours {contours, positions}, chacun {changed, unchanged, unknown}, et contours.empty,\n"
		"indicators une liste de {indicatorId, year, source, changed, valueCount, missingCount, "
		"carriedCount,\n"
		"unknownCodes}.\n",
	.options = OPTIONS,
	.run = run,
};
