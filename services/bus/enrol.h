/* The first principals of an instance, from enrolment.json, which `pvd up` wrote: [{id, kind, roles, scope,
 * publicKeys}, ...], each a Principal in proto3 JSON. They are journaled as commands of the instance itself,
 * in the order of the file; the bus's own principal comes last, whether the file has it or not. While it is
 * missing enrolment is not over, and goes on where it was interrupted; once it is there the file is never
 * read again. */
#ifndef PVD_SERVICES_BUS_ENROL_H
#define PVD_SERVICES_BUS_ENROL_H

#include "bus/roster.h"
#include "service/engine.h"
#include "service/instance.h"

/* The route of enrolment's own commands: none of the router's. */
enum { ENROL_ROUTE = 0 };

#define ENROL_FILE "enrolment.json"

/* Enrols, unless that is over. False, logged, if somebody could not be. Runs turns of the engine. */
bool enrol(struct engine *engine, const struct instance *instance, struct roster *roster,
	   const char *own_key);

/* The engine's answer to one of those commands. */
void enrol_answer(const struct envelope *reply);

#endif
