/* What can be imported; each is one file import_<what>.c. The instance's folder is the current one. */
#ifndef PVD_CLI_IMPORT_H
#define PVD_CLI_IMPORT_H

#include "cli/client.h"

/* The official geography from folder `path`, or from where npm put it (NULL). Prints the totals unless
 * `quiet`. Gives an exit code, once said what was wrong. */
int import_cog(const struct cli *cli, struct client *client, const char *path, bool quiet);
/* An AdoptCriteriaRequest in JSON; NULL: deploy/grids/criteria-2026.json. */
int import_criteria(const struct cli *cli, struct client *client, const char *path, bool quiet);
/* Populations of one year (--year, --source): lines `code;value` or `code,value`. */
int import_populations(const struct cli *cli, struct client *client, const char *path);

/* Finds a file that comes with the sources or lies beside them: under the folder the command was called from,
 * or one of those above the program. */
bool import_find(const struct cli *cli, const char *relative, char ret[PATH_MAX]);

#endif
