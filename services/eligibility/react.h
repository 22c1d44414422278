/* What eligibility does when the registry says something. */
#ifndef PVD_ELIGIBILITY_REACT_H
#define PVD_ELIGIBILITY_REACT_H

#include "service/service.h"

/* CandidacySubmitted: its communes as they stand in the latest run, if there is one. */
void eligibility_react_submitted(struct decision *decision, const Bus__EntryHeader *header,
				 const ProtobufCMessage *message);

#endif
