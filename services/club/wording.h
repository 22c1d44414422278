/* What is told, and in which words: one list, from which the reactions and the table of wordings are made. */
#ifndef PVD_CLUB_WORDING_H
#define PVD_CLUB_WORDING_H

#include "pvd/club/v1/member.pb-c.h"
#include "pvd/eligibility/v1/run.pb-c.h"
#include "pvd/eligibility/v1/score.pb-c.h"
#include "pvd/funding/v1/application.pb-c.h"
#include "pvd/funding/v1/measure.pb-c.h"
#include "pvd/registry/v1/candidacy.pb-c.h"
#include "pvd/registry/v1/committee.pb-c.h"
#include "pvd/registry/v1/label.pb-c.h"
#include "pvd/registry/v1/selection.pb-c.h"
#include "pvd/registry/v1/territory.pb-c.h"
#include "service/service.h"

/* Source, event, topic: for each a function word_<event>. */
#define TOLD_EVENTS(TOLD)                                                                                    \
	TOLD(registry, candidacy_submitted, CANDIDACY)                                                       \
	TOLD(registry, opinion_given, CANDIDACY)                                                             \
	TOLD(registry, candidacy_refused, CANDIDACY)                                                         \
	TOLD(registry, candidacy_withdrawn, CANDIDACY)                                                       \
	TOLD(registry, selection_proposed, CANDIDACY)                                                        \
	TOLD(registry, label_granted, LABEL)                                                                 \
	TOLD(registry, label_withdrawn, LABEL)                                                               \
	TOLD(registry, territory_geography_changed, LABEL)                                                   \
	TOLD(registry, committee_held, LABEL)                                                                \
	TOLD(eligibility, run_completed, SCORE)                                                              \
	TOLD(eligibility, candidacy_scored, SCORE)                                                           \
	TOLD(funding, measures_adopted, MEASURE)                                                             \
	TOLD(funding, application_filed, FUNDING)                                                            \
	TOLD(funding, documents_requested, FUNDING)                                                          \
	TOLD(funding, application_completed, FUNDING)                                                        \
	TOLD(funding, application_granted, FUNDING)                                                          \
	TOLD(funding, application_refused, FUNDING)                                                          \
	TOLD(funding, application_withdrawn, FUNDING)                                                        \
	TOLD(funding, funds_committed, FUNDING)                                                              \
	TOLD(funding, payment_recorded, FUNDING)

/* An event in words. */
struct wording {
	char *title; /* one line */
	char *text;
	char *subject_id;
	char **departements; /* it concerns, where it is public; none: all */
	size_t departement_count;
};

/* What an event is worded from, besides itself. */
struct telling {
	struct txn *txn;
	struct arena *arena;
	uint64_t sequence; /* of the entry */
};

/* False: it is not worth telling. */
typedef bool word_event(const struct telling *telling, const ProtobufCMessage *message, struct wording *ret);

#define WORDING_DECLARED(source_, event_, topic_) word_event word_##event_;
TOLD_EVENTS(WORDING_DECLARED)
#undef WORDING_DECLARED

/* A row of the list. */
struct told_event {
	const char *source;
	const ProtobufCMessageDescriptor *type;
	Club__Topic topic;
	word_event *word;
};
/* The event must be one of the list. */
const struct told_event *told_event_of(const ProtobufCMessage *message);

const char *topic_title(Club__Topic topic);

#endif
