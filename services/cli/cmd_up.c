/* `pvd up`: makes the instance if it is new, starts every process of it and keeps them alive until Ctrl-C.
 *
 * The loop is one: the supervisor's timers and signals run while this waits for answers of the services it
 * started, and a signal ends the waiting (client_interrupt). */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "cli/asked.h"
#include "cli/client.h"
#include "cli/commands.h"
#include "cli/follow.h"
#include "cli/ready.h"
#include "cli/reference.h"
#include "cli/setup.h"
#include "cli/supervisor.h"
#include "cli/tour.h"

enum { ENDPOINTS_FILE_MAX = 4096, ERROR_SIZE = 512, PIDS_AGAIN_MS = 2000 };
#define BUS_ENDPOINTS_FILE "run/endpoints.json"

/* Tests kill processes by the hundred, and wait for each to come back. */
static const struct supervisor_limits TEST_LIMITS = {
	.first_pause_ms = 20, .last_pause_ms = 100, .steady_ms = 5000, .grace_ms = 10000};

static const struct option_spec OPTIONS[] = {
	{"port", "N", "port tcp du bus, pour les partenaires (au choix du système)"},
	{"http", "N", "port de la passerelle, pour les navigateurs (7380, ou un autre s'il est pris)"},
	ASKED_OPTION_NAME,
	{"test", NULL,
	 "nouvelle instance d'essai : sert aussi les méthodes réservées aux essais, n'importe rien"},
	{"follow", "A", "suivre une autre instance : son dossier, ou une copie de son run/endpoints.json"},
	{"no-import", NULL, "ne pas importer les données de référence qui manquent"},
	{0},
};

struct up {
	const struct cli *cli;
	struct instance instance;
	struct services services;
	char dir[PATH_MAX];
	int lock;
	struct loop *loop;
	struct supervisor *supervisor;
	struct client *client;
	struct upstream upstream;
	bool follows; /* it: nothing to import then, the owner does */
	bool is_new;
	bool pids_untold; /* run/pids.json could not be written */
	bool stopping, stopped;
};

/* ---- The folder */

static int fail_locked(const struct up *up)
{
	if (errno == EWOULDBLOCK)
		return cli_fail(
			up->cli, CLI_LOCAL, "ALREADY_RUNNING",
			"l'instance « %s » est déjà en marche ; pvd status --dir %s dit ce qu'elle fait",
			up->cli->dir, up->cli->dir);
	return cli_fail(up->cli, CLI_LOCAL, "LOCK", "le verrou de %s ne se prend pas : %s", up->cli->dir,
			strerror(errno));
}

static int take_lock(struct up *up)
{
	char path[PATH_MAX];

	if (file_make_folder(up->cli->dir, 0700) != 0)
		return cli_fail(up->cli, CLI_LOCAL, "FOLDER", "%s : %s", up->cli->dir, strerror(errno));
	if (snprintf(path, sizeof path, "%s/lock", up->cli->dir) >= PATH_MAX)
		return cli_usage(up->cli, "ce chemin est trop long");
	up->lock = file_lock(path);
	return up->lock < 0 ? fail_locked(up) : CLI_OK;
}

static int make_if_new(struct up *up)
{
	const char *follower = follow_default_name(up->cli);
	struct instance instance;
	char error[ERROR_SIZE];
	int exit;

	if (setup_done(up->cli->dir))
		return setup_keys(up->cli->dir, &up->services, error, sizeof error)
			       ? CLI_OK
			       : cli_fail(up->cli, CLI_LOCAL, "SETUP", "%s", error);
	exit = asked_new(up->cli, follower ? follower : "national", &instance);
	if (exit != CLI_OK)
		return exit;
	if (!setup_make(up->cli->dir, &instance, &up->services, error, sizeof error))
		return cli_fail(up->cli, CLI_LOCAL, "SETUP", "%s", error);
	up->is_new = true;
	log_info("instance_made", log_text("name", instance.name), log_text("dir", up->cli->dir));
	return CLI_OK;
}

static int prepare(struct up *up)
{
	char error[ERROR_SIZE];
	int exit = take_lock(up);

	if (exit == CLI_OK)
		exit = follow_begin(up->cli, &up->services);
	if (exit == CLI_OK)
		exit = make_if_new(up);
	if (exit != CLI_OK)
		return exit;
	if (!instance_enter(up->cli->dir, &up->instance, error, sizeof error))
		return cli_fail(up->cli, CLI_LOCAL, "NO_INSTANCE", "%s", error);
	if (file_make_folder("run", 0700) != 0 || file_make_folder("backup", 0700) != 0 ||
	    !getcwd(up->dir, PATH_MAX))
		return cli_fail(up->cli, CLI_LOCAL, "FOLDER", "%s : %s", up->cli->dir, strerror(errno));
	unlink(BUS_ENDPOINTS_FILE);
	unlink(INSTANCE_GATEWAY_FILE);
	up->follows = follow_upstream(&up->upstream);
	return asked_agrees(up->cli, &up->instance);
}

/* ---- The processes */

/* Of a process that is just being started again, its latest pid: nobody is to mistake 0 for one. */
static json_t *pids_json(const struct up *up)
{
	json_t *pids = json_object();

	for (unsigned i = 0; i < supervisor_count(up->supervisor); i++)
		json_object_set_new(pids, supervisor_name(up->supervisor, i),
				    json_integer(supervisor_last_pid(up->supervisor, i)));
	return pids;
}

static void write_pids(void *ctx)
{
	struct up *up = ctx;
	json_t *pids = pids_json(up);
	char *text = json_dumps(pids, JSON_INDENT(2));

	up->pids_untold = !text || file_write("run/pids.json", bytes_text(text), 0600) != 0;
	if (up->pids_untold) {
		log_warning("pids_not_written", log_errno(errno));
		unlink("run/pids.json"); /* rather nothing than processes that are no more */
	}
	free(text);
	json_decref(pids);
}

static void write_pids_again(void *ctx)
{
	struct up *up = ctx;

	if (up->pids_untold)
		write_pids(up);
}

/* A service's program lies beside this one. */
static bool program_path(const char *service, char ret[PATH_MAX])
{
	char folder[PATH_MAX];

	return file_program_folder(folder) &&
	       snprintf(ret, PATH_MAX, "%s/pvd-%s", folder, service) < PATH_MAX;
}

/* Every program is there, or none is started. */
static int find_programs(const struct up *up)
{
	char path[PATH_MAX];

	for (unsigned i = 0; i < up->services.count; i++)
		if (!program_path(up->services.names[i], path) || access(path, X_OK) != 0)
			return cli_fail(up->cli, CLI_LOCAL, "PROGRAM",
					"le programme pvd-%s manque à côté de pvd : make le construit",
					up->services.names[i]);
	return CLI_OK;
}

/* The port a process is told to open, as text; NULL: it is its own to choose. */
static const char *port_of(const struct up *up, const char *service)
{
	if (strcmp(service, "bus") == 0)
		return option_text(&up->cli->arguments, "port", NULL);
	if (strcmp(service, "gateway") == 0)
		return option_text(&up->cli->arguments, "http", up->instance.test ? "0" : NULL);
	return NULL;
}

static int start_all(struct up *up)
{
	char path[PATH_MAX];
	uint64_t number = 0;
	int exit;

	if (!option_number(&up->cli->arguments, "port", 0, 65535, &number))
		return cli_usage(up->cli, "--port attend un nombre, 65535 au plus");
	if (!option_number(&up->cli->arguments, "http", 0, 65535, &number))
		return cli_usage(up->cli, "--http attend un nombre, 65535 au plus");
	exit = find_programs(up);
	for (unsigned i = 0; exit == CLI_OK && i < up->services.count; i++) {
		const char *port = port_of(up, up->services.names[i]);
		const char *argv[] = {path, "--dir", up->dir, port ? "--port" : NULL, port, NULL};

		if (!program_path(up->services.names[i], path))
			return cli_fail(up->cli, CLI_LOCAL, "PROGRAM", "le dossier de pvd ne se trouve plus");
		supervisor_add(up->supervisor, up->services.names[i], argv);
	}
	return exit;
}

static void on_stopped(void *ctx)
{
	struct up *up = ctx;

	up->stopped = true;
	loop_stop(up->loop);
}

static void stop(void *ctx)
{
	struct up *up = ctx;

	if (up->stopping)
		return;
	up->stopping = true;
	if (up->client)
		client_interrupt(up->client);
	supervisor_stop(up->supervisor, on_stopped, up);
}

static void run_until_stopped(struct up *up)
{
	while (!up->stopped)
		loop_run(up->loop);
}

/* ---- Where to look */

/* What the bus and the gateway say of where they listen, together. */
static json_t *read_endpoints(void)
{
	static const char *const files[] = {BUS_ENDPOINTS_FILE, INSTANCE_GATEWAY_FILE};
	json_t *endpoints = json_object();

	for (unsigned i = 0; i < sizeof files / sizeof *files; i++) {
		struct buf text = {0};
		json_t *said = NULL;

		if (file_read(files[i], ENDPOINTS_FILE_MAX, &text) == 0)
			said = json_loadb((const char *)text.data, text.len, 0, NULL);
		json_object_update(endpoints, said);
		json_decref(said);
		buf_free(&text);
	}
	return endpoints;
}

static void print_endpoint(const json_t *endpoints, const char *name, const char *label)
{
	const char *value = json_string_value(json_object_get(endpoints, name));

	if (value)
		printf("  %s %s\n", label, value);
}

static void print_ready_text(const struct up *up, json_t *endpoints)
{
	printf("L'instance « %s » est prête dans %s.\n", up->instance.name, up->dir);
	print_endpoint(endpoints, "http", "dans un navigateur    ");
	print_endpoint(endpoints, "ipc", "bus, de cette machine ");
	print_endpoint(endpoints, "tcp", "bus, des partenaires  ");
	print_endpoint(endpoints, "server_key", "sa clé publique       ");
	if (up->follows)
		follow_print(up->instance.name, &up->upstream);
	tour_print(up->cli, up->is_new && !up->follows);
}

static void print_ready(const struct up *up)
{
	json_t *endpoints = read_endpoints();
	json_t *ready;

	if (up->cli->json) {
		ready = json_pack("{s:b, s:s, s:s, s:O, s:o}", "ready", 1, "instance", up->instance.name,
				  "dir", up->dir, "endpoints", endpoints, "pids", pids_json(up));
		if (up->follows)
			json_object_set_new(ready, "follows", json_string(up->upstream.instance));
		json_dumpf(ready, stdout, JSON_COMPACT);
		putchar('\n');
		json_decref(ready);
	} else {
		print_ready_text(up, endpoints);
	}
	json_decref(endpoints);
	fflush(stdout);
}

static void serve(struct up *up)
{
	ready_wait(up->client, &up->services, &up->stopping);
	if (!up->stopping && !up->instance.test && !up->follows &&
	    !option_given(&up->cli->arguments, "no-import"))
		reference_bring(up->cli, up->client, &up->stopping);
	if (!up->stopping)
		print_ready(up);
	run_until_stopped(up);
}

static int supervise(struct up *up)
{
	int exit;

	up->loop = loop_new();
	up->supervisor = supervisor_new(up->loop, up->instance.test ? &TEST_LIMITS : &SUPERVISOR_LIMITS,
					write_pids, up);
	loop_on_terminate(up->loop, stop, up);
	loop_every(up->loop, PIDS_AGAIN_MS, write_pids_again, up);
	exit = start_all(up);
	if (exit == CLI_OK) {
		up->client = client_new(up->cli, up->loop);
		exit = up->client ? CLI_OK : CLI_LOCAL;
	}
	if (exit == CLI_OK) {
		serve(up);
	} else {
		stop(up);
		run_until_stopped(up);
	}
	if (up->client)
		client_free(up->client);
	supervisor_free(up->supervisor);
	loop_free(up->loop);
	unlink("run/pids.json");
	return exit;
}

static int run(struct cli *cli)
{
	struct up up = {.cli = cli, .lock = -1, .services = services_of_contract()};
	int exit;

	if (option_given(&cli->arguments, "endpoint"))
		return cli_usage(cli, "--endpoint ne va pas avec up : l'instance est celle du dossier");
	log_set_level(LOG_LEVEL_INFO);
	exit = prepare(&up);
	if (exit == CLI_OK)
		exit = supervise(&up);
	if (up.lock >= 0)
		close(up.lock);
	return exit;
}

const struct command COMMAND_UP = {
	.name = "up",
	.synopsis = "[--port N] [--http N] [--name NOM] [--follow A] [--test] [--no-import]",
	.summary = "démarre l'instance et veille sur ses processus, jusqu'à Ctrl-C",
	.details =
		"Un dossier neuf devient une instance : clés, premiers principaux (operator, anct), données "
		"de\n"
		"référence. Un processus qui meurt est relancé. Ctrl-C ou SIGTERM arrête tout proprement ; "
		"les\n"
		"processus ne survivent pas à pvd up. Avec --json, une ligne {ready, instance, dir, "
		"endpoints, pids}\n"
		"est écrite quand tous les services répondent. run/pids.json dit qui est quel processus.\n"
		"\n"
		"  pvd up --dir A --port 7700\n"
		"  pvd up --dir B --follow A\n"
		"\n"
		"B montre alors ce que montre A, aussi quand A est arrêtée, et rattrape son retard ; elle "
		"n'écrit que\n"
		"ce qu'elle tient elle-même (son annuaire). Une fois suffit : B se souvient de qui elle "
		"suit.\n",
	.options = OPTIONS,
	.run = run,
};
