#include "gateway/document.h"

#include <string.h>

#include "gateway/state.h"
#include "service/record.h"

Gateway__Document *document_load(struct txn *txn, struct arena *arena, const char *id)
{
	return record_get_id(txn, arena, TABLE_DOCUMENTS, id, &gateway__document__descriptor);
}

void document_put(struct application *application, const Gateway__Document *document)
{
	record_put_text(application->txn, application->arena, TABLE_DOCUMENTS, document->id, &document->base);
}

struct audience document_audience(const Gateway__Document *document)
{
	struct audience audience = {
		.departements = (const char *const *)document->departement_codes,
		.departement_count = document->n_departement_codes,
		.collectivites = (const char *const *)document->collectivite_codes,
		.collectivite_count = document->n_collectivite_codes,
		.partners = (const char *const *)document->partner_ids,
		.partner_count = document->n_partner_ids,
	};

	return audience_is_everyone(&audience) ? AUDIENCE_INSTANCE : audience;
}

bool document_may_be_read(const Gateway__Document *document, const Bus__Actor *actor)
{
	struct audience audience = document_audience(document);

	return strcmp(document->owner_id, actor->principal) == 0 || actor_is_nationwide(actor) ||
	       actor_covers_audience(actor, &audience);
}
