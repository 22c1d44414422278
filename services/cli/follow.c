#include "cli/follow.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "cli/enrol.h"
#include "cli/setup.h"
#include "service/instance.h"
#include "store/journal.h"

enum { ERROR_SIZE = 512 };

struct follow_plan {
	const struct cli *cli;
	const struct services *services;
	char folder[PATH_MAX]; /* of A, if it is one of this machine; else empty */
	char name[65];         /* of this instance */
	struct upstream upstream;
	char public_key[Z85_KEY_SIZE];
};

static bool path_in(const char *dir, const char *name, char ret[PATH_MAX])
{
	return snprintf(ret, PATH_MAX, "%s/%s", dir, name) < PATH_MAX;
}

const char *follow_default_name(const struct cli *cli)
{
	static char name[65];
	char path[PATH_MAX], folder[PATH_MAX];

	if (!option_given(&cli->arguments, "follow") &&
	    (!path_in(cli->dir, UPSTREAM_FILE, path) || access(path, F_OK) != 0))
		return NULL;
	if (!realpath(cli->dir, folder))
		return "";
	snprintf(name, sizeof name, "%s", strrchr(folder, '/') + 1);
	for (char *at = name; *at; at++) {
		*at = (char)tolower((unsigned char)*at);
		if (!islower((unsigned char)*at) && !isdigit((unsigned char)*at))
			*at = '-';
	}
	return name;
}

bool follow_upstream(struct upstream *ret)
{
	char error[ERROR_SIZE];

	return upstream_read(UPSTREAM_FILE, ret, NULL, error, sizeof error);
}

/* ---- Whom */

/* A folder says it in its run/endpoints.json, as its bus wrote it. */
static int find_upstream(struct follow_plan *plan)
{
	const char *given = option_text(&plan->cli->arguments, "follow", "");
	char path[PATH_MAX], file[PATH_MAX], error[ERROR_SIZE];
	struct stat found;

	if (!cli_path(plan->cli, given, path) || !path_in(path, "run/endpoints.json", file))
		return cli_usage(plan->cli, "ce chemin est trop long");
	if (stat(path, &found) != 0)
		return cli_usage(plan->cli, "--follow : %s : %s", given, strerror(errno));
	if (S_ISDIR(found.st_mode)) {
		if (access(file, F_OK) != 0)
			return cli_fail(plan->cli, CLI_UNREACHABLE, "NOT_RUNNING",
					"l'instance « %s » n'est pas en marche. Pour la démarrer : pvd up "
					"--dir %s --port N",
					given, given);
		memcpy(plan->folder, path, sizeof path);
		memcpy(path, file, sizeof path);
	}
	if (!upstream_read(path, &plan->upstream, NULL, error, sizeof error))
		return cli_fail(plan->cli, CLI_USAGE, "UPSTREAM_INVALID", "%s", error);
	return CLI_OK;
}

/* ---- Whether this instance can */

static int find_name(struct follow_plan *plan)
{
	const char *name = option_text(&plan->cli->arguments, "name", follow_default_name(plan->cli));
	struct instance instance = {0};
	char error[ERROR_SIZE];

	if (setup_done(plan->cli->dir)) {
		if (!instance_enter(plan->cli->dir, &instance, error, sizeof error) ||
		    chdir(plan->cli->start) != 0)
			return cli_fail(plan->cli, CLI_LOCAL, "NO_INSTANCE", "%s", error);
		name = instance.name;
	}
	if (!instance_name_valid(name))
		return cli_usage(plan->cli,
				 "donnez un nom à cette instance, avec --name : 1 à 64 lettres minuscules, "
				 "chiffres ou tirets, une lettre d'abord");
	if (strcmp(name, plan->upstream.instance) == 0)
		return cli_usage(plan->cli,
				 "les deux instances s'appelleraient « %s » : donnez un autre nom à "
				 "celle-ci, avec --name",
				 name);
	memcpy(plan->name, name, strlen(name) + 1);
	return CLI_OK;
}

/* Its address may change, it may not. */
static int check_same(const struct follow_plan *plan, const char *path)
{
	struct upstream known;
	char error[ERROR_SIZE];
	bool exists;

	if (upstream_read(path, &known, &exists, error, sizeof error)
		    ? strcmp(known.instance, plan->upstream.instance) == 0 &&
			      strcmp(known.server_key, plan->upstream.server_key) == 0
		    : !exists)
		return CLI_OK;
	if (*known.instance)
		return cli_fail(plan->cli, CLI_LOCAL, "FOLLOWS_ANOTHER",
				"cette instance suit « %s » (clé %s) : elle ne peut pas suivre « %s » "
				"(clé %s). Faites une autre instance, dans un autre dossier",
				known.instance, known.server_key, plan->upstream.instance,
				plan->upstream.server_key);
	return cli_fail(plan->cli, CLI_LOCAL, "UPSTREAM_INVALID", "%s", error);
}

/* How far a service's journal goes, whoever wrote it; 0 where there is none. */
static uint64_t journal_length(const struct follow_plan *plan, const char *service)
{
	char folder[PATH_MAX], data[PATH_MAX], error[ERROR_SIZE];
	struct env env;
	struct txn txn;
	uint64_t length;

	if (!path_in(plan->cli->dir, service, folder) || !path_in(folder, "data.mdb", data) ||
	    access(data, F_OK) != 0 || !env_open(&env, folder, ENV_READ_ONLY, NULL, 0, error, sizeof error))
		return 0;
	txn_begin_read(&txn, &env);
	length = txn_count(&txn, TABLE_JOURNAL);
	txn_end(&txn);
	env_close(&env);
	return length;
}

/* What it wrote itself has no place in the owner's journal. The bus's journal is each instance's own. */
static int check_writes_nothing(const struct follow_plan *plan)
{
	for (unsigned i = 0; i < plan->services->count; i++) {
		const char *service = plan->services->names[i];
		uint64_t length = strcmp(service, "bus") == 0 ? 0 : journal_length(plan, service);

		if (length > 0)
			return cli_fail(plan->cli, CLI_LOCAL, "OWNS_A_JOURNAL",
					"cette instance a déjà écrit elle-même %llu entrées de « %s » : elle "
					"ne peut plus en suivre une autre. Faites une autre instance, dans "
					"un autre dossier",
					(unsigned long long)length, service);
	}
	return CLI_OK;
}

static int check(const struct follow_plan *plan, const char *path)
{
	int exit = check_same(plan, path);

	return exit == CLI_OK && access(path, F_OK) != 0 ? check_writes_nothing(plan) : exit;
}

/* ---- Doing it */

static int make_key(struct follow_plan *plan)
{
	char keys[PATH_MAX], error[ERROR_SIZE];
	struct keypair pair;

	if (!path_in(plan->cli->dir, "keys", keys))
		return cli_usage(plan->cli, "ce chemin est trop long");
	if (file_make_folder(keys, 0700) != 0)
		return cli_fail(plan->cli, CLI_LOCAL, "FOLDER", "%s : %s", keys, strerror(errno));
	if (keyfile_make(keys, UPSTREAM_KEY, &pair))
		keypair_wipe(&pair);
	else if (errno != EEXIST)
		return cli_fail(plan->cli, CLI_LOCAL, "KEY", "une clé ne s'écrit pas : %s", strerror(errno));
	if (!keyfile_load_public(keys, UPSTREAM_KEY, plan->public_key, error, sizeof error))
		return cli_fail(plan->cli, CLI_LOCAL, "KEY", "%s", error);
	return CLI_OK;
}

static void enrol(const struct follow_plan *plan)
{
	char id[80];

	snprintf(id, sizeof id, "instance-%s", plan->name);
	if (*plan->folder && enrol_follower(plan->cli, plan->folder, id, plan->public_key))
		log_info("key_admitted_upstream", log_text("instance", plan->upstream.instance),
			 log_text("as", id));
}

int follow_begin(const struct cli *cli, const struct services *services)
{
	struct follow_plan plan = {.cli = cli, .services = services};
	char path[PATH_MAX], error[ERROR_SIZE];
	int exit;

	if (!option_given(&cli->arguments, "follow"))
		return CLI_OK;
	if (!path_in(cli->dir, UPSTREAM_FILE, path))
		return cli_usage(cli, "ce chemin est trop long");
	exit = find_upstream(&plan);
	if (exit == CLI_OK)
		exit = find_name(&plan);
	if (exit == CLI_OK)
		exit = check(&plan, path);
	if (exit == CLI_OK)
		exit = make_key(&plan);
	if (exit != CLI_OK)
		return exit;
	/* Before the instance exists: none may come up, after an interruption, that follows nobody. */
	if (!upstream_write(path, &plan.upstream, error, sizeof error))
		return cli_fail(cli, CLI_LOCAL, "SETUP", "%s", error);
	enrol(&plan);
	return CLI_OK;
}

void follow_print(const char *name, const struct upstream *upstream)
{
	char public_key[Z85_KEY_SIZE], error[ERROR_SIZE];

	printf("Elle suit « %s » (%s) : elle lit ce qui est à l'autre, et ne l'écrit pas.\n",
	       upstream->instance, upstream->endpoint);
	if (!keyfile_load_public("keys", UPSTREAM_KEY, public_key, error, sizeof error))
		return;
	printf("Si « pvd status » dit que la clé n'est pas admise, à faire une fois chez « %s » :\n"
	       "  pvd principal add instance-%s --kind partner --role auditor --nationwide \\\n"
	       "    --public-key '%s'\n",
	       upstream->instance, name, public_key);
}
