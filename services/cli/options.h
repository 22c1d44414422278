/* The words of a command line: options by table, in any order, and what remains. */
#ifndef PVD_CLI_OPTIONS_H
#define PVD_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OPTIONS_MAX = 32, POSITIONALS_MAX = 16 };

/* A table of them ends with a row without name. */
struct option_spec {
	const char *name;  /* without the dashes */
	const char *value; /* how the help calls its value; NULL: it has none */
	const char *help;
};

struct option_value {
	const char *name;  /* of its row */
	const char *value; /* NULL where the option has none */
};

/* Points into argv. */
struct arguments {
	struct option_value options[OPTIONS_MAX];
	unsigned option_count;
	const char *positionals[POSITIONALS_MAX];
	unsigned positional_count;
};

enum { ARGUMENTS_ERROR_MAX = 256 };

/* Called at the first word that is no option, the command's name: gives the table of its own options, or NULL
 * if there is no such command, which ends the reading. */
typedef const struct option_spec *options_of_command(void *ctx, const char *name);

/* Reads argv[1] and on: `--name value`, `--name=value`, `--` before words that only look like options. The
 * common options hold everywhere, those of the command after its name. The command is positionals[0].
 * False with a French sentence in `error`. */
bool arguments_parse(struct arguments *ret, int argc, char *const argv[], const struct option_spec *common,
		     options_of_command *of_command, void *ctx, char error[ARGUMENTS_ERROR_MAX]);

bool option_given(const struct arguments *arguments, const char *name);
/* The last value given, or `otherwise`. */
const char *option_text(const struct arguments *arguments, const char *name, const char *otherwise);
/* The n-th value of an option that may be given several times; NULL past the last. */
const char *option_nth(const struct arguments *arguments, const char *name, unsigned n);
/* A decimal number of [min, max]; *ret keeps its value if the option is absent. False if it is no such
 * number. */
bool option_number(const struct arguments *arguments, const char *name, uint64_t min, uint64_t max,
		   uint64_t *ret);

#endif
