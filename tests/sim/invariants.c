#include "invariants.h"

#include <stdlib.h>
#include <uthash.h>

#include "base/require.h"

#include "claims.h"
#include "club.h"
#include "funding.h"
#include "journal.h"
#include "ledger.h"
#include "outbox.h"
#include "registry.h"
#include "state.h"
#include "world.h"

enum { STORE_CHECK_ENTRIES = 150 };

static uint64_t checked[NODES_MAX]; /* entries of each journal at the last dear check */

/* A FETCH that has no answer yet. */
struct asked {
	struct id call_id;
	UT_hash_handle hh;
};

void check_call(struct node *node, const struct envelope *call)
{
	struct asked *asked;

	if (call->kind != KIND_FETCH)
		return;
	HASH_FIND(hh, node->asked, &call->call_id, ID_SIZE, asked);
	if (asked)
		return;
	asked = xcalloc(1, sizeof *asked);
	asked->call_id = call->call_id;
	HASH_ADD(hh, node->asked, call_id, ID_SIZE, asked);
}

void check_died(struct node *node)
{
	struct asked *asked, *next;

	HASH_ITER(hh, node->asked, asked, next)
	{
		HASH_DEL(node->asked, asked);
		free(asked);
	}
}

/* How far the journal goes, by the answer to a FETCH; 0 where it is another's, or says nothing. */
static uint64_t head_told(struct node *node, const struct envelope *reply)
{
	Bus__FetchResponse *response;
	struct asked *asked;
	uint64_t head;

	HASH_FIND(hh, node->asked, &reply->call_id, ID_SIZE, asked);
	if (!asked)
		return 0;
	HASH_DEL(node->asked, asked);
	free(asked);
	if (reply->status.len)
		return 0;
	response = bus__fetch_response__unpack(NULL, reply->body.len, reply->body.data);
	require(response);
	head = response->head_sequence;
	bus__fetch_response__free_unpacked(response, NULL);
	return head;
}

void check_reply(struct node *node, const struct envelope *reply)
{
	uint64_t told = head_told(node, reply), committed = journal_committed(node);

	if (reply->has_position)
		told = reply->position.sequence;
	holds(told <= committed, "no reply before its commit",
	      "%s tells of entry %llu, and has committed %llu", node->name, (unsigned long long)told,
	      (unsigned long long)committed);
}

static void check_domain(struct node *node)
{
	if (strcmp(node->name, "registry") == 0)
		check_territories(node);
	if (strcmp(node->name, "funding") == 0)
		check_money(node);
	if (strcmp(node->name, "club") == 0)
		check_notices(node);
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
	outbox_check();
}
