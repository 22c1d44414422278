/* The commands, one file each: cmd_<name>.c. */
#ifndef PVD_CLI_COMMANDS_H
#define PVD_CLI_COMMANDS_H

#include "cli/cli.h"

extern const struct command COMMAND_UP;
extern const struct command COMMAND_INIT;
extern const struct command COMMAND_STATUS;
extern const struct command COMMAND_CALL;
extern const struct command COMMAND_IMPORT;
extern const struct command COMMAND_ELIGIBILITY;
extern const struct command COMMAND_DEMO;
extern const struct command COMMAND_EVENTS;
extern const struct command COMMAND_VERIFY;
extern const struct command COMMAND_REBUILD;
extern const struct command COMMAND_BACKUP;
extern const struct command COMMAND_RESTORE;
extern const struct command COMMAND_RESUME;
extern const struct command COMMAND_PRINCIPAL;
extern const struct command COMMAND_LOGIN_LINK;
extern const struct command COMMAND_TOKEN;
extern const struct command COMMAND_ID;
extern const struct command COMMAND_HELP;

/* The overview, or one command's page, on standard output, or on standard error where `exit` is not CLI_OK.
 */
int help_print(const struct command *command, enum cli_exit exit);

#endif
