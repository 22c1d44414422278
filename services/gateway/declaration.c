#include "gateway/declaration.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/code.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "bus/check.h"
#include "bus/envelope.h" /* PRINCIPAL_ID_MAX */
#include "gateway/depot.h"
#include "gateway/media.h"

bool declaration_digest_valid(const char *digest)
{
	return strlen(digest) == HASH_HEX_SIZE - 1 && strspn(digest, "0123456789abcdef") == HASH_HEX_SIZE - 1;
}

bool declaration_id_valid(const char *id)
{
	char canonical[ID_TEXT_SIZE];
	struct id parsed;

	if (strlen(id) != ID_TEXT_SIZE - 1 || !id_parse(id, &parsed))
		return false;
	id_text(&parsed, canonical);
	return strcmp(canonical, id) == 0;
}

/* ---- What may be declared */

/* No path, nothing that a shell, a header or a window would show otherwise than it is. */
static bool name_valid(const char *name)
{
	size_t len = strlen(name);

	return len >= 1 && len <= DECLARATION_NAME_MAX && utf8_is_text(name, len) &&
	       !strpbrk(name, "/\\\t\n") && name[0] != '.';
}

static bool check_file(const Gateway__Document *declared, struct refusal *refusal)
{
	const struct media *media = media_find(declared->media_type);

	if (!name_valid(declared->file_name))
		return refuse(
			refusal, FAULT_INVALID_ARGUMENT, "FILE_NAME_INVALID", "file_name",
			"Un nom de fichier a 1 à %d octets, sans dossier ni caractère de contrôle, et ne "
			"commence pas par un point : renommez le fichier.",
			DECLARATION_NAME_MAX);
	if (!media)
		return refuse(
			refusal, FAULT_INVALID_ARGUMENT, "MEDIA_TYPE_NOT_TAKEN", "media_type",
			"Les fichiers de type « %.80s » ne sont pas acceptés : déposez un PDF, un document "
			"bureautique, une image PNG ou JPEG, un CSV ou un texte.",
			declared->media_type);
	if (!media_names(media, declared->file_name))
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "FILE_EXTENSION_MISMATCH", "file_name",
			      "Le nom d'un fichier de type « %s » finit par « .%s » : renommez le fichier ou "
			      "corrigez son type.",
			      declared->media_type, media_extension(media));
	return true;
}

static bool check_content(const Gateway__Document *declared, struct refusal *refusal)
{
	if (declared->size_bytes == 0)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "FILE_EMPTY", "size_bytes",
			      "Ce fichier est vide : il n'y a rien à déposer.");
	if (declared->size_bytes > DEPOT_FILE_MAX)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "FILE_TOO_LARGE", "size_bytes",
			      "Un fichier a au plus %d Mio : réduisez-le ou déposez-le en plusieurs parties.",
			      DEPOT_FILE_MAX >> 20);
	if (*declared->digest && !declaration_digest_valid(declared->digest))
		return refuse(
			refusal, FAULT_INVALID_ARGUMENT, "DIGEST_INVALID", "digest",
			"L'empreinte est un BLAKE2b-256 en 64 chiffres hexadécimaux minuscules, ou vide.");
	return true;
}

static bool is_collectivite(const char *code)
{
	return code_is_commune(code) || code_is_siren(code);
}

static bool is_partner(const char *id)
{
	size_t len = strlen(id);

	return len >= 1 && len <= PRINCIPAL_ID_MAX && utf8_is_text(id, len);
}

static bool check_readers(char *const *codes, size_t count, bool (*valid)(const char *), const char *field,
			  struct refusal *refusal)
{
	if (count > DECLARATION_READERS_MAX)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "TOO_MANY_READERS", field,
			      "Un document se partage avec au plus %d destinataires de chaque sorte.",
			      DECLARATION_READERS_MAX);
	for (size_t i = 0; i < count; i++)
		if (!valid(codes[i]))
			return refuse(refusal, FAULT_INVALID_ARGUMENT, "READER_INVALID", field,
				      "« %.64s » n'a pas la forme d'un tel destinataire : vérifiez-le.",
				      codes[i]);
	return true;
}

bool declaration_check(const Gateway__Document *declared, struct refusal *refusal)
{
	return check_file(declared, refusal) && check_content(declared, refusal) &&
	       check_readers(declared->departement_codes, declared->n_departement_codes, code_is_departement,
			     "departement_codes", refusal) &&
	       check_readers(declared->collectivite_codes, declared->n_collectivite_codes, is_collectivite,
			     "collectivite_codes", refusal) &&
	       check_readers(declared->partner_ids, declared->n_partner_ids, is_partner, "partner_ids",
			     refusal);
}

/* ---- On disk */

void declaration_path(const char *id, char out[DECLARATION_PATH_SIZE])
{
	snprintf(out, DECLARATION_PATH_SIZE, DEPOT_UPLOADS "/%s.declared", id);
}

int declaration_write(const char *id, const Gateway__Document *declared)
{
	char path[DECLARATION_PATH_SIZE], temporary[DECLARATION_PATH_SIZE];
	size_t size = gateway__document__get_packed_size(declared);
	uint8_t packed[DECLARATION_BYTES_MAX];

	if (size > sizeof packed) {
		errno = EFBIG;
		return -1;
	}
	gateway__document__pack(declared, packed);
	declaration_path(id, path);
	snprintf(temporary, sizeof temporary, DEPOT_UPLOADS "/%s.new", id);
	return file_replace(path, temporary, bytes_of(packed, size), 0600);
}

/* What a power cut left half is none. */
static Gateway__Document *parse(struct bytes bytes, struct arena *arena)
{
	struct refusal refusal = {0};
	Gateway__Document *declared;

	if (!message_check(&gateway__document__descriptor, bytes, &refusal))
		return NULL;
	declared = arena_unpack(arena, &gateway__document__descriptor, bytes);
	if (!declared || !*declared->owner_id || strlen(declared->owner_id) > PRINCIPAL_ID_MAX)
		return NULL;
	return declaration_check(declared, &refusal) ? declared : NULL;
}

Gateway__Document *declaration_read(const char *id, struct arena *arena)
{
	char path[DECLARATION_PATH_SIZE];
	Gateway__Document *declared = NULL;
	struct buf buf = {0};

	declaration_path(id, path);
	if (file_read(path, DECLARATION_BYTES_MAX, &buf) == 0)
		declared = parse(buf_bytes(&buf), arena);
	buf_free(&buf);
	return declared;
}
