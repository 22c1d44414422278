/* What funding owns, and its copy of the registry's territories. */
#ifndef PVD_FUNDING_STATE_H
#define PVD_FUNDING_STATE_H

#include "store/env.h"

enum funding_table {
	TABLE_MEASURES = TABLE_FIRST_OWN, /* id → Measure in force */
	TABLE_WORDINGS,                   /* id, version → Measure: every one that ever was in force */
	TABLE_APPLICATIONS,               /* id → Application */
	TABLE_ACCOUNTS,                   /* payer, account → balance (ledger.h) */
	TABLE_FUNDING_TERRITORIES,        /* mirror: id → registry's Territory, without history */
	TABLE_FUNDING_PLACES,             /* mirror: commune or EPCI, id of a territory → nothing */
	TABLE_FUNDING_END,
};

extern const struct table FUNDING_TABLES[];

#endif
