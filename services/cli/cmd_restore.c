/* `pvd restore`: puts a backup in the place of a stopped instance's data. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/tree.h"
#include "cli/commands.h"
#include "cli/services.h"
#include "service/instance.h"

enum { CHUNK = 1 << 20 };

static const struct option_spec OPTIONS[] = {
	{"with-directory", NULL, "aussi l'annuaire des principaux (le bus), tel qu'il était alors"},
	{0},
};

static int fail(const struct cli *cli, const char *path)
{
	return cli_fail(cli, CLI_LOCAL, "RESTORE_FAILED", "%s : %s", path, strerror(errno));
}

static bool copy_bytes(int from, int to)
{
	ssize_t copied;

	do
		copied = sendfile(to, from, NULL, CHUNK);
	while (copied > 0 || (copied < 0 && errno == EINTR));
	return copied == 0 && fsync(to) == 0;
}

static bool copy_file(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok = out >= 0 && copy_bytes(in, out);
	int error = errno;

	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) != 0 && ok)
		return false;
	errno = error;
	return ok;
}

/* The copy is made beside, whole, with the mark that begins a new epoch, before it takes the old one's place:
 * what an interruption leaves is one or the other. */
static int restore_service(const struct cli *cli, const char *backup, const char *service)
{
	char from[PATH_MAX], beside[PATH_MAX], data[PATH_MAX], mark[PATH_MAX], kept[PATH_MAX];

	if (snprintf(from, sizeof from, "%s/%s/data.mdb", backup, service) >= PATH_MAX)
		return cli_usage(cli, "ce nom est trop long");
	snprintf(beside, sizeof beside, "%s.restoring", service);
	snprintf(data, sizeof data, "%s.restoring/data.mdb", service);
	snprintf(mark, sizeof mark, "%s.restoring/restored", service);
	snprintf(kept, sizeof kept, "%s.before-%lld", service, (long long)time(NULL));
	unlink(data);
	unlink(mark);
	if (file_make_folder(beside, 0700) != 0)
		return fail(cli, beside);
	if (!copy_file(from, data))
		return fail(cli, from);
	if (file_write(mark, bytes_text(backup), 0600) != 0)
		return fail(cli, mark);
	if (rename(service, kept) != 0 && errno != ENOENT)
		return fail(cli, service);
	if (rename(beside, service) != 0)
		return fail(cli, service);
	if (!cli->json)
		printf("%-12s rendu ; ce qui était là est dans %s\n", service, kept);
	return CLI_OK;
}

/* The directory stays as it is where there is one: an older one would admit again who was revoked since, and
 * refuse keys that were replaced since. */
static bool is_wanted(const struct cli *cli, const char *service)
{
	return strcmp(service, "bus") != 0 || option_given(&cli->arguments, "with-directory") ||
	       access("bus/data.mdb", F_OK) != 0;
}

/* Before the store that names them. Documents are named by their content: those here already are the same ones,
 * and those that came after the backup are in nobody's way. */
static int restore_documents(const struct cli *cli, const char *backup)
{
	char from[PATH_MAX];

	if (snprintf(from, sizeof from, "%s/" INSTANCE_DOCUMENTS, backup) >= PATH_MAX)
		return cli_usage(cli, "ce nom est trop long");
	return tree_share(from, INSTANCE_DOCUMENTS) == 0 ? CLI_OK : fail(cli, INSTANCE_DOCUMENTS);
}

static int restore_all(const struct cli *cli, const char *name)
{
	struct services services = services_of_contract();
	char backup[PATH_MAX], path[PATH_MAX];
	unsigned restored = 0;
	int exit;

	if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(name) ||
	    snprintf(backup, sizeof backup, "backup/%s", name) >= PATH_MAX)
		return cli_usage(cli, "« %.64s » n'est pas un nom de sauvegarde", name);
	exit = restore_documents(cli, backup);
	for (unsigned i = 0; i < services.count && exit == CLI_OK; i++) {
		if (snprintf(path, sizeof path, "%s/%s/data.mdb", backup, services.names[i]) >= PATH_MAX ||
		    access(path, R_OK) != 0 || !is_wanted(cli, services.names[i]))
			continue;
		exit = restore_service(cli, backup, services.names[i]);
		restored++;
	}
	if (exit == CLI_OK && restored == 0)
		return cli_fail(cli, CLI_LOCAL, "NO_BACKUP", "il n'y a pas de sauvegarde « %s »", name);
	if (exit == CLI_OK && cli->json)
		printf("{\"restored\":%u}\n", restored);
	return exit;
}

static int run(struct cli *cli)
{
	int lock, exit;

	if (cli->arguments.positional_count != 2)
		return cli_usage(cli, "dites quelle sauvegarde");
	if (!cli_enter(cli))
		return CLI_LOCAL;
	lock = file_lock("lock");
	if (lock < 0)
		return errno == EWOULDBLOCK ? cli_fail(cli, CLI_LOCAL, "ALREADY_RUNNING",
						       "l'instance est en marche : arrêtez-la d'abord")
					    : fail(cli, "lock");
	exit = restore_all(cli, cli->arguments.positionals[1]);
	close(lock);
	return exit;
}

const struct command COMMAND_RESTORE = {
	.name = "restore",
	.synopsis = "NOM",
	.summary = "remet une sauvegarde en place, instance arrêtée",
	.details =
		"Les données présentes sont gardées à côté ; les documents déposés depuis restent.\n"
		"Chaque journal commence une nouvelle époque : qui le suivait plus loin que la sauvegarde\n"
		"s'arrête et le dit ; « pvd status » dit alors comment le faire repartir (pvd resume).\n"
		"L'annuaire des principaux reste tel qu'il est :\n"
		"qui fut révoqué depuis le reste, et les clés changées depuis restent bonnes.\n",
	.options = OPTIONS,
	.run = run,
};
