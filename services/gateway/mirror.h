/* The bus's journal, folded into the directory of visitors. */
#ifndef PVD_GATEWAY_MIRROR_H
#define PVD_GATEWAY_MIRROR_H

#include "pvd/bus/v1/bus.pb-c.h"
#include "service/service.h"

void mirror_principal_added(struct application *application, const ProtobufCMessage *message);
void mirror_principal_revoked(struct application *application, const ProtobufCMessage *message);

#endif
