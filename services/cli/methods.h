/* The method table as a person meets it: by name, and described. */
#ifndef PVD_CLI_METHODS_H
#define PVD_CLI_METHODS_H

#include <jansson.h>

#include "base/bytes.h"
#include "bus/method.h"
#include "cli/cli.h"

/* The method a person means; NULL once said what is wrong, with the nearest name. */
const struct method *methods_named(const struct cli *cli, const char *name);

/* The method's page of the help: what it does, who may call it, and the JSON it takes and gives. */
void methods_describe(const struct method *method, struct buf *out);

/* Every method on a line of its own, by service. */
void methods_list(struct buf *out);

/* The same for programs: {"path", "service", "kind", "roles", "doc", "maxRequestBytes", "testOnly"}; service
 * is null for a method of every service. */
json_t *methods_json(const struct method *method);

#endif
