#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"
#include "service/shell.h"

enum { ERROR_SIZE = 300 };

/* The store is a mapped file: a disk that fails under it arrives as SIGBUS. Only what is safe in a signal. */
static void on_sigbus(int number)
{
	static const char text[] =
		"level=error event=disk_failed why=\"SIGBUS: the store could not be read\"\n";

	(void)number;
	if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
		_exit(74);
	_exit(74);
}

/* What a process that holds a secret key owes: no core dump, no file others can read. */
static void harden(void)
{
	struct sigaction action = {.sa_handler = on_sigbus};

	umask(077);
	sigaction(SIGBUS, &action, NULL);
#ifndef PVD_DEV /* sanitizers must be able to look into the process */
	prctl(PR_SET_DUMPABLE, 0);
#endif
}

static int usage(const struct service *service)
{
	fprintf(stderr, "usage : pvd-%s --dir DOSSIER%s\nCe programme est lancé par « pvd up ».\n",
		service->name, service_is_hub(service) ? "" : " [--endpoint tcp://ADRESSE:PORT]");
	return EX_USAGE;
}

struct options {
	const char *dir;
	const char *endpoint; /* where the bus is: beside this process, unless it is told */
};

static bool read_option(const struct service *service, const char *name, const char *value,
			struct options *options)
{
	if (strcmp(name, "--dir") == 0)
		options->dir = value;
	else if (strcmp(name, "--endpoint") == 0 && !service_is_hub(service))
		options->endpoint = value;
	else
		return service->option && service->option(name, value);
	return true;
}

static bool read_options(const struct service *service, int argc, char **argv, struct options *options)
{
	for (int i = 1; i + 1 < argc; i += 2)
		if (!read_option(service, argv[i], argv[i + 1], options))
			return false;
	return argc % 2 && options->dir;
}

int service_main(const struct service *service, int argc, char **argv)
{
	struct options options = {.endpoint = INSTANCE_BUS_ENDPOINT};
	struct instance instance;
	char error[ERROR_SIZE];

	if (!read_options(service, argc, argv, &options))
		return usage(service);
	(void)instant_believed(); /* from here on */
	log_open(service->name);
	harden();
	if (sodium_init() < 0) {
		log_error("no_randomness");
		return EX_CONFIG;
	}
	if (!instance_enter(options.dir, &instance, error, sizeof error)) {
		log_error("instance_unusable", log_text("why", error));
		return EX_CONFIG;
	}
	return shell_run(service, &instance, options.endpoint) ? EXIT_SUCCESS : EX_CONFIG;
}
