/* What the registry does when its own journal says something. */
#ifndef PVD_REGISTRY_REACT_H
#define PVD_REGISTRY_REACT_H

#include "service/service.h"

/* LabelGranted: a territory is born. LabelWithdrawn: it ends. */
void react_label_granted(struct decision *decision, const Bus__EntryHeader *header,
			 const ProtobufCMessage *message);
/* GeographyPublished: territories whose communes merged or changed EPCI follow. */
void react_geography_published(struct decision *decision, const Bus__EntryHeader *header,
			       const ProtobufCMessage *message);
void react_label_withdrawn(struct decision *decision, const Bus__EntryHeader *header,
			   const ProtobufCMessage *message);

#endif
