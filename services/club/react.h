/* What others' events make the Club say. */
#ifndef PVD_CLUB_REACT_H
#define PVD_CLUB_REACT_H

#include "service/service.h"

/* An event of wording.h: posts a notice of it to the members who want it and may know it. */
void react_tell(struct decision *decision, const Bus__EntryHeader *header, const ProtobufCMessage *message);
/* Its own: a digest is where it had to go. */
void react_effect_carried_out(struct decision *decision, const Bus__EntryHeader *header,
			      const ProtobufCMessage *message);

#endif
