/* What the registry says, folded into the tables of mirrors. */
#ifndef PVD_ELIGIBILITY_MIRROR_H
#define PVD_ELIGIBILITY_MIRROR_H

#include "service/service.h"

/* mirror_geography.c: what is scored. An import is staged chunk by chunk and comes into force at once. */
void eligibility_mirror_import_begun(struct application *application, const ProtobufCMessage *message);
void eligibility_mirror_chunk_staged(struct application *application, const ProtobufCMessage *message);
void eligibility_mirror_published(struct application *application, const ProtobufCMessage *message);
void eligibility_mirror_populations(struct application *application, const ProtobufCMessage *message);
void eligibility_mirror_positions(struct application *application, const ProtobufCMessage *message);

/* mirror_subjects.c: criteria, and the candidacies that are open */
void eligibility_mirror_criteria(struct application *application, const ProtobufCMessage *message);
void eligibility_mirror_submitted(struct application *application, const ProtobufCMessage *message);
void eligibility_mirror_withdrawn(struct application *application, const ProtobufCMessage *message);
void eligibility_mirror_refused(struct application *application, const ProtobufCMessage *message);
void eligibility_mirror_labelled(struct application *application, const ProtobufCMessage *message);

#endif
