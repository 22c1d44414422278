#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/require.h"
#include "cli/import.h"
#include "cli/output.h"
#include "cli/shipped.h"
#include "json/json.h"

enum { REQUEST_FILE_MAX = 1 << 20, REQUEST_ARENA_MAX = 16 << 20, REQUEST_TIMEOUT_MS = 60000 };

const struct import_request IMPORT_REQUESTS[] = {
	{.name = "criteria",
	 .file = "deploy/grids/criteria-2026.json",
	 .path = "pvd.registry.v1.RegistryService/AdoptCriteria",
	 .in_force = "pvd.registry.v1.RegistryService/GetCriteria"},
	{.name = "definitions",
	 .file = "deploy/indicators/indicators-2026.json",
	 .path = "pvd.eligibility.v1.EligibilityService/DefineIndicators",
	 .in_force = "pvd.eligibility.v1.EligibilityService/ListIndicators"},
	/* A grid names criteria, which the eligibility service knows of from the registry. */
	{.name = "grid",
	 .file = "deploy/grids/grille-2026-1.json",
	 .path = "pvd.eligibility.v1.EligibilityService/AdoptGrid",
	 .in_force = "pvd.eligibility.v1.EligibilityService/GetGrid",
	 .follows = "registry"},
	{.name = "catalogue",
	 .file = "deploy/catalogue/offre-2026.json",
	 .path = "pvd.funding.v1.FundingService/AdoptCatalogue",
	 .in_force = "pvd.funding.v1.FundingService/ListMeasures"},
	{0},
};

struct adoption {
	const struct cli *cli;
	struct client *client;
	const struct import_request *request;
	const char *path;
	bool quiet;
	struct arena *arena;
};

/* Says which file it is that was refused. */
static int fail_in_file(const struct adoption *adoption, const struct refusal *refusal)
{
	struct refusal named = {0};

	refuse(&named, refusal->fault, refusal->reason, NULL, "%s : %s", adoption->path, refusal->message);
	for (unsigned i = 0; i < refusal->field_count; i++)
		refusal_add_field(&named, refusal->fields[i]);
	named.legal_reference = refusal->legal_reference;
	return cli_refused(adoption->cli, &named);
}

static int read_request(const struct adoption *adoption, struct call *call)
{
	struct refusal refusal = {0};
	struct buf text = {0};
	void *message = NULL;
	int read = file_read(adoption->path, REQUEST_FILE_MAX, &text);

	if (read == 0)
		json_to_message(adoption->arena, call->method->request, (const char *)text.data, text.len,
				&message, &refusal);
	buf_free(&text);
	if (read != 0)
		return cli_fail(adoption->cli, CLI_LOCAL, "FILE", "%s ne se lit pas : %s", adoption->path,
				strerror(errno));
	if (refused(&refusal)) {
		fail_in_file(adoption, &refusal);
		return CLI_USAGE;
	}
	call->body = arena_pack(adoption->arena, message);
	return call->body.data ? CLI_OK : cli_usage(adoption->cli, "%s est trop grand", adoption->path);
}

static int adopt(const struct adoption *adoption)
{
	const struct import_request *request = adoption->request;
	struct call call = {.method = method_find(request->path, strlen(request->path)),
			    .timeout_ms = REQUEST_TIMEOUT_MS};
	struct answer answer;
	int exit;

	require(call.method);
	exit = read_request(adoption, &call);
	if (exit != CLI_OK)
		return exit;
	if (request->follows && !client_catch_up(adoption->client, call.method->service, request->follows,
						 adoption->arena, &answer))
		return cli_refused(adoption->cli, &answer.refusal);
	if (!client_call(adoption->client, &call, adoption->arena, &answer))
		return fail_in_file(adoption, &answer.refusal);
	return adoption->quiet ? CLI_OK : output_message(adoption->cli, answer.message, CLI_OK);
}

int import_request(const struct cli *cli, struct client *client, const struct import_request *request,
		   const char *path, bool quiet)
{
	struct adoption adoption = {
		.cli = cli, .client = client, .request = request, .path = path, .quiet = quiet};
	char found[PATH_MAX];
	int exit;

	if (!path && !shipped_find(cli, request->file, found))
		return cli_fail(cli, CLI_LOCAL, "FILE_NOT_FOUND", "%s n'est pas là : donnez le fichier",
				request->file);
	if (!path)
		adoption.path = found;
	adoption.arena = arena_new(REQUEST_ARENA_MAX);
	exit = adopt(&adoption);
	arena_free(adoption.arena);
	return exit;
}

const struct import_request *import_request_named(const char *name)
{
	for (const struct import_request *request = IMPORT_REQUESTS; request->name; request++)
		if (strcmp(request->name, name) == 0)
			return request;
	return NULL;
}

bool import_request_missing(struct client *client, const struct import_request *request, struct arena *arena)
{
	struct call call = {.method = method_find(request->in_force, strlen(request->in_force))};
	struct answer answer;

	require(call.method);
	if (client_call(client, &call, arena, &answer))
		return answer.body.len == 0;
	return answer.refusal.fault == FAULT_NOT_FOUND;
}
