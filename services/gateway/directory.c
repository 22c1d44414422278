#include "gateway/directory.h"

#include <string.h>

#include "bus/actor.h"
#include "gateway/service.h"
#include "gateway/state.h"
#include "service/check.h"
#include "service/record.h"

Gateway__Visitor *visitor_load(struct txn *txn, struct arena *arena, const char *id)
{
	if (strnlen(id, PRINCIPAL_ID_MAX + 1) > PRINCIPAL_ID_MAX)
		return NULL;
	return record_get_text(txn, arena, TABLE_VISITORS, id, &gateway__visitor__descriptor);
}

void visitor_put(struct application *application, const Gateway__Visitor *visitor)
{
	record_put_text(application->txn, application->arena, TABLE_VISITORS, visitor->id, &visitor->base);
}

struct instant visitor_end(const Gateway__Visitor *visitor)
{
	if (!visitor->valid_until)
		return (struct instant){.us = INT64_MAX};
	return timestamp_instant(visitor->valid_until);
}

bool visitor_lives(const Gateway__Visitor *visitor, struct instant now)
{
	return !visitor->revoked && now.us < visitor_end(visitor).us;
}

static bool check_admissible(struct decision *decision, const Gateway__Visitor *visitor)
{
	const char *field = "principal_id";

	if (visitor->revoked)
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "PRINCIPAL_REVOKED", field,
			      "« %s » est révoqué, pour toujours. Indiquez un autre acteur.", visitor->id);
	if (!visitor_lives(visitor, decision->now))
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "PRINCIPAL_EXPIRED", field,
			      "« %s » n'est plus valable : sa fin de validité est passée. Indiquez un autre "
			      "acteur.",
			      visitor->id);
	if (visitor->kind == BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE)
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "PRINCIPAL_IS_SERVICE", field,
			      "« %s » est un service de l'instance, au nom de qui personne ne se connecte. "
			      "Indiquez une personne, un partenaire ou un opérateur.",
			      visitor->id);
	if (strcmp(visitor->id, ACTOR_PUBLIC) == 0)
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "PRINCIPAL_IS_PUBLIC", field,
			      "« %s » est celui qui n'est pas connecté. Indiquez un autre acteur.",
			      visitor->id);
	return true;
}

Gateway__Visitor *visitor_find(struct decision *decision, const char *id)
{
	Gateway__Visitor *visitor = visitor_load(decision->txn, decision->arena, id);

	if (!visitor) {
		refuse(decision->refusal, FAULT_NOT_FOUND, "PRINCIPAL_UNKNOWN", "principal_id",
		       "La passerelle ne connaît pas d'acteur « %.64s ». Vérifiez son identifiant ; s'il "
		       "vient "
		       "d'être ajouté, réessayez dans un instant.",
		       id);
		return NULL;
	}
	return check_admissible(decision, visitor) ? visitor : NULL;
}

bool check_gateway(struct decision *decision)
{
	if (strcmp(decision->actor->principal, GATEWAY_SERVICE.name) == 0)
		return true;
	return refuse(decision->refusal, FAULT_PERMISSION_DENIED, "NOT_THE_GATEWAY", NULL,
		      "Seule la passerelle de l'instance peut le dire : « %s » ne l'est pas.",
		      decision->actor->principal);
}
