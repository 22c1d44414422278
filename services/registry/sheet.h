/* What a sheet shows of other services: how eligibility scored a candidacy, what funding gives a territory. The
 * registry's own copies, folded from their journals; nothing is decided on them. */
#ifndef PVD_REGISTRY_SHEET_H
#define PVD_REGISTRY_SHEET_H

#include "pvd/registry/v1/sheet.pb-c.h"
#include "service/service.h"

/* NULL if the service has said nothing of it, as far as it has been followed. */
Registry__ScoreSheet *score_sheet_load(struct txn *txn, struct arena *arena, const char *candidacy_id);
Registry__FundingSheet *funding_sheet_load(struct txn *txn, struct arena *arena, const char *territory_id);

/* Of eligibility: the latest one replaces the sheet. */
void sheet_candidacy_scored(struct application *application, const ProtobufCMessage *message);

/* Of funding. An application refused changes none of the numbers: it was asked for, and nothing granted. */
void sheet_application_filed(struct application *application, const ProtobufCMessage *message);
void sheet_application_granted(struct application *application, const ProtobufCMessage *message);
void sheet_application_withdrawn(struct application *application, const ProtobufCMessage *message);
void sheet_funds_committed(struct application *application, const ProtobufCMessage *message);
void sheet_payment_recorded(struct application *application, const ProtobufCMessage *message);

#endif
