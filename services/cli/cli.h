/* What every command of `pvd` shares: where it works, as whom, how it speaks, and how it ends. */
#ifndef PVD_CLI_CLI_H
#define PVD_CLI_CLI_H

#include <limits.h>
#include <stdbool.h>

#include "base/fault.h"
#include "cli/options.h"

/* How `pvd` ends; the help lists them. */
enum cli_exit {
	CLI_OK = 0,
	CLI_REFUSED = 1,     /* a rule refused, or what was checked is not in order */
	CLI_USAGE = 2,       /* the command line, or the data given, is not right */
	CLI_UNREACHABLE = 3, /* the instance does not answer: unknown whether it was done */
	CLI_FORBIDDEN = 4,   /* this principal may not */
	CLI_LOCAL = 5,       /* a file, a key, a lock or a program of this machine */
};

struct cli;

struct command {
	const char *name;
	const char *synopsis; /* what follows the name: "MÉTHODE [JSON]" */
	const char *summary;  /* one line */
	const char *details;  /* what `pvd help NAME` says besides */
	const struct option_spec *options;
	int (*run)(struct cli *cli);
};

struct cli {
	const struct command *command;
	struct arguments arguments; /* positionals[0] is the command's name */
	const char *dir;            /* as given */
	const char *as;             /* the principal who calls */
	bool json;
	char start[PATH_MAX]; /* where the command was called: paths are meant from there */
};

/* Every command, in the order of the help; ends with NULL. */
extern const struct command *const COMMANDS[];
extern const struct option_spec COMMON_OPTIONS[];

const struct command *command_find(const char *name);

/* A file named on the command line, whatever folder we are in by now. False if the path is too long. */
bool cli_path(const struct cli *cli, const char *path, char ret[PATH_MAX]);

/* Changes into the instance's folder, or with --endpoint into one that need hold nothing but keys/: that of a
 * partner, who has no instance. False once said why. */
bool cli_enter(const struct cli *cli);

/* Say what went wrong and give back `exit`: a sentence on standard error, or with --json an object {"error":
 * {code, reason, message, fields, legalReference}} on standard output. `reason` is UPPER_SNAKE. */
int cli_fail(const struct cli *cli, enum cli_exit exit, const char *reason, const char *message, ...)
	__attribute__((format(printf, 4, 5)));
int cli_usage(const struct cli *cli, const char *message, ...) __attribute__((format(printf, 2, 3)));
int cli_refused(const struct cli *cli, const struct refusal *refusal);

enum cli_exit cli_exit_of(enum fault fault);

/* Whether a person looks at standard error: progress is shown there. */
bool cli_progress(const struct cli *cli);

#endif
