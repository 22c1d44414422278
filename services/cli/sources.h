/* The files that a command line names, each with the mapping by which it is read. */
#ifndef PVD_CLI_SOURCES_H
#define PVD_CLI_SOURCES_H

#include "cli/cli.h"
#include "cli/mapping.h"

struct source_file {
	const char *path;
	const struct mapping *mapping;
};

struct sources {
	struct mapping *mappings; /* all that there are, by name; or the one that --mapping says */
	size_t mapping_count;
	struct source_file *files;
	size_t file_count;
};

/* What positionals[2] and on name: files, and folders of which those are taken that a mapping names. `said` is the id of
 * a mapping, or the path of one; NULL: names of files tell. Gives an exit code, once said what is wrong. */
int sources_find(struct sources *ret, const struct cli *cli, const char *said, struct arena *arena);
void sources_free(struct sources *sources);

#endif
