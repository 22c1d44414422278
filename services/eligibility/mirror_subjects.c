#include "eligibility/mirror.h"
#include "eligibility/state.h"
#include "pvd/registry/v1/registry.pb-c.h"
#include "service/record.h"

void eligibility_mirror_criteria(struct application *application, const ProtobufCMessage *message)
{
	const Registry__CriteriaAdopted *event = (const Registry__CriteriaAdopted *)message;

	if (event->criteria)
		record_put_text(application->txn, application->arena, TABLE_KNOWN_CRITERIA,
				event->criteria->version, &event->criteria->base);
}

void eligibility_mirror_submitted(struct application *application, const ProtobufCMessage *message)
{
	const Registry__CandidacySubmitted *event = (const Registry__CandidacySubmitted *)message;

	record_put_text(application->txn, application->arena, TABLE_OPEN_CANDIDACIES, event->candidacy_id,
			message);
	record_put_text(application->txn, application->arena, TABLE_OPEN_AUDIENCES, event->candidacy_id,
			&application->header->base);
}

static void candidacy_closed(struct application *application, const char *id)
{
	txn_delete(application->txn, TABLE_OPEN_CANDIDACIES, bytes_text(id));
	txn_delete(application->txn, TABLE_OPEN_AUDIENCES, bytes_text(id));
}

void eligibility_mirror_withdrawn(struct application *application, const ProtobufCMessage *message)
{
	candidacy_closed(application, ((const Registry__CandidacyWithdrawn *)message)->candidacy_id);
}

void eligibility_mirror_refused(struct application *application, const ProtobufCMessage *message)
{
	candidacy_closed(application, ((const Registry__CandidacyRefused *)message)->candidacy_id);
}

void eligibility_mirror_labelled(struct application *application, const ProtobufCMessage *message)
{
	candidacy_closed(application, ((const Registry__LabelGranted *)message)->candidacy_id);
}
