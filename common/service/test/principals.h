/* A service of a few lines that speaks the bus's own contract: principals are its records. What tests of the
 * engine stand on; its handlers are defined here, so that one file of a program includes it. */
#ifndef PVD_SERVICE_TEST_PRINCIPALS_H
#define PVD_SERVICE_TEST_PRINCIPALS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "harness.h"

#include "bus_binding.h"
#include "pvd/bus/v1/process.pb-c.h"
#include "service/record.h"

enum { T_PRINCIPAL = TABLE_FIRST_OWN };
static const struct table tables[] = {{"principal", TABLE_STATE}};

bool bus_decide_add_principal(struct decision *decision, const Bus__AddPrincipalRequest *request,
			      Bus__AddPrincipalResponse *response)
{
	Bus__PrincipalAdded event = BUS__PRINCIPAL_ADDED__INIT;
	const char *departement = "77";

	if (!request->principal || !*request->principal->id)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "ID_MISSING", "principal.id",
			      "Sans nom.");
	if (txn_get(decision->txn, T_PRINCIPAL, bytes_text(request->principal->id)).data)
		return refuse(decision->refusal, FAULT_ALREADY_EXISTS, "ID_TAKEN", "principal.id",
			      "Déjà pris.");
	event.principal = request->principal;
	emit(decision, &event.base, &(struct audience){.departements = &departement, .departement_count = 1});
	response->principal = request->principal;
	return true;
}

void bus_apply_principal_added(struct application *application, const Bus__PrincipalAdded *event)
{
	record_put_text(application->txn, application->arena, T_PRINCIPAL, event->principal->id,
			&event->principal->base);
	if (event->principal->valid_until)
		deadline_set(application->txn, event->principal->id, "expiry",
			     (struct instant){.us = event->principal->valid_until->seconds * 1000000});
}

bool bus_decide_revoke_principal(struct decision *decision, const Bus__RevokePrincipalRequest *request,
				 Bus__RevokePrincipalResponse *response)
{
	(void)decision;
	(void)request;
	(void)response;
	abort(); /* the call that kills */
}

void bus_apply_principal_revoked(struct application *application, const Bus__PrincipalRevoked *event)
{
	txn_delete(application->txn, T_PRINCIPAL, bytes_text(event->id));
}

/* Says a KeyAdded to which the service itself reacts with a KeyRetired. */
bool bus_decide_add_key(struct decision *decision, const Bus__AddKeyRequest *request,
			Bus__AddKeyResponse *response)
{
	Bus__KeyAdded event = BUS__KEY_ADDED__INIT;

	(void)response;
	event.id = request->id;
	event.public_key = decision_id(decision, "key", 1);
	emit(decision, &event.base, NULL);
	return true;
}

static void react_to_key(struct decision *decision, const Bus__EntryHeader *header,
			 const ProtobufCMessage *message)
{
	const Bus__KeyAdded *added = (const Bus__KeyAdded *)message;
	Bus__KeyRetired event = BUS__KEY_RETIRED__INIT;

	assert_true(header->sequence > 0);
	event.id = added->id;
	event.public_key = decision_id(decision, "reaction", 1);
	emit(decision, &event.base, NULL);
}

/* Set by a test: `apply` then depends on what is not in the journal. */
static bool apply_is_impure;

void bus_apply_key_added(struct application *application, const Bus__KeyAdded *event)
{
	const char *key = apply_is_impure ? "another" : event->public_key;

	txn_put(application->txn, T_PRINCIPAL, bytes_text(event->id), bytes_text(key));
}

void bus_apply_key_retired(struct application *application, const Bus__KeyRetired *event)
{
	txn_put(application->txn, T_PRINCIPAL, bytes_text(event->public_key), bytes_text(event->id));
}

bool bus_decide_retire_key(struct decision *decision, const Bus__RetireKeyRequest *request,
			   Bus__RetireKeyResponse *response)
{
	(void)decision;
	(void)request;
	(void)response;
	return true; /* accepted, nothing to say */
}

bool bus_query_list_principals(struct query *query, const Bus__ListPrincipalsRequest *request,
			       Bus__ListPrincipalsResponse *response)
{
	uint64_t count = txn_count(query->txn, T_PRINCIPAL);

	(void)request;
	response->next_page_token = arena_printf(query->arena, "%llu", (unsigned long long)count);
	return true;
}

bool bus_query_get_traffic(struct query *query, const Bus__GetTrafficRequest *request,
			   Bus__GetTrafficResponse *response)
{
	(void)query;
	(void)request;
	(void)response;
	return false; /* a handler that forgets to say why */
}

bool bus_query_who_am_i(struct query *query, const Bus__WhoAmIRequest *request, Bus__WhoAmIResponse *response)
{
	(void)request;
	response->actor = (Bus__Actor *)query->actor;
	return true;
}

static void on_due(struct decision *decision, const struct deadline *deadline)
{
	Bus__PrincipalRevoked event = BUS__PRINCIPAL_REVOKED__INIT;

	event.id = (char *)deadline->subject;
	event.reason = "échéance";
	emit(decision, &event.base, NULL);
}

static const struct reaction reactions[] = {{"bus", &bus__key_added__descriptor, NULL, react_to_key}};

static const struct service service = {
	.name = "bus",
	.tables = tables,
	.table_count = 1,
	.bindings = BUS_BINDINGS,
	.binding_count = &BUS_BINDING_COUNT,
	.appliers = BUS_APPLIERS,
	.applier_count = &BUS_APPLIER_COUNT,
	.reactions = reactions,
	.reaction_count = 1,
	.due = on_due,
};

/* ---- One instance of it for each test */

static struct harness *h;
static Bus__Actor *operator_;

static int set_up(void **state)
{
	(void)state;
	h = harness_new(&service);
	operator_ = harness_actor(h, "operator", BUS__ROLE__ROLE_OPERATOR, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	harness_free(h);
	return 0;
}

static struct answer add_with_key(const char *id, struct id key)
{
	Bus__Principal principal = BUS__PRINCIPAL__INIT;
	Bus__AddPrincipalRequest request = BUS__ADD_PRINCIPAL_REQUEST__INIT;

	principal.id = (char *)id;
	request.principal = &principal;
	return harness_call_key(h, operator_, "AddPrincipal", &request.base, key);
}

static struct answer add(const char *id)
{
	return add_with_key(id, harness_key(h));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* One whose end is a deadline. */
static inline void add_until(const char *id, int64_t seconds)
{
	Bus__Principal principal = BUS__PRINCIPAL__INIT;
	Bus__AddPrincipalRequest request = BUS__ADD_PRINCIPAL_REQUEST__INIT;
	Pb__Timestamp until = PB__TIMESTAMP__INIT;

	until.seconds = seconds;
	principal.id = (char *)id;
	principal.valid_until = &until;
	request.principal = &principal;
	assert_accepted(harness_call(h, operator_, "AddPrincipal", &request.base));
}

#endif
