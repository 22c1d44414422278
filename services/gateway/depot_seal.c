/* From an upload that is whole to a document, and documents themselves: files alone, no state. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/killpoint.h"
#include "base/log.h"
#include "base/tree.h"
#include "gateway/declaration.h"
#include "gateway/depot_uploads.h"
#include "gateway/media.h"

enum { STEP = 64 * 1024, ARENA_BYTES = 256 * 1024 };

/* Of a valid digest. */
static void document_path(const char *digest, char out[DEPOT_PATH_SIZE])
{
	snprintf(out, DEPOT_PATH_SIZE, DEPOT_DOCUMENTS "/%.2s/%s", digest, digest + 2);
}

bool depot_has(const char *digest)
{
	char path[DEPOT_PATH_SIZE];

	if (!declaration_digest_valid(digest))
		return false;
	document_path(digest, path);
	return access(path, F_OK) == 0;
}

bool depot_failed(struct refusal *refusal)
{
	int error = errno;

	log_error("depot_failed", log_errno(error));
	if (error == ENOSPC || error == EDQUOT)
		return refuse(
			refusal, FAULT_RESOURCE_EXHAUSTED, "STORAGE_FULL", NULL,
			"Le disque du service est presque plein : aucun fichier ne peut être déposé pour "
			"l'instant.");
	return refuse(
		refusal, FAULT_INTERNAL, "DEPOT_FAILED", NULL,
		"Le fichier n'a pas pu être enregistré sur le disque du service : réessayez, et prévenez "
		"l'exploitant si cela se répète.");
}

/* ---- Sealing */

static int hash_file(int fd, char digest[HASH_HEX_SIZE])
{
	uint8_t buffer[STEP];
	struct hasher hasher;
	struct hash hash;
	uint64_t at = 0;
	ssize_t got;

	hasher_start(&hasher);
	for (;;) {
		got = pread(fd, buffer, sizeof buffer, (off_t)at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		hasher_add(&hasher, bytes_of(buffer, (size_t)got));
		at += (uint64_t)got;
	}
	hash = hasher_end(&hasher);
	hash_hex(&hash, digest);
	return got < 0 ? -1 : 0;
}

static bool check_content(const Gateway__Document *declared, int fd, char digest[HASH_HEX_SIZE],
			  struct refusal *refusal)
{
	int matches;

	if (hash_file(fd, digest) != 0)
		return depot_failed(refusal);
	if (*declared->digest && strcmp(declared->digest, digest) != 0)
		return refuse(
			refusal, FAULT_INVALID_ARGUMENT, "DIGEST_MISMATCH", "digest",
			"Ce qui est arrivé n'est pas le fichier annoncé (empreinte %s) : recommencez le "
			"dépôt.",
			digest);
	matches = media_matches(media_find(declared->media_type), fd, declared->size_bytes);
	if (matches < 0)
		return depot_failed(refusal);
	if (!matches)
		return refuse(
			refusal, FAULT_INVALID_ARGUMENT, "MEDIA_TYPE_MISMATCH", "media_type",
			"Le contenu de ce fichier n'est pas du type « %s » : déposez-le sous son vrai type, "
			"ou enregistrez-le de nouveau.",
			declared->media_type);
	return true;
}

/* The content is on stable storage before the note that says which it is, and both before its name. */
static int give_name(const char *id, Gateway__Document *declared, int fd, char digest[HASH_HEX_SIZE])
{
	char upload[DEPOT_PATH_SIZE], document[DEPOT_PATH_SIZE], folder[DEPOT_PATH_SIZE];

	depot_upload_path(id, upload);
	document_path(digest, document);
	snprintf(folder, sizeof folder, DEPOT_DOCUMENTS "/%.2s", digest);
	declared->id = (char *)id;
	declared->digest = digest;
	if (fchmod(fd, 0400) != 0 || fsync(fd) != 0 || declaration_write(id, declared) != 0)
		return -1;
	KILLPOINT("depot_noted");
	if (file_make_folder(folder, 0700) != 0 || file_sync_name(folder) != 0)
		return -1;
	if (link(upload, document) != 0 && errno != EEXIST)
		return -1;
	KILLPOINT("depot_named");
	if (file_sync_name(document) != 0 || unlink(upload) != 0)
		return -1;
	KILLPOINT("depot_sealed");
	return 0;
}

static bool seal(const char *id, struct arena *arena, int fd, struct refusal *refusal)
{
	Gateway__Document *declared = declaration_read(id, arena);
	char digest[HASH_HEX_SIZE];
	struct stat st;

	if (!declared) {
		errno = ENOENT;
		return depot_failed(refusal);
	}
	if (fstat(fd, &st) != 0)
		return depot_failed(refusal);
	if ((uint64_t)st.st_size != declared->size_bytes) {
		errno = EIO;
		return depot_failed(refusal);
	}
	if (!check_content(declared, fd, digest, refusal))
		return false;
	return give_name(id, declared, fd, digest) == 0 || depot_failed(refusal);
}

void depot_seal(struct depot_sealing *sealing)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	char path[DEPOT_PATH_SIZE];
	int fd;

	depot_upload_path(sealing->id, path);
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		depot_failed(&sealing->refusal);
	else
		seal(sealing->id, arena, fd, &sealing->refusal);
	if (fd >= 0)
		close(fd);
	arena_free(arena);
}

Gateway__Document *depot_sealed(const char *id, const char *owner, struct arena *arena)
{
	Gateway__Document *declared = declaration_id_valid(id) ? declaration_read(id, arena) : NULL;
	char path[DEPOT_PATH_SIZE];

	if (!declared || strcmp(declared->id, id) != 0 || strcmp(declared->owner_id, owner) != 0)
		return NULL;
	depot_upload_path(id, path);
	return access(path, F_OK) != 0 && depot_has(declared->digest) ? declared : NULL;
}

/* ---- Documents */

int depot_read(const char *digest, uint64_t *ret_size)
{
	char path[DEPOT_PATH_SIZE];
	struct stat st;
	int fd;

	if (!declaration_digest_valid(digest)) {
		errno = EINVAL;
		return -1;
	}
	document_path(digest, path);
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -1;
	if (fstat(fd, &st) != 0) {
		close(fd);
		return -1;
	}
	*ret_size = (uint64_t)st.st_size;
	return fd;
}

bool depot_backup(const char *folder, char *error, size_t error_size)
{
	char path[PATH_MAX];

	if ((size_t)snprintf(path, sizeof path, "%s/" DEPOT_DOCUMENTS, folder) >= sizeof path)
		errno = ENAMETOOLONG;
	else if (tree_share(DEPOT_DOCUMENTS, path) == 0)
		return true;
	snprintf(error, error_size, "les documents n'ont pas pu être copiés dans %.100s : %s", folder,
		 strerror(errno));
	return false;
}
