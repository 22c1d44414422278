/* The four aggregates as records: loading them, and folding events into them. A decision that answers with
 * the record as it will be folds its own event into its copy, with the same function apply uses. */
#ifndef PVD_REGISTRY_SUBJECTS_H
#define PVD_REGISTRY_SUBJECTS_H

#include "pvd/registry/v1/candidacy.pb-c.h"
#include "pvd/registry/v1/criteria.pb-c.h"
#include "pvd/registry/v1/label.pb-c.h"
#include "pvd/registry/v1/selection.pb-c.h"
#include "pvd/registry/v1/territory.pb-c.h"
#include "service/service.h"

/* Short names for the contract's. */
#define CANDIDACY_SUBMITTED     REGISTRY__CANDIDACY_STATUS__CANDIDACY_STATUS_SUBMITTED
#define CANDIDACY_OPINION_GIVEN REGISTRY__CANDIDACY_STATUS__CANDIDACY_STATUS_OPINION_GIVEN
#define CANDIDACY_PROPOSED      REGISTRY__CANDIDACY_STATUS__CANDIDACY_STATUS_PROPOSED
#define CANDIDACY_LABELLED      REGISTRY__CANDIDACY_STATUS__CANDIDACY_STATUS_LABELLED
#define CANDIDACY_REFUSED       REGISTRY__CANDIDACY_STATUS__CANDIDACY_STATUS_REFUSED
#define CANDIDACY_WITHDRAWN     REGISTRY__CANDIDACY_STATUS__CANDIDACY_STATUS_WITHDRAWN
#define OPINION_FAVOURABLE      REGISTRY__OPINION_KIND__OPINION_KIND_FAVOURABLE
#define OPINION_RESERVED        REGISTRY__OPINION_KIND__OPINION_KIND_RESERVED
#define OPINION_UNFAVOURABLE    REGISTRY__OPINION_KIND__OPINION_KIND_UNFAVOURABLE
#define LABEL_GRANTED           REGISTRY__LABEL_STATUS__LABEL_STATUS_GRANTED
#define LABEL_WITHDRAWN         REGISTRY__LABEL_STATUS__LABEL_STATUS_WITHDRAWN

/* NULL if there is none; an id of any length may be asked for. */
Registry__Candidacy *candidacy_load(struct txn *txn, struct arena *arena, const char *id);
Registry__Selection *selection_load(struct txn *txn, struct arena *arena, const char *id);
Registry__Label *label_load(struct txn *txn, struct arena *arena, const char *id);
Registry__Territory *territory_load(struct txn *txn, struct arena *arena, const char *id);
Registry__Criteria *criteria_in_force(struct txn *txn, struct arena *arena);

/* The id a table holds for a commune or a label; NULL for none. */
char *reference_load(struct txn *txn, struct arena *arena, unsigned table, const char *key);
/* The id of the territory in the programme that a commune is in; "" for none. */
char *territory_of_commune(struct txn *txn, struct arena *arena, const char *commune);

/* NULL, and refused, where there is none. */
Registry__Candidacy *candidacy_find(struct decision *decision, const char *id);
/* Whether it may still move: submitted, with an opinion, or proposed. Refuses: CANDIDACY_CLOSED. */
bool candidacy_is_open(const Registry__Candidacy *candidacy);
bool candidacy_check_open(struct decision *decision, const Registry__Candidacy *candidacy);
const char *candidacy_status_text(Registry__CandidacyStatus status);

/* Emits an event that concerns the candidacy's départements. */
void candidacy_emit(struct decision *decision, const Registry__Candidacy *candidacy,
		    const ProtobufCMessage *event);

void candidacy_fold_submitted(Registry__Candidacy *candidacy, struct arena *arena,
			      const Registry__CandidacySubmitted *event, struct instant at);
void candidacy_fold_opinion(Registry__Candidacy *candidacy, struct arena *arena,
			    const Registry__OpinionGiven *event, struct instant at);
void candidacy_fold_withdrawn(Registry__Candidacy *candidacy, const Registry__CandidacyWithdrawn *event);
void candidacy_fold_refused(Registry__Candidacy *candidacy, const Registry__CandidacyRefused *event);
void selection_fold_proposed(Registry__Selection *selection, struct arena *arena,
			     const Registry__SelectionProposed *event, struct instant at);
void label_fold_granted(Registry__Label *label, struct arena *arena, const Registry__LabelGranted *event,
			struct instant at);
void label_fold_withdrawn(Registry__Label *label, const Registry__LabelWithdrawn *event);

#endif
