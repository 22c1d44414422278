/* Applications: loading, what their events make of them, and whom they concern. Folds are the same in decide,
 * for the answer, and in apply. */
#ifndef PVD_FUNDING_APPLICATION_H
#define PVD_FUNDING_APPLICATION_H

#include "pvd/funding/v1/application.pb-c.h"
#include "service/service.h"

#define APPLICATION_FILED      FUNDING__APPLICATION_STATUS__APPLICATION_STATUS_FILED
#define APPLICATION_INCOMPLETE FUNDING__APPLICATION_STATUS__APPLICATION_STATUS_INCOMPLETE
#define APPLICATION_COMPLETE   FUNDING__APPLICATION_STATUS__APPLICATION_STATUS_COMPLETE
#define APPLICATION_GRANTED    FUNDING__APPLICATION_STATUS__APPLICATION_STATUS_GRANTED
#define APPLICATION_REFUSED    FUNDING__APPLICATION_STATUS__APPLICATION_STATUS_REFUSED
#define APPLICATION_COMMITTED  FUNDING__APPLICATION_STATUS__APPLICATION_STATUS_COMMITTED
#define APPLICATION_PAID       FUNDING__APPLICATION_STATUS__APPLICATION_STATUS_PAID
#define APPLICATION_WITHDRAWN  FUNDING__APPLICATION_STATUS__APPLICATION_STATUS_WITHDRAWN

/* In the arena; NULL if there is none of that id. */
Funding__Application *application_load(struct txn *txn, struct arena *arena, const char *id);
/* Refuses APPLICATION_UNKNOWN. */
Funding__Application *application_find(struct decision *decision, const char *id);

/* "déposée", "payée"... */
const char *application_status_text(Funding__ApplicationStatus status);
/* Always false: WRONG_STATUS, with the status it has and what is possible now. */
bool application_refuse_status(struct decision *decision, const Funding__Application *application);

/* NULL if that payer was asked for nothing. */
Funding__PayerLine *application_line(const Funding__Application *application, const char *payer);
/* NULL if its measure asks for no such document. */
Funding__FiledDocument *application_document(const Funding__Application *application, const char *code);

/* An event for whom it concerns: its territory's départements, communes and EPCI, and its payers. */
void application_emit(struct decision *decision, const Funding__Application *application,
		      const ProtobufCMessage *event);
void application_concerns(struct txn *txn, struct arena *arena, const Funding__Application *application,
			  struct concerned *ret);

/* The state after an event. Messages point into the event's memory. */
void application_fold_filed(Funding__Application *application, struct arena *arena,
			    const Funding__ApplicationFiled *event, struct instant at);
void application_fold_requested(Funding__Application *application, struct arena *arena,
				const Funding__DocumentsRequested *event, struct instant at);
void application_fold_provided(Funding__Application *application, const Funding__DocumentsProvided *event);
void application_fold_completed(Funding__Application *application, struct arena *arena,
				const Funding__ApplicationCompleted *event, struct instant at);
void application_fold_granted(Funding__Application *application, struct arena *arena,
			      const Funding__ApplicationGranted *event);
void application_fold_refused(Funding__Application *application, struct arena *arena,
			      const Funding__ApplicationRefused *event);
void application_fold_withdrawn(Funding__Application *application,
				const Funding__ApplicationWithdrawn *event);
void application_fold_committed(Funding__Application *application, const Funding__FundsCommitted *event);
void application_fold_paid(Funding__Application *application, struct arena *arena,
			   const Funding__PaymentRecorded *event, struct instant at);

#endif
