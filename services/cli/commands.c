#include "cli/commands.h"

#include <string.h>

const struct command *const COMMANDS[] = {
	&COMMAND_UP,
	&COMMAND_INIT,
	&COMMAND_STATUS,
	&COMMAND_CALL,
	&COMMAND_IMPORT,
	&COMMAND_ELIGIBILITY,
	&COMMAND_DEMO,
	&COMMAND_EVENTS,
	&COMMAND_VERIFY,
	&COMMAND_REBUILD,
	&COMMAND_BACKUP,
	&COMMAND_RESTORE,
	&COMMAND_RESUME,
	&COMMAND_PRINCIPAL,
	&COMMAND_LOGIN_LINK,
	&COMMAND_TOKEN,
	&COMMAND_ID,
	&COMMAND_HELP,
	NULL,
};

const struct option_spec COMMON_OPTIONS[] = {
	{"dir", "DOSSIER", "dossier de l'instance (var)"},
	{"as", "PRINCIPAL", "qui appelle : sa clé est dans keys/PRINCIPAL.key (operator)"},
	{"json", NULL, "réponses et erreurs en JSON, pour les programmes"},
	{"endpoint", "ADRESSE", "bus à joindre, par exemple tcp://bus.example:7300 (celui du dossier)"},
	{"server-key", "CLÉ", "clé publique de ce bus, 40 caractères Z85 (keys/bus.pub)"},
	{"help", NULL, "cette aide"},
	{0},
};

const struct command *command_find(const char *name)
{
	for (const struct command *const *command = COMMANDS; *command; command++)
		if (strcmp((*command)->name, name) == 0)
			return *command;
	return NULL;
}
