#include "gateway/download.h"

#include <errno.h>
#include <unistd.h>

#include "base/log.h"
#include "gateway/caller.h"
#include "gateway/declaration.h"
#include "gateway/depot.h"
#include "gateway/disposition.h"

/* What people left is shown by no page of ours: it is saved, under the type that it was found to be of. */
static void give(struct exchange *exchange, const Gateway__Document *document, int fd)
{
	exchange_add_header(exchange, "Content-Disposition",
			    disposition_of(exchange_arena(exchange), document->file_name));
	exchange_add_header(exchange, "X-Content-Type-Options", "nosniff");
	exchange_add_header(exchange, "Content-Security-Policy", "sandbox");
	exchange_add_header(exchange, "Cache-Control", "private, no-store");
	exchange_send_file(exchange, document->media_type, fd, document->size_bytes);
}

/* Of the size that was recorded; -1 and logged otherwise. */
static int open_content(const Gateway__Document *document)
{
	uint64_t size = 0;
	int fd = depot_read(document->digest, &size);

	if (fd >= 0 && size == document->size_bytes)
		return fd;
	log_error("document_lost", log_text("document", document->id), log_text("digest", document->digest),
		  log_u64("bytes", size), log_errno(fd < 0 ? errno : EIO));
	if (fd >= 0)
		close(fd);
	return -1;
}

static const Gateway__Document *read_answer(struct exchange *exchange, const struct link_answer *answer,
					    struct refusal *refusal)
{
	const Gateway__GetDocumentResponse *told;

	if (answer->fault != FAULT_NONE) {
		*refusal = *answer->refusal;
		return NULL;
	}
	told = arena_unpack(exchange_arena(exchange), &gateway__get_document_response__descriptor,
			    answer->reply->body);
	if (told && told->document)
		return told->document;
	refuse(refusal, FAULT_INTERNAL, "REPLY_UNREADABLE", NULL,
	       "La réponse du service n'est pas lisible : prévenez l'exploitant.");
	return NULL;
}

static void described(void *ctx, const struct link_answer *answer)
{
	struct exchange *exchange = ctx;
	struct refusal refusal = {0};
	const Gateway__Document *document = read_answer(exchange, answer, &refusal);
	int fd = document ? open_content(document) : -1;

	if (fd >= 0) {
		give(exchange, document, fd);
		return;
	}
	refuse(&refusal, FAULT_INTERNAL, "DOCUMENT_LOST", NULL,
	       "Le contenu de ce document n'est plus lisible : prévenez l'exploitant, qui en a une "
	       "sauvegarde.");
	exchange_refuse(exchange, &refusal);
}

void download_document(struct exchange *exchange)
{
	Gateway__GetDocumentRequest request = GATEWAY__GET_DOCUMENT_REQUEST__INIT;
	static const char path[] = "pvd.gateway.v1.GatewayService/GetDocument";
	struct asking asking = {.method = method_find(path, sizeof path - 1),
				.as = exchange_visitor(exchange)->principal};
	struct refusal refusal = {0};

	if (!declaration_id_valid(exchange_rest(exchange))) {
		refuse(&refusal, FAULT_NOT_FOUND, "DOCUMENT_UNKNOWN", NULL,
		       "Aucun document ne porte ce numéro : vérifiez l'adresse.");
		exchange_refuse(exchange, &refusal);
		return;
	}
	request.document_id = (char *)exchange_rest(exchange);
	asking.body = arena_pack(exchange_arena(exchange), &request.base);
	caller_ask(&asking, described, exchange);
}
