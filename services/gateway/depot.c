/* Uploads under way: how far each is, and how many there may be. */
#include "gateway/depot_uploads.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <utlist.h>

#include "base/file.h"
#include "base/killpoint.h"
#include "base/require.h"
#include "bus/envelope.h" /* PRINCIPAL_ID_MAX */
#include "gateway/declaration.h"

void depot_add(struct depot *depot, const char *id, const Gateway__Document *declared, uint32_t offset)
{
	struct upload *upload = xcalloc(1, sizeof *upload);

	snprintf(upload->id, sizeof upload->id, "%s", id);
	snprintf(upload->owner, sizeof upload->owner, "%s", declared->owner_id);
	upload->size = (uint32_t)declared->size_bytes;
	upload->offset = offset;
	DL_APPEND(depot->uploads, upload);
	depot->count++;
	depot->bytes += upload->size;
}

void depot_drop(struct depot *depot, struct upload *upload)
{
	DL_DELETE(depot->uploads, upload);
	depot->count--;
	depot->bytes -= upload->size;
	free(upload);
}

struct upload *depot_find(const struct depot *depot, const char *id)
{
	struct upload *upload;

	DL_FOREACH(depot->uploads, upload)
	{
		if (strcmp(upload->id, id) == 0)
			return upload;
	}
	return NULL;
}

static struct upload *find_owned(const struct depot *depot, const char *id, const char *owner,
				 struct refusal *refusal)
{
	struct upload *upload = depot_find(depot, id);

	if (upload && strcmp(upload->owner, owner) == 0)
		return upload;
	refuse(refusal, FAULT_NOT_FOUND, "UPLOAD_UNKNOWN", NULL,
	       "Aucun dépôt en cours ne porte ce numéro : il est terminé, abandonné ou trop ancien. "
	       "Recommencez le dépôt.");
	return NULL;
}

void depot_close(struct depot *depot)
{
	while (depot->uploads)
		depot_drop(depot, depot->uploads);
	free(depot);
}

/* ---- Uploads */

static bool storage_full(struct refusal *refusal)
{
	errno = ENOSPC;
	return depot_failed(refusal);
}

static bool check_quotas(const struct depot *depot, const Gateway__Document *declared,
			 struct refusal *refusal)
{
	const struct upload *upload;
	unsigned own = 0;

	DL_FOREACH(depot->uploads, upload)
	{
		own += strcmp(upload->owner, declared->owner_id) == 0;
	}
	if (own >= DEPOT_OWNER_UPLOADS_MAX)
		return refuse(refusal, FAULT_RESOURCE_EXHAUSTED, "UPLOADS_TOO_MANY", NULL,
			      "Vous avez déjà %d dépôts en cours : terminez-en ou abandonnez-en un d'abord.",
			      DEPOT_OWNER_UPLOADS_MAX);
	if (depot->count >= DEPOT_UPLOADS_MAX || depot->bytes + declared->size_bytes > DEPOT_BYTES_MAX)
		return refuse(refusal, FAULT_RESOURCE_EXHAUSTED, "DEPOT_BUSY", NULL,
			      "Trop de dépôts sont en cours : réessayez dans quelques minutes.");
	return file_has_room(DEPOT_UPLOADS, declared->size_bytes) || storage_full(refusal);
}

static bool make_files(const char *id, const Gateway__Document *declared, struct refusal *refusal)
{
	char path[DEPOT_PATH_SIZE];
	int fd;

	depot_upload_path(id, path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return depot_failed(refusal);
	close(fd);
	KILLPOINT("depot_made");
	if (declaration_write(id, declared) == 0)
		return true;
	depot_failed(refusal);
	depot_remove_files(id);
	return false;
}

bool depot_begin(struct depot *depot, const char *id, const Gateway__Document *declared,
		 struct refusal *refusal)
{
	if (!declaration_id_valid(id) || depot_find(depot, id) || !*declared->owner_id ||
	    strlen(declared->owner_id) > PRINCIPAL_ID_MAX)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "UPLOAD_INVALID", NULL,
			      "Un dépôt a un numéro nouveau et un déposant.");
	if (!declaration_check(declared, refusal) || !check_quotas(depot, declared, refusal) ||
	    !make_files(id, declared, refusal))
		return false;
	depot_add(depot, id, declared, 0);
	return true;
}

bool depot_state(const struct depot *depot, const char *id, const char *owner, struct depot_progress *ret,
		 struct refusal *refusal)
{
	const struct upload *upload = find_owned(depot, id, owner, refusal);

	if (!upload)
		return false;
	*ret = (struct depot_progress){.offset = upload->offset, .size = upload->size};
	return true;
}

static bool check_part(const struct upload *upload, uint64_t offset, struct bytes part,
		       struct refusal *refusal)
{
	if (part.len == 0)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "CHUNK_EMPTY", NULL, "Cette partie est vide.");
	if (part.len > DEPOT_CHUNK_MAX)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "CHUNK_TOO_LARGE", NULL,
			      "Une partie a au plus %d octets : envoyez le fichier par parties plus petites.",
			      DEPOT_CHUNK_MAX);
	if (offset != upload->offset)
		return refuse(refusal, FAULT_ABORTED, "OFFSET_MISMATCH", "offset",
			      "La partie suivante de ce fichier commence à l'octet %u : reprenez de là.",
			      upload->offset);
	if (part.len > upload->size - upload->offset)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "UPLOAD_OVERFLOWS", NULL,
			      "Cette partie dépasse les %u octets annoncés pour ce fichier : recommencez le "
			      "dépôt avec la bonne taille.",
			      upload->size);
	return file_has_room(DEPOT_UPLOADS, part.len) || storage_full(refusal);
}

static bool not_sealing(const struct upload *upload, struct refusal *refusal)
{
	return !upload->sealing ||
	       refuse(refusal, FAULT_ABORTED, "UPLOAD_SEALING", NULL,
		      "Ce fichier est en cours de vérification : réessayez dans un instant.");
}

/* Where it stops short, what was written counts. */
static bool write_part(struct upload *upload, int fd, struct bytes part, struct refusal *refusal)
{
	while (part.len) {
		ssize_t put = pwrite(fd, part.data, part.len, upload->offset);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return depot_failed(refusal);
		upload->offset += (uint32_t)put;
		part = bytes_of(part.data + put, part.len - (size_t)put);
		KILLPOINT("depot_put");
	}
	return true;
}

bool depot_put(struct depot *depot, const char *id, const char *owner, uint64_t offset, struct bytes part,
	       struct depot_progress *ret, struct refusal *refusal)
{
	struct upload *upload = find_owned(depot, id, owner, refusal);
	char path[DEPOT_PATH_SIZE];
	bool ok;
	int fd;

	if (!upload || !not_sealing(upload, refusal) || !check_part(upload, offset, part, refusal))
		return false;
	depot_upload_path(id, path);
	fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return depot_failed(refusal);
	ok = write_part(upload, fd, part, refusal);
	close(fd);
	*ret = (struct depot_progress){.offset = upload->offset, .size = upload->size};
	return ok;
}

bool depot_abandon(struct depot *depot, const char *id, const char *owner, struct refusal *refusal)
{
	struct upload *upload = find_owned(depot, id, owner, refusal);

	if (!upload || !not_sealing(upload, refusal))
		return false;
	depot_remove_files(id);
	depot_drop(depot, upload);
	return true;
}

/* ---- The end */

bool depot_seal_begin(struct depot *depot, const char *id, const char *owner, struct depot_sealing *ret,
		      struct refusal *refusal)
{
	struct upload *upload = find_owned(depot, id, owner, refusal);

	if (!upload || !not_sealing(upload, refusal))
		return false;
	if (upload->offset < upload->size)
		return refuse(refusal, FAULT_FAILED_PRECONDITION, "UPLOAD_INCOMPLETE", NULL,
			      "Il manque des parties de ce fichier (%u octets sur %u) : envoyez-les d'abord.",
			      upload->offset, upload->size);
	upload->sealing = true;
	*ret = (struct depot_sealing){0};
	snprintf(ret->id, sizeof ret->id, "%s", upload->id);
	return true;
}

void depot_seal_end(struct depot *depot, const struct depot_sealing *sealing)
{
	struct upload *upload = depot_find(depot, sealing->id);

	if (fails_assert(upload))
		return;
	upload->sealing = false;
	if (refused(&sealing->refusal) && sealing->refusal.fault != FAULT_INVALID_ARGUMENT)
		return; /* the disk's fault */
	if (refused(&sealing->refusal))
		depot_remove_files(upload->id);
	depot_drop(depot, upload);
}
