/* The bus's own state: the directory of principals. A fold of PrincipalAdded, PrincipalRevoked, KeyAdded
 * and KeyRetired. */
#ifndef PVD_SERVICES_BUS_STATE_H
#define PVD_SERVICES_BUS_STATE_H

#include "bus/envelope.h" /* PRINCIPAL_ID_MAX */
#include "store/env.h"

enum {
	TABLE_PRINCIPALS = TABLE_FIRST_OWN, /* id → Principal, revoked ones too: an id is never given twice */
	TABLE_KEYS, /* public key → id of its owner, kept after retirement: a key is never used twice */
	TABLE_END,
};

enum { BUS_TABLE_COUNT = TABLE_END - TABLE_FIRST_OWN };
extern const struct table BUS_TABLES[BUS_TABLE_COUNT];

enum {
	PRINCIPAL_ID_MIN = 2,
	PRINCIPAL_KEYS_MAX = 2, /* so that they can rotate */
};

#endif
