/* What the Club keeps of the services it follows: names for what their later events call by id. Each table is
 * a fold of one source. */
#ifndef PVD_CLUB_MIRROR_H
#define PVD_CLUB_MIRROR_H

#include "pvd/eligibility/v1/score.pb-c.h"
#include "pvd/funding/v1/application.pb-c.h"
#include "pvd/registry/v1/candidacy.pb-c.h"
#include "pvd/registry/v1/label.pb-c.h"
#include "pvd/registry/v1/territory.pb-c.h"
#include "service/service.h"

/* Source, event: for each a function mirror_<event>. */
#define MIRRORED_EVENTS(MIRRORED)                                                                            \
	MIRRORED(registry, candidacy_submitted)                                                              \
	MIRRORED(registry, label_granted)                                                                    \
	MIRRORED(registry, territory_created)                                                                \
	MIRRORED(eligibility, candidacy_scored)                                                              \
	MIRRORED(funding, application_filed)

#define MIRROR_DECLARED(source_, event_)                                                                     \
	void mirror_##event_(struct application *application, const ProtobufCMessage *message);
MIRRORED_EVENTS(MIRROR_DECLARED)
#undef MIRROR_DECLARED

/* NULL where the source has not said it yet. */
Registry__CandidacySubmitted *known_candidacy(struct txn *txn, struct arena *arena, const char *id);
Registry__LabelGranted *known_label(struct txn *txn, struct arena *arena, const char *id);
Registry__TerritoryCreated *known_territory(struct txn *txn, struct arena *arena, const char *id);
Funding__ApplicationFiled *known_application(struct txn *txn, struct arena *arena, const char *id);
/* Whether the candidacy's score of that entry, taken in last, was its first one or changed which of its
 * communes are eligible. A run scores every open candidacy again: most of it is no news. */
bool known_score_is_news(struct txn *txn, const char *candidacy_id, uint64_t sequence);

#endif
