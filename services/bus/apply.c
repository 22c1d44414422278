/* Events into the directory. What was journaled is true: nothing is checked here again. */
#include <string.h>

#include "base/require.h"
#include "bus/state.h"
#include "bus_binding.h"
#include "service/record.h"
#include "service/service.h"

const struct table BUS_TABLES[BUS_TABLE_COUNT] = {
	{"principals", TABLE_STATE},
	{"keys", TABLE_STATE},
};

static void store_principal(struct application *application, const Bus__Principal *principal)
{
	record_put_text(application->txn, application->arena, TABLE_PRINCIPALS, principal->id,
			&principal->base);
}

static void store_key(struct application *application, const char *public_key, const char *id)
{
	txn_put(application->txn, TABLE_KEYS, bytes_text(public_key), bytes_text(id));
}

static Bus__Principal *load_principal(struct application *application, const char *id)
{
	Bus__Principal *principal = record_get_text(application->txn, application->arena, TABLE_PRINCIPALS,
						    id, &bus__principal__descriptor);

	require(principal); /* only an addition is journaled for an id that is not there */
	return principal;
}

void bus_apply_principal_added(struct application *application, const Bus__PrincipalAdded *event)
{
	const Bus__Principal *principal = event->principal;

	store_principal(application, principal);
	for (size_t i = 0; i < principal->n_public_keys; i++)
		store_key(application, principal->public_keys[i], principal->id);
}

void bus_apply_principal_revoked(struct application *application, const Bus__PrincipalRevoked *event)
{
	Bus__Principal *principal = load_principal(application, event->id);

	principal->revoked = true;
	principal->revocation_reason = event->reason;
	store_principal(application, principal);
}

void bus_apply_key_added(struct application *application, const Bus__KeyAdded *event)
{
	Bus__Principal *principal = load_principal(application, event->id);
	char *keys[PRINCIPAL_KEYS_MAX];
	size_t count = 0;

	for (size_t i = 0; i < principal->n_public_keys; i++)
		if (count < PRINCIPAL_KEYS_MAX - 1)
			keys[count++] = principal->public_keys[i];
	keys[count++] = event->public_key;
	principal->public_keys = keys;
	principal->n_public_keys = count;
	store_principal(application, principal);
	store_key(application, event->public_key, event->id);
}

void bus_apply_key_retired(struct application *application, const Bus__KeyRetired *event)
{
	Bus__Principal *principal = load_principal(application, event->id);
	size_t kept = 0;

	for (size_t i = 0; i < principal->n_public_keys; i++)
		if (strcmp(principal->public_keys[i], event->public_key) != 0)
			principal->public_keys[kept++] = principal->public_keys[i];
	principal->n_public_keys = kept;
	store_principal(application, principal);
}
