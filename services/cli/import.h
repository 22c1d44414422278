/* What can be imported. The instance's folder is the current one. */
#ifndef PVD_CLI_IMPORT_H
#define PVD_CLI_IMPORT_H

#include "cli/client.h"

/* The official geography from folder `path`, or from where npm put it (NULL). Prints the totals unless
 * `quiet`. Gives an exit code, once said what was wrong. */
int import_cog(const struct cli *cli, struct client *client, const char *path, bool quiet);
/* Populations of one year (--year, --source): lines `code;value` or `code,value`. */
int import_populations(const struct cli *cli, struct client *client, const char *path);
/* Outlines and positions for maps, from the files and folders named on the command line (--year, --source, --kind). */
int import_contours(const struct cli *cli, struct client *client);
/* Series of indicators, from the files and folders named on the command line (--mapping). */
int import_indicators(const struct cli *cli, struct client *client);

/* A JSON file that is the request of one method. */
struct import_request {
	const char *name;
	const char *file;     /* the one that comes with the sources */
	const char *path;     /* of the method that takes it */
	const char *in_force; /* of the query whose empty request gives what is in force */
	const char *follows;  /* what the service must first have heard of by this one; NULL: nothing */
};
/* In the order of a first start; ends with one without name. */
extern const struct import_request IMPORT_REQUESTS[];

const struct import_request *import_request_named(const char *name);
/* `path` NULL: the one that comes with the sources. Prints the answer unless `quiet`. */
int import_request(const struct cli *cli, struct client *client, const struct import_request *request,
		   const char *path, bool quiet);
/* Whether nothing of the kind is in force; false also where nobody answers. */
bool import_request_missing(struct client *client, const struct import_request *request, struct arena *arena);

#endif
