/* The definitions of indicators, as adopted: what each is made of. How their values come about is columns.h. */
#ifndef PVD_ELIGIBILITY_INDICATORS_H
#define PVD_ELIGIBILITY_INDICATORS_H

#include "base/arena.h"
#include "pvd/eligibility/v1/indicator.pb-c.h"
#include "store/txn.h"

enum { INDICATOR_ID_MAX = 40, INDICATORS_MAX = 512 };

/* All that are defined, each after those that it is made of. */
struct indicators {
	Eligibility__Indicator **all;
	size_t count;
};

struct indicators indicators_load(struct txn *txn, struct arena *arena);
/* By its id; NULL if there is none. */
Eligibility__Indicator *indicators_find(const struct indicators *indicators, const char *id);
Eligibility__Indicator *indicator_load(struct txn *txn, struct arena *arena, const char *id);
/* Adds it, or replaces the one of its id. */
void indicator_put(struct txn *txn, struct arena *arena, Eligibility__Indicator *indicator);

/* Whether `next` is made in the same way as the known one, with as many decimals, and of the same classes. */
bool indicator_same_origin(struct arena *arena, const Eligibility__Indicator *known,
			   const Eligibility__Indicator *next);

/* What an indicator is made of, one after the other: operands, those of conditions, groups and weights. `year` of what
 * has none is 0. False from `visit` stops, and is returned. */
struct ingredient {
	const char *id;
	uint32_t year;
	bool is_group; /* may be the name of a built-in one */
};
bool indicator_visit(const Eligibility__Indicator *indicator,
		     bool (*visit)(void *ctx, const struct ingredient *ingredient), void *ctx);

/* "nation", "region", "departement", "epci": groups that the geography gives. */
bool group_is_built_in(const char *id);
/* Whether its values are groups: texts, which no arithmetic takes. */
bool indicator_is_group(const Eligibility__Indicator *indicator);
/* Whether its values are classes or groups, by which communes can be told apart. */
bool indicator_parts(const Eligibility__Indicator *indicator);
/* What a class's value means; "" where no label says. */
const char *indicator_label(const Eligibility__Indicator *indicator, double value);

#endif
