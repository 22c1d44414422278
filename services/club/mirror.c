#include "club/mirror.h"

#include "base/require.h"
#include "club/state.h"
#include "service/record.h"

void mirror_candidacy_submitted(struct application *application, const ProtobufCMessage *message)
{
	Registry__CandidacySubmitted kept = *(const Registry__CandidacySubmitted *)message;

	kept.project_note = "";
	kept.n_remarks = 0;
	record_put_text(application->txn, application->arena, TABLE_CANDIDACIES, kept.candidacy_id,
			&kept.base);
}

void mirror_label_granted(struct application *application, const ProtobufCMessage *message)
{
	const Registry__LabelGranted *label = (const Registry__LabelGranted *)message;

	record_put_text(application->txn, application->arena, TABLE_LABELS, label->label_id, message);
}

void mirror_territory_created(struct application *application, const ProtobufCMessage *message)
{
	const Registry__TerritoryCreated *territory = (const Registry__TerritoryCreated *)message;

	record_put_text(application->txn, application->arena, TABLE_TERRITORIES, territory->territory_id,
			message);
}

void mirror_application_filed(struct application *application, const ProtobufCMessage *message)
{
	Funding__ApplicationFiled kept = *(const Funding__ApplicationFiled *)message;

	kept.n_documents = 0;
	record_put_text(application->txn, application->arena, TABLE_APPLICATIONS, kept.application_id,
			&kept.base);
}

/* A row of TABLE_SCORED: the sequence of the entry that was news last, then a byte for each commune, not zero
 * if it is eligible. */
enum { NEWS_SIZE = 8 };

void mirror_candidacy_scored(struct application *application, const ProtobufCMessage *message)
{
	const Eligibility__CandidacyScored *scored = (const Eligibility__CandidacyScored *)message;
	struct key key = key_of_text(scored->candidacy_id);
	struct bytes before = txn_get(application->txn, TABLE_SCORED, key_bytes(&key));
	size_t size = NEWS_SIZE + scored->n_standings;
	uint8_t *row = arena_alloc(application->arena, size);
	struct bytes eligible;

	require(row); /* an entry is far smaller than the arena's cap */
	put_be64(row, application->header->sequence);
	for (size_t i = 0; i < scored->n_standings; i++)
		row[NEWS_SIZE + i] = scored->standings[i]->eligible;
	eligible = bytes_of(row + NEWS_SIZE, scored->n_standings);
	if (before.data && bytes_equal(bytes_of(before.data + NEWS_SIZE, before.len - NEWS_SIZE), eligible))
		return;
	txn_put(application->txn, TABLE_SCORED, key_bytes(&key), bytes_of(row, size));
}

bool known_score_is_news(struct txn *txn, const char *candidacy_id, uint64_t sequence)
{
	struct key key = key_of_text(candidacy_id);
	struct bytes row = txn_get(txn, TABLE_SCORED, key_bytes(&key));

	return row.data && get_be64(row.data) == sequence;
}

Registry__CandidacySubmitted *known_candidacy(struct txn *txn, struct arena *arena, const char *id)
{
	return record_get_text(txn, arena, TABLE_CANDIDACIES, id, &registry__candidacy_submitted__descriptor);
}

Registry__LabelGranted *known_label(struct txn *txn, struct arena *arena, const char *id)
{
	return record_get_text(txn, arena, TABLE_LABELS, id, &registry__label_granted__descriptor);
}

Registry__TerritoryCreated *known_territory(struct txn *txn, struct arena *arena, const char *id)
{
	return record_get_text(txn, arena, TABLE_TERRITORIES, id, &registry__territory_created__descriptor);
}

Funding__ApplicationFiled *known_application(struct txn *txn, struct arena *arena, const char *id)
{
	return record_get_text(txn, arena, TABLE_APPLICATIONS, id, &funding__application_filed__descriptor);
}
