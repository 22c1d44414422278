#include "cli/sources.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/import.h"
#include "cli/shipped.h"
#include "cli/suggest.h"

#define FOLDER "deploy/indicators/sources"
enum { MAPPINGS_MAX = 128, FILES_MAX = POSITIONALS_MAX * MAPPINGS_MAX };

struct finding {
	struct sources *sources;
	const struct cli *cli;
	struct arena *arena;
};

/* ---- Mappings */

static bool is_json(const char *name)
{
	size_t len = strlen(name);

	return len > 5 && strcmp(name + len - 5, ".json") == 0;
}

static int is_mapping_file(const struct dirent *entry)
{
	return is_json(entry->d_name);
}

static int read_mapping(struct finding *finding, const char *path)
{
	struct sources *sources = finding->sources;
	char error[MAPPING_ERROR_MAX];
	struct buf text = {0};
	bool ok;

	if (sources->mapping_count == MAPPINGS_MAX)
		return cli_fail(finding->cli, CLI_LOCAL, "TOO_LARGE", "%s : plus de %d jeux", path,
				MAPPINGS_MAX);
	if (file_read(path, MAPPING_BYTES_MAX, &text) != 0) {
		buf_free(&text);
		return cli_fail(finding->cli, CLI_LOCAL, "FILE", "%s ne se lit pas : %s", path,
				strerror(errno));
	}
	ok = mapping_read(&sources->mappings[sources->mapping_count], path, buf_bytes(&text), finding->arena,
			  error);
	buf_free(&text);
	sources->mapping_count++;
	return ok ? CLI_OK : cli_fail(finding->cli, CLI_USAGE, "MAPPING_INVALID", "%s", error);
}

static int read_folder(struct finding *finding, const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_mapping_file, alphasort), exit = CLI_OK;

	if (count < 0)
		return cli_fail(finding->cli, CLI_LOCAL, "FILE", "%s ne se lit pas : %s", folder,
				strerror(errno));
	for (int i = 0; i < count; i++) {
		char *path = arena_printf(finding->arena, "%s/%s", folder, entries[i]->d_name);

		if (exit == CLI_OK)
			exit = read_mapping(finding, path);
		free(entries[i]);
	}
	free(entries);
	return exit;
}

/* Of all mappings, only that one remains. */
static int keep_mapping(struct finding *finding, const char *id)
{
	struct sources *sources = finding->sources;
	struct suggestion suggestion = suggestion_for(id);

	for (size_t i = 0; i < sources->mapping_count; i++) {
		struct mapping first = sources->mappings[0];

		suggestion_consider(&suggestion, sources->mappings[i].id);
		if (strcmp(sources->mappings[i].id, id) != 0)
			continue;
		sources->mappings[0] = sources->mappings[i];
		sources->mappings[i] = first;
		while (sources->mapping_count > 1)
			mapping_free(&sources->mappings[--sources->mapping_count]);
		return CLI_OK;
	}
	if (suggestion.best)
		return cli_usage(finding->cli,
				 "« %.64s » n'est pas un jeu connu ; vouliez-vous dire « %s » ?", id,
				 suggestion.best);
	return cli_usage(finding->cli,
			 "« %.64s » n'est pas un jeu connu : donnez le nom d'un fichier de %s, sans "
			 ".json, ou le chemin du vôtre",
			 id, FOLDER);
}

static int find_mappings(struct finding *finding, const char *said)
{
	char path[PATH_MAX];
	int exit;

	if (said && (strchr(said, '/') || is_json(said)))
		return cli_path(finding->cli, said, path)
			       ? read_mapping(finding, path)
			       : cli_usage(finding->cli, "ce chemin est trop long");
	if (!shipped_find(finding->cli, FOLDER, path))
		return cli_fail(finding->cli, CLI_LOCAL, "FILE_NOT_FOUND",
				"%s n'est pas là : donnez par --mapping le chemin d'un jeu", FOLDER);
	exit = read_folder(finding, path);
	return exit == CLI_OK && said ? keep_mapping(finding, said) : exit;
}

/* ---- Files */

static void add_file(struct finding *finding, const char *path, const struct mapping *mapping)
{
	struct sources *sources = finding->sources;

	sources->files[sources->file_count++] =
		(struct source_file){.path = arena_strdup(finding->arena, path), .mapping = mapping};
}

static int add_folder(struct finding *finding, const char *folder)
{
	struct sources *sources = finding->sources;
	size_t before = sources->file_count;
	char path[PATH_MAX];

	for (size_t i = 0; i < sources->mapping_count; i++)
		if (snprintf(path, sizeof path, "%s/%s", folder, sources->mappings[i].file) < PATH_MAX &&
		    access(path, R_OK) == 0)
			add_file(finding, path, &sources->mappings[i]);
	if (sources->file_count > before)
		return CLI_OK;
	return cli_fail(
		finding->cli, CLI_USAGE, "NO_SOURCE",
		"%s : aucun fichier n'y a le nom habituel d'un jeu connu ; donnez le fichier lui-même, et "
		"--mapping",
		folder);
}

/* `is_said`: by --mapping, and there is one mapping. */
static const struct mapping *mapping_for(const struct sources *sources, const char *path, bool is_said)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

	for (size_t i = 0; i < sources->mapping_count; i++)
		if (is_said || strcmp(sources->mappings[i].file, name) == 0)
			return &sources->mappings[i];
	return NULL;
}

static int add_named(struct finding *finding, const char *path, bool is_said)
{
	const struct mapping *mapping = mapping_for(finding->sources, path, is_said);

	if (mapping) {
		add_file(finding, path, mapping);
		return CLI_OK;
	}
	return cli_fail(finding->cli, CLI_USAGE, "NO_SOURCE",
			"%s n'a pas le nom habituel d'un jeu connu ; dites par --mapping lequel c'est", path);
}

static int add_path(struct finding *finding, const char *given, bool is_said)
{
	char path[PATH_MAX];
	struct stat status;

	if (!cli_path(finding->cli, given, path))
		return cli_usage(finding->cli, "ce chemin est trop long");
	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return add_folder(finding, path);
	return add_named(finding, path, is_said);
}

int sources_find(struct sources *ret, const struct cli *cli, const char *said, struct arena *arena)
{
	struct finding finding = {.sources = ret, .cli = cli, .arena = arena};
	int exit;

	*ret = (struct sources){.mappings = arena_array(arena, MAPPINGS_MAX, sizeof *ret->mappings),
				.files = arena_array(arena, FILES_MAX, sizeof *ret->files)};
	if (!ret->mappings || !ret->files)
		return cli_fail(cli, CLI_LOCAL, "TOO_LARGE", "trop de données");
	exit = find_mappings(&finding, said);
	for (unsigned i = 2; i < cli->arguments.positional_count && exit == CLI_OK; i++)
		exit = add_path(&finding, cli->arguments.positionals[i], said != NULL);
	return exit;
}

void sources_free(struct sources *sources)
{
	for (size_t i = 0; i < sources->mapping_count; i++)
		mapping_free(&sources->mappings[i]);
	*sources = (struct sources){0};
}
