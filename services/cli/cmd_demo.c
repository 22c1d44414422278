/* `pvd demo`: plays a story on the instance, which shows what the services do together. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/require.h"
#include "cli/commands.h"
#include "cli/demo.h"
#include "cli/import.h"
#include "cli/shipped.h"
#include "pvd/registry/v1/candidacy.pb-c.h"

enum { DEMO_ARENA_MAX = 64 << 20, CANDIDACIES_PAGE = 1000 };
#define STORY_FILE "deploy/demo/story.json"
#define LOCK_FILE  "demo.lock"

static const struct option_spec OPTIONS[] = {
	{"remove", NULL, "retire ce que la démonstration a fait, par des actes"},
	{"beside", NULL, "la jouer à côté de candidatures qui ne sont pas d'elle"},
	{0},
};

/* ---- Whether it may be played here */

static bool has_foreign(const struct demo *demo, const Registry__ListCandidaciesResponse *page)
{
	for (size_t i = 0; i < page->n_candidacies; i++)
		if (!demo_owns(demo, page->candidacies[i]->id))
			return true;
	return false;
}

static int look_for_foreign(struct demo *demo, struct client *nation)
{
	Registry__ListCandidaciesRequest request = REGISTRY__LIST_CANDIDACIES_REQUEST__INIT;
	const Registry__ListCandidaciesResponse *page;
	struct answer answer;

	request.page_size = CANDIDACIES_PAGE;
	do {
		if (!client_ask(nation, "pvd.registry.v1.RegistryService/ListCandidacies", NULL,
				&request.base, demo->arena, &answer))
			return cli_refused(demo->cli, &answer.refusal);
		page = (const Registry__ListCandidaciesResponse *)answer.message;
		if (has_foreign(demo, page))
			return cli_fail(demo->cli, CLI_REFUSED, "NOT_A_STAGE",
					"cette instance a des candidatures qui ne sont pas de la "
					"démonstration, et ce qu'elle fait reste dans les journaux pour "
					"toujours. Donnez-lui une instance à elle : pvd --dir demo up, puis "
					"pvd --dir demo demo ; ou --beside");
		request.page_token = page->next_page_token;
	} while (*request.page_token);
	return CLI_OK;
}

/* An instance that serves is no stage. The nation sees every candidacy. */
static int check_stage(struct demo *demo)
{
	struct cli as_nation = *demo->cli;
	struct client *nation;
	int exit;

	if (option_given(&demo->cli->arguments, "beside"))
		return CLI_OK;
	as_nation.as = "anct";
	nation = client_new(&as_nation, demo->loop);
	if (!nation)
		return CLI_LOCAL;
	exit = client_connect(nation);
	if (exit == CLI_OK)
		exit = look_for_foreign(demo, nation);
	client_free(nation);
	return exit;
}

static int begin(struct demo *demo)
{
	int exit = check_stage(demo);

	if (exit != CLI_OK)
		return exit;
	demo_begin(demo);
	return demo_save(demo);
}

static int play(struct demo *demo)
{
	bool was_done = demo_is_running(demo) && !demo_next(demo);
	int exit = CLI_OK;

	if (json_object_get(demo->state, "removal") && demo_is_running(demo))
		return cli_fail(demo->cli, CLI_REFUSED, "REMOVAL_UNFINISHED",
				"la démonstration est en train d'être retirée : pvd demo --remove le finit");
	if (!demo_is_running(demo))
		exit = begin(demo);
	if (exit == CLI_OK)
		exit = demo_play(demo);
	return exit == CLI_OK ? demo_print(demo, was_done) : exit;
}

static int take_away(struct demo *demo)
{
	int exit;

	if (!demo_is_running(demo))
		return cli_fail(demo->cli, CLI_REFUSED, "NO_DEMO",
				"il n'y a pas de démonstration à retirer de cette instance");
	exit = demo_remove(demo);
	if (exit != CLI_OK)
		return exit;
	if (demo->cli->json)
		printf("{\"removed\":%u}\n", demo_run(demo));
	else
		printf("La démonstration est retirée : candidatures et labels retirés, demandes non engagées "
		       "retirées,\n"
		       "membres partis, acteurs révoqués, clés effacées, critères remis. Ce qui a eu lieu "
		       "reste aux journaux,\n"
		       "qui ne s'effacent pas : les territoires y sont finis, ce qui fut payé le reste.\n");
	return CLI_OK;
}

/* ---- Setting up */

static int read_story(struct demo *demo)
{
	char path[PATH_MAX], error[STORY_ERROR_MAX];

	if (!shipped_find(demo->cli, STORY_FILE, path))
		return cli_fail(demo->cli, CLI_LOCAL, "FILE_NOT_FOUND", "%s n'est pas là", STORY_FILE);
	if (!story_read(&demo->story, path, error))
		return cli_fail(demo->cli, CLI_LOCAL, "STORY_INVALID", "%s", error);
	demo->actors = xcalloc(demo->story.cast_count, sizeof *demo->actors);
	return CLI_OK;
}

/* Whoever decides for the nation must be at hand. */
static int check_keys(const struct demo *demo)
{
	if (access("keys/anct.key", R_OK) == 0)
		return CLI_OK;
	return cli_fail(demo->cli, CLI_LOCAL, "NO_ANCT_KEY",
			"la clé de l'ANCT n'est pas dans %s/keys : la démonstration a besoin d'elle",
			demo->cli->dir);
}

static int connect_operator(struct demo *demo)
{
	demo->loop = loop_new();
	demo->operator.client = client_new(demo->cli, demo->loop);
	return demo->operator.client ? client_connect(demo->operator.client) : CLI_LOCAL;
}

static int prepare(struct demo *demo)
{
	int exit = read_story(demo);

	if (exit == CLI_OK)
		exit = check_keys(demo);
	if (exit == CLI_OK)
		exit = demo_load(demo);
	return exit == CLI_OK ? connect_operator(demo) : exit;
}

static void clear(struct demo *demo)
{
	for (unsigned i = 0; demo->actors && i < demo->story.cast_count; i++)
		if (demo->actors[i].client)
			client_free(demo->actors[i].client);
	if (demo->operator.client)
		client_free(demo->operator.client);
	if (demo->loop)
		loop_free(demo->loop);
	free(demo->actors);
	story_free(&demo->story);
	json_decref(demo->state);
	json_decref(demo->values);
	arena_free(demo->arena);
}

static int run(struct cli *cli)
{
	struct demo *demo;
	int exit, lock;

	if (cli->arguments.positional_count > 1)
		return cli_usage(cli, "pvd demo ne prend pas de mots");
	if (!cli_enter(cli))
		return CLI_LOCAL;
	lock = file_lock(LOCK_FILE);
	if (lock < 0)
		return cli_fail(cli, CLI_LOCAL, "LOCK", "une autre pvd demo est en cours, ou %s : %s",
				LOCK_FILE, strerror(errno));
	demo = xcalloc(1, sizeof *demo);
	demo->cli = cli;
	demo->services = services_of_contract();
	demo->arena = arena_new(DEMO_ARENA_MAX);
	exit = prepare(demo);
	if (exit == CLI_OK)
		exit = option_given(&cli->arguments, "remove") ? take_away(demo) : play(demo);
	clear(demo);
	free(demo);
	close(lock);
	return exit;
}

const struct command COMMAND_DEMO = {
	.name = "demo",
	.synopsis = "[--remove | --beside]",
	.summary = "joue une histoire complète, de la candidature au paiement, sur de vraies communes",
	.details =
		"Des acteurs demo.*, chacun avec sa clé, font ce que raconte deploy/demo/story.json ; le "
		"tableau dit\n"
		"qui a fait quoi, ce qui fut refusé et sous quelle règle, et où c'est écrit. Interrompue, "
		"elle reprend ;\n"
		"jouée, elle ne refait rien. --remove retire ce qu'elle a fait, par des actes : un journal "
		"ne s'efface\n"
		"pas. Les décisions sont inventées ; communes, populations, montants et plafonds ne le sont "
		"pas.\n",
	.options = OPTIONS,
	.run = run,
};
