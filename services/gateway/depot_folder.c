/* The folder of uploads: taken up where the last process left it, and swept. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/killpoint.h"
#include "base/log.h"
#include "base/require.h"
#include "gateway/declaration.h"
#include "gateway/depot_uploads.h"

enum { ARENA_BYTES = 256 * 1024, BOOT_MAX = 64 };

/* Which start of the machine wrote what is there: what a power cut may have left as zeros is of an earlier one. */
#define BOOT_FILE DEPOT_UPLOADS "/boot"

void depot_upload_path(const char *id, char out[DEPOT_PATH_SIZE])
{
	snprintf(out, DEPOT_PATH_SIZE, DEPOT_UPLOADS "/%s", id);
}

/* What was declared goes first: content alone is nothing, and removed at the next start. */
void depot_remove_files(const char *id)
{
	char path[DEPOT_PATH_SIZE], declaration[DECLARATION_PATH_SIZE];

	declaration_path(id, declaration);
	depot_upload_path(id, path);
	unlink(declaration);
	KILLPOINT("depot_undeclared");
	unlink(path);
}

/* ---- Taking up what is there */

/* "01K….declared" gives "01K…"; false if the name is not such a one. */
static bool id_of(const char *name, const char *ending, char ret[ID_TEXT_SIZE])
{
	if (strlen(name) != ID_TEXT_SIZE - 1 + strlen(ending) || strcmp(name + ID_TEXT_SIZE - 1, ending) != 0)
		return false;
	snprintf(ret, ID_TEXT_SIZE, "%.*s", ID_TEXT_SIZE - 1, name);
	return declaration_id_valid(ret);
}

/* Goes through the ids of uploads/ whose name ends so. */
static bool each(const char *ending, void (*call)(struct depot *, const char *id, void *ctx),
		 struct depot *depot, void *ctx)
{
	DIR *dir = opendir(DEPOT_UPLOADS);
	const struct dirent *entry;
	char id[ID_TEXT_SIZE];

	if (!dir)
		return false;
	while ((entry = readdir(dir)))
		if (id_of(entry->d_name, ending, id))
			call(depot, id, ctx);
	closedir(dir);
	return true;
}

/* Without a digest nobody would see that a power cut took something of it. */
static bool begin_anew(const char *id, const char *path, struct stat *st)
{
	char temporary[DECLARATION_PATH_SIZE];

	snprintf(temporary, sizeof temporary, DEPOT_UPLOADS "/%s.new", id);
	st->st_size = 0;
	return file_replace(path, temporary, (struct bytes){0}, 0600) == 0;
}

static bool is_under_way(const char *id, const Gateway__Document *declared, bool rebooted, struct stat *st)
{
	char path[DEPOT_PATH_SIZE];

	depot_upload_path(id, path);
	if (lstat(path, st) != 0 || !S_ISREG(st->st_mode) || (uint64_t)st->st_size > declared->size_bytes)
		return false;
	return !rebooted || *declared->digest || st->st_size == 0 || begin_anew(id, path, st);
}

static bool is_sealed(const Gateway__Document *declared)
{
	return *declared->id && depot_has(declared->digest);
}

static void take_up(struct depot *depot, const char *id, void *ctx)
{
	const bool *rebooted = ctx;
	struct arena *arena = arena_new(ARENA_BYTES);
	const Gateway__Document *declared = declaration_read(id, arena);
	struct stat st;

	if (declared && is_under_way(id, declared, *rebooted, &st))
		depot_add(depot, id, declared, (uint32_t)st.st_size);
	else if (!declared || !is_sealed(declared))
		depot_remove_files(id);
	arena_free(arena);
}

static void remove_new(struct depot *depot, const char *id, void *ctx)
{
	char path[DECLARATION_PATH_SIZE];

	(void)depot;
	(void)ctx;
	snprintf(path, sizeof path, DEPOT_UPLOADS "/%s.new", id);
	unlink(path);
}

static void remove_undeclared(struct depot *depot, const char *id, void *ctx)
{
	(void)ctx;
	if (!depot_find(depot, id))
		depot_remove_files(id);
}

/* True, too, where it cannot be known: uploads then begin anew, which costs time and no content. */
static bool rebooted_since(void)
{
	struct buf now = {0}, then = {0};
	bool same = file_read("/proc/sys/kernel/random/boot_id", BOOT_MAX, &now) == 0 && now.len > 0 &&
		    file_read(BOOT_FILE, BOOT_MAX, &then) == 0 &&
		    bytes_equal(buf_bytes(&now), buf_bytes(&then));

	buf_free(&now);
	buf_free(&then);
	return !same;
}

static bool note_boot(void)
{
	struct buf now = {0};
	bool ok;

	if (file_read("/proc/sys/kernel/random/boot_id", BOOT_MAX, &now) != 0)
		buf_clear(&now);
	ok = file_replace(BOOT_FILE, BOOT_FILE ".new", buf_bytes(&now), 0600) == 0;
	buf_free(&now);
	return ok;
}

struct depot *depot_open(char *error, size_t error_size)
{
	struct depot *depot = xcalloc(1, sizeof *depot);
	bool rebooted = rebooted_since();

	if (file_make_folder(DEPOT_UPLOADS, 0700) == 0 && file_make_folder(DEPOT_DOCUMENTS, 0700) == 0 &&
	    file_sync_name(DEPOT_DOCUMENTS) == 0 && each(".new", remove_new, depot, NULL) &&
	    each(".declared", take_up, depot, &rebooted) && each("", remove_undeclared, depot, NULL) &&
	    (!rebooted || note_boot() || errno == ENOSPC))
		return depot;
	snprintf(error, error_size, "les dossiers %s et %s ne sont pas utilisables : %s", DEPOT_UPLOADS,
		 DEPOT_DOCUMENTS, strerror(errno));
	depot_close(depot);
	return NULL;
}

/* ---- Sweeping */

struct sweeping {
	int64_t before_s;
	unsigned removed;
};

/* The last change of an upload's content, or, once it is sealed, of what was declared. */
static void sweep_one(struct depot *depot, const char *id, void *ctx)
{
	struct sweeping *sweeping = ctx;
	struct upload *upload = depot_find(depot, id);
	char path[DEPOT_PATH_SIZE], declaration[DECLARATION_PATH_SIZE];
	struct stat st;

	declaration_path(id, declaration);
	depot_upload_path(id, path);
	if ((upload && upload->sealing) || stat(upload ? path : declaration, &st) != 0 ||
	    st.st_mtime >= sweeping->before_s)
		return;
	depot_remove_files(id);
	if (!upload)
		return;
	depot_drop(depot, upload);
	sweeping->removed++;
}

unsigned depot_sweep(struct depot *depot, struct instant now)
{
	struct sweeping sweeping = {.before_s = instant_add_ms(now, -DEPOT_IDLE_MS).us / 1000000};

	if (!each(".declared", sweep_one, depot, &sweeping))
		log_error("depot_sweep_failed", log_errno(errno));
	return sweeping.removed;
}
