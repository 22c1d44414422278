#include "funding/state.h"

#define TABLE(constant, text, of) [constant - TABLE_FIRST_OWN] = {.name = text, .kind = of}

const struct table FUNDING_TABLES[] = {
	TABLE(TABLE_MEASURES, "measures", TABLE_STATE),
	TABLE(TABLE_WORDINGS, "wordings", TABLE_STATE),
	TABLE(TABLE_APPLICATIONS, "applications", TABLE_STATE),
	TABLE(TABLE_ACCOUNTS, "accounts", TABLE_STATE),
	TABLE(TABLE_FUNDING_TERRITORIES, "territories", TABLE_MIRROR),
	TABLE(TABLE_FUNDING_PLACES, "places", TABLE_MIRROR),
};
