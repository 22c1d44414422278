/* Documents: what may be left, and for whom. The file lies whole on disk before this is asked. */
#include <string.h>

#include "base/code.h"
#include "gateway/directory.h"
#include "gateway/document.h"
#include "gateway_binding.h"
#include "service/check.h"

enum { DIGEST_DIGITS = 64, PARTNER_ID_MAX = 64 };

static bool check_digest(struct decision *decision, const char *digest)
{
	if (strlen(digest) == DIGEST_DIGITS && strspn(digest, "0123456789abcdef") == DIGEST_DIGITS)
		return true;
	return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "DIGEST_INVALID", "document.digest",
		      "L'empreinte du contenu s'écrit en %d chiffres hexadécimaux, en minuscules.",
		      DIGEST_DIGITS);
}

/* A type and a subtype as registries name them (RFC 6838, 4.2), without parameters. */
static bool is_media_type(const char *text)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&-^_.+";
	size_t type = strspn(text, allowed);
	size_t subtype = text[type] == '/' ? strspn(text + type + 1, allowed) : 0;

	return type > 0 && subtype > 0 && text[type + 1 + subtype] == '\0' &&
	       type + 1 + subtype <= DOCUMENT_MEDIA_TYPE_MAX;
}

static bool check_media_type(struct decision *decision, const char *media_type)
{
	return is_media_type(media_type) ||
	       refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "MEDIA_TYPE_INVALID", "document.media_type",
		      "« %.100s » n'est pas un type de contenu ; on écrit par exemple « application/pdf ».",
		      media_type);
}

static bool check_file_name(struct decision *decision, const char *name)
{
	const char *field = "document.file_name";

	if (!check_text(decision->refusal, field, name, DOCUMENT_FILE_NAME_MAX))
		return false;
	if (!strpbrk(name, "/\t\n") && strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
		return true;
	return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "FILE_NAME_INVALID", field,
		      "« %.100s » n'est pas un nom de fichier : donnez-le sans dossier, sur une ligne.",
		      name);
}

/* ---- For whom */

static bool is_collectivite(const char *code)
{
	return code_is_commune(code) || code_is_siren(code);
}

static bool is_partner(const char *id)
{
	struct refusal ignored = {0};

	return check_text(&ignored, NULL, id, PARTNER_ID_MAX);
}

static bool check_each(struct decision *decision, const char *name, char *const *values, size_t count,
		       bool (*is_valid)(const char *), const char *what)
{
	if (count > CONCERNED_MAX)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "AUDIENCE_TOO_LARGE",
			      arena_printf(decision->arena, "document.%s", name),
			      "Un document s'adresse à %d destinataires de chaque sorte au plus ; en voici "
			      "%zu.",
			      CONCERNED_MAX, count);
	for (size_t i = 0; i < count; i++)
		if (!is_valid(values[i]))
			return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "CODE_INVALID",
				      arena_printf(decision->arena, "document.%s[%zu]", name, i),
				      "« %.64s » n'est pas %s.", values[i], what);
	return true;
}

static bool check_audience(struct decision *decision, const Gateway__Document *document)
{
	return check_each(decision, "departement_codes", document->departement_codes,
			  document->n_departement_codes, code_is_departement,
			  "le code d'un département (« 77 », « 2A », « 974 »)") &&
	       check_each(decision, "collectivite_codes", document->collectivite_codes,
			  document->n_collectivite_codes, is_collectivite,
			  "le code Insee d'une commune ni le SIREN d'un EPCI") &&
	       check_each(decision, "partner_ids", document->partner_ids, document->n_partner_ids, is_partner,
			  "l'identifiant d'un partenaire");
}

static bool check_owner(struct decision *decision, const char *owner)
{
	return visitor_load(decision->txn, decision->arena, owner) ||
	       refuse(decision->refusal, FAULT_NOT_FOUND, "PRINCIPAL_UNKNOWN", "document.owner_id",
		      "La passerelle ne connaît pas d'acteur « %.64s ». Vérifiez son identifiant ; s'il "
		      "vient "
		      "d'être ajouté, réessayez dans un instant.",
		      owner);
}

static bool check_document(struct decision *decision, const Gateway__Document *document)
{
	if (!check_digest(decision, document->digest))
		return false;
	if (document->size_bytes == 0)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "DOCUMENT_EMPTY",
			      "document.size_bytes",
			      "Le document est vide. Déposez un fichier qui ne l'est pas.");
	return check_media_type(decision, document->media_type) &&
	       check_file_name(decision, document->file_name) && check_owner(decision, document->owner_id) &&
	       check_audience(decision, document);
}

bool gateway_decide_record_document(struct decision *decision, const Gateway__RecordDocumentRequest *request,
				    Gateway__RecordDocumentResponse *response)
{
	Gateway__DocumentRecorded event = GATEWAY__DOCUMENT_RECORDED__INIT;
	Gateway__Document *document = request->document;
	struct audience audience;

	if (!check_gateway(decision))
		return false;
	if (!document)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "DOCUMENT_MISSING", "document",
			      "Décrivez le document déposé.");
	if (!check_document(decision, document))
		return false;
	document->id = decision_id(decision, "document", 0);
	document->left_at = timestamp_new(decision->arena, decision->now);
	event.document = document;
	audience = document_audience(document);
	emit(decision, &event.base, &audience);
	response->document = document;
	return true;
}
