#include "invariants.h"

#include "claims.h"
#include "journal.h"
#include "ledger.h"
#include "registry.h"
#include "state.h"
#include "world.h"

enum { STORE_CHECK_ENTRIES = 150 };

static uint64_t checked[NODES_MAX]; /* entries of each journal at the last dear check */

void check_reply(struct node *node, const struct envelope *reply)
{
	uint64_t committed;

	if (!reply->has_position)
		return;
	committed = journal_committed(node);
	holds(reply->position.sequence <= committed, "no reply before its commit",
	      "%s tells of entry %llu, and has committed %llu", node->name,
	      (unsigned long long)reply->position.sequence, (unsigned long long)committed);
}

static void check_domain(struct node *node)
{
	if (strcmp(node->name, "registry") == 0)
		check_territories(node);
}

void check_turn(struct node *node)
{
	const struct history *history = history_of(node->name);
	uint64_t *last = &checked[node - nodes], before = history_count(history);

	check_memory(node);
	history_follow(node);
	check_follows(node);
	if (history_count(history) == before)
		return;
	check_domain(node);
	if (history_count(history) < *last + STORE_CHECK_ENTRIES)
		return;
	*last = history_count(history);
	check_store(node);
}

void check_opened(struct node *node)
{
	history_follow(node);
	claims_settle(node);
	check_follows(node);
	check_domain(node);
	check_store(node);
}

void check_end(void)
{
	for (unsigned i = 0; i < node_count; i++) {
		check_opened(&nodes[i]);
		ledger_check(&nodes[i]);
	}
}
