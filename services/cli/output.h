/* What commands print: messages as JSON, tables for people, a progress bar. */
#ifndef PVD_CLI_OUTPUT_H
#define PVD_CLI_OUTPUT_H

#include <jansson.h>
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "cli/cli.h"

/* A message as JSON and a line feed on standard output, indented unless --json asks for one line.
 * Gives back `exit`, or CLI_REFUSED where it has no JSON. */
int output_message(const struct cli *cli, const ProtobufCMessage *message, enum cli_exit exit);

/* A value on one line of standard output; it is given back. */
int output_json(json_t *value, enum cli_exit exit);

/* One line of `text`, written at once: what follows a pipe sees it now. */
void output_line(const struct buf *text);

/* "12,3 Mio", "934 o" */
enum { OUTPUT_SIZE_MAX = 24 };
void output_size(uint64_t bytes, char ret[OUTPUT_SIZE_MAX]);

/* "34 969", with a narrow no-break space (U+202F) between thousands. */
enum { OUTPUT_COUNT_MAX = 40 };
const char *output_count(uint64_t count, char ret[OUTPUT_COUNT_MAX]);

/* How many columns standard output shows, or `otherwise` where nobody can tell: it is a file. */
unsigned output_width(unsigned otherwise);

/* A line that must not be overlooked: red and bold on a terminal, unless NO_COLOR is set (no-color.org). */
void output_alarm(const char *text);

/* On standard error, on one line that is drawn over itself; nothing unless cli_progress. */
void progress_show(const struct cli *cli, const char *what, unsigned done, unsigned total);
void progress_end(const struct cli *cli);

#endif
