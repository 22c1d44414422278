/* What follows from others' events, and from time. */
#ifndef PVD_GATEWAY_REACT_H
#define PVD_GATEWAY_REACT_H

#include "service/service.h"

/* The bus: whatever lets a principal in that is none any more, ends. */
void react_principal_revoked(struct decision *decision, const Bus__EntryHeader *header,
			     const ProtobufCMessage *message);
void react_due(struct decision *decision, const struct deadline *deadline);

#endif
