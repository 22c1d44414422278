#include "gateway/mirror.h"

#include "gateway/directory.h"

void mirror_principal_added(struct application *application, const ProtobufCMessage *message)
{
	const Bus__Principal *principal = ((const Bus__PrincipalAdded *)message)->principal;
	Gateway__Visitor visitor = GATEWAY__VISITOR__INIT;

	visitor.id = principal->id;
	visitor.kind = principal->kind;
	visitor.n_roles = principal->n_roles;
	visitor.roles = principal->roles;
	visitor.valid_until = principal->valid_until;
	visitor_put(application, &visitor);
}

void mirror_principal_revoked(struct application *application, const ProtobufCMessage *message)
{
	const Bus__PrincipalRevoked *event = (const Bus__PrincipalRevoked *)message;
	Gateway__Visitor *visitor = visitor_load(application->txn, application->arena, event->id);

	if (!visitor) /* added in an entry that a restored bus has lost */
		return;
	visitor->revoked = true;
	visitor_put(application, visitor);
}
