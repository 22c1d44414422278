#include "claims.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/require.h"
#include "journal.h"
#include "world.h"

struct claimed {
	struct claimed *next;
	const char *service;
	uint64_t sequence;
	bool has_hash;
	struct hash hash;
	char who[PRINCIPAL_ID_MAX + 1];
};

static struct claimed *open_claims;

static void check(const struct claimed *claimed)
{
	const struct history *history = history_of(claimed->service);

	holds(claimed->sequence <= history_count(history), "what was told stays true",
	      "%s was told of entry %llu of %s, which has %llu", claimed->who,
	      (unsigned long long)claimed->sequence, claimed->service,
	      (unsigned long long)history_count(history));
	holds(!claimed->has_hash || claimed->sequence == 0 ||
		      hash_equal(&claimed->hash, history_hash(history, claimed->sequence)),
	      "what was told stays true", "%s was told of another entry %llu of %s", claimed->who,
	      (unsigned long long)claimed->sequence, claimed->service);
}

void claim(const char *service, uint64_t sequence, const struct hash *hash, const char *who)
{
	struct claimed claimed = {.service = service, .sequence = sequence, .has_hash = hash != NULL}, *kept;

	snprintf(claimed.who, sizeof claimed.who, "%s", who);
	if (hash)
		claimed.hash = *hash;
	if (sequence <= history_count(history_of(service)) || node_find(service)->engine) {
		check(&claimed);
		return;
	}
	kept = xmalloc(sizeof *kept);
	*kept = claimed;
	kept->next = open_claims;
	open_claims = kept;
}

void claims_settle(const struct node *node)
{
	struct claimed **at = &open_claims;

	while (*at) {
		struct claimed *claimed = *at;

		if (strcmp(claimed->service, node->name) != 0) {
			at = &claimed->next;
			continue;
		}
		check(claimed);
		*at = claimed->next;
		free(claimed);
	}
}
