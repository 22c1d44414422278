#include "cli/cli.h"

#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "service/instance.h"

enum { MESSAGE_MAX = 1024 };

bool cli_path(const struct cli *cli, const char *path, char ret[PATH_MAX])
{
	int len = path[0] == '/' ? snprintf(ret, PATH_MAX, "%s", path)
				 : snprintf(ret, PATH_MAX, "%s/%s", cli->start, path);

	return len > 0 && len < PATH_MAX;
}

static void print_error(const struct cli *cli, const char *code, const char *reason, const char *message,
			json_t *fields, const char *legal_reference)
{
	json_t *error;

	if (!cli->json) {
		fprintf(stderr, "pvd : %s\n", message);
		json_decref(fields);
		return;
	}
	error = json_pack("{s:{s:s, s:s, s:s, s:o*, s:s*}}", "error", "code", code, "reason", reason,
			  "message", message, "fields", fields, "legalReference", legal_reference);
	json_dumpf(error, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(error);
}

static const char *code_of(enum cli_exit exit)
{
	switch (exit) {
	case CLI_OK:
		return "OK";
	case CLI_REFUSED:
		return "FAILED_PRECONDITION";
	case CLI_USAGE:
		return "INVALID_ARGUMENT";
	case CLI_UNREACHABLE:
		return "UNAVAILABLE";
	case CLI_FORBIDDEN:
		return "PERMISSION_DENIED";
	case CLI_LOCAL:
		return "INTERNAL";
	}
	return "INTERNAL";
}

int cli_fail(const struct cli *cli, enum cli_exit exit, const char *reason, const char *message, ...)
{
	char text[MESSAGE_MAX];
	va_list args;

	va_start(args, message);
	vsnprintf(text, sizeof text, message, args);
	va_end(args);
	utf8_make_text(text);
	print_error(cli, code_of(exit), reason, text, NULL, NULL);
	return exit;
}

int cli_usage(const struct cli *cli, const char *message, ...)
{
	char text[MESSAGE_MAX];
	va_list args;

	va_start(args, message);
	vsnprintf(text, sizeof text, message, args);
	va_end(args);
	utf8_make_text(text);
	print_error(cli, code_of(CLI_USAGE), "USAGE", text, NULL, NULL);
	if (!cli->json)
		fprintf(stderr, "Voir : pvd help%s%s\n", cli->command ? " " : "",
			cli->command ? cli->command->name : "");
	return CLI_USAGE;
}

enum cli_exit cli_exit_of(enum fault fault)
{
	switch (fault) {
	case FAULT_NONE:
		return CLI_OK;
	case FAULT_INVALID_ARGUMENT:
	case FAULT_NOT_FOUND:
	case FAULT_ALREADY_EXISTS:
	case FAULT_RESOURCE_EXHAUSTED:
	case FAULT_FAILED_PRECONDITION:
	case FAULT_ABORTED:
	case FAULT_INTERNAL:
		return CLI_REFUSED;
	case FAULT_UNAVAILABLE:
	case FAULT_DEADLINE_EXCEEDED:
		return CLI_UNREACHABLE;
	case FAULT_PERMISSION_DENIED:
	case FAULT_UNAUTHENTICATED:
		return CLI_FORBIDDEN;
	}
	return CLI_REFUSED;
}

int cli_refused(const struct cli *cli, const struct refusal *refusal)
{
	const char *reason = refusal->reason ? refusal->reason : fault_name(refusal->fault);
	json_t *fields = refusal->field_count ? json_array() : NULL;

	for (unsigned i = 0; i < refusal->field_count; i++)
		json_array_append_new(fields, json_string(refusal->fields[i]));
	print_error(cli, fault_name(refusal->fault), reason, refusal->message, fields,
		    refusal->legal_reference);
	if (cli->json)
		return cli_exit_of(refusal->fault);
	fprintf(stderr, "      motif : %s (%s)\n", reason, fault_name(refusal->fault));
	for (unsigned i = 0; i < refusal->field_count; i++)
		fprintf(stderr, "      champ : %s\n", refusal->fields[i]);
	if (refusal->legal_reference)
		fprintf(stderr, "      règle : %s\n", refusal->legal_reference);
	if (fault_is_unknown_outcome(refusal->fault))
		fprintf(stderr, "      On ignore si l'acte a eu lieu : renvoyez-le avec la même clé.\n");
	return cli_exit_of(refusal->fault);
}

bool cli_enter(const struct cli *cli)
{
	struct instance instance;
	char error[MESSAGE_MAX];

	if (option_given(&cli->arguments, "endpoint")) {
		if (chdir(cli->dir) == 0)
			return true;
		cli_fail(cli, CLI_LOCAL, "FOLDER", "%s : %s", cli->dir, strerror(errno));
		return false;
	}
	if (instance_enter(cli->dir, &instance, error, sizeof error))
		return true;
	cli_fail(cli, CLI_LOCAL, "NO_INSTANCE", "%s. Pour créer une instance : pvd up --dir %s", error,
		 cli->dir);
	return false;
}

bool cli_progress(const struct cli *cli)
{
	return !cli->json && isatty(STDERR_FILENO);
}
