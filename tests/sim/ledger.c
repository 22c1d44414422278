#include "ledger.h"

#include <stdlib.h>

#include "base/require.h"
#include "cast.h"
#include "claims.h"
#include "store/receipts.h"
#include "world.h"

struct told {
	struct told *next;
	const struct user *user;
	const char *service;
	const struct method *method;
	struct id key;
	struct bytes request, response;
	uint64_t sequence;
};

static struct told *ledger;

/* The service let the user act on what its scope does not reach. */
static void check_scope(struct node *node, struct txn *txn, const struct told *told)
{
	Bus__EntryHeader *header;
	struct entry entry;
	bool seen;

	if (told->method->scope_rule == SCOPE_RULE_NONE || !told->user->character->departements ||
	    !entry_parse(journal_read(txn, told->sequence), &entry))
		return;
	header = bus__entry_header__unpack(NULL, entry.header.len, entry.header.data);
	require(header);
	seen = header->n_departements == 0 || strcmp(header->actor, told->user->name) != 0 ||
	       header->cause_case != BUS__ENTRY_HEADER__CAUSE_COMMAND ||
	       !bytes_equal(bytes_of(header->command.data, header->command.len), id_bytes(&told->key));
	for (size_t i = 0; i < header->n_departements && !seen; i++)
		seen = user_sees(told->user, header->departements[i]);
	holds(seen, "scope is never crossed", "%s did %s in %s (entry %llu of %s)", told->user->name,
	      told->method->name, header->departements[0], (unsigned long long)told->sequence, node->name);
	bus__entry_header__free_unpacked(header, NULL);
}

void ledger_told(const struct intent *intent, const struct envelope *reply)
{
	struct told *told = xmalloc(sizeof *told);
	struct node *node = node_find(intent->service);
	const struct hash *hash =
		reply->position.hash.len == HASH_SIZE ? (const struct hash *)reply->position.hash.data : NULL;
	struct txn txn;

	world.outcome->commands++;
	holds(reply->has_position, "a yes has its place", "%s to %s has none", intent->method->name,
	      intent->user->name);
	claim(intent->service, reply->position.sequence, hash, intent->user->name);
	*told = (struct told){.next = ledger,
			      .user = intent->user,
			      .service = intent->service,
			      .method = intent->method,
			      .key = intent->key,
			      .request = intent->body,
			      .response = intent->response,
			      .sequence = reply->position.sequence};
	ledger = told;
	if (!node->engine)
		return;
	txn_begin_read(&txn, &node->engine->env);
	check_scope(node, &txn, told);
	txn_end(&txn);
}

static void check_receipt(struct node *node, struct txn *txn, const struct told *told)
{
	struct request_print print =
		request_print(node->engine->journal.salt_key, bytes_text(told->method->path), told->request);
	struct receipt receipt;

	switch (receipt_find(txn, told->user->name, &told->key, &print, &receipt)) {
	case RECEIPT_NEW:
		violated("no acknowledged command is lost", "%s: the receipt of %s of %s is not there",
			 node->name, told->method->name, told->user->name);
	case RECEIPT_OTHER:
		violated("no acknowledged command is lost", "%s: the receipt of %s of %s is another's",
			 node->name, told->method->name, told->user->name);
	case RECEIPT_KNOWN:
		holds(receipt.sequence == told->sequence && bytes_equal(receipt.body, told->response),
		      "an answer stays the same", "%s: the receipt of %s of %s says something else",
		      node->name, told->method->name, told->user->name);
		return;
	case RECEIPT_EXPIRED:
		return;
	}
}

void ledger_check(struct node *node)
{
	struct txn txn;

	txn_begin_read(&txn, &node->engine->env);
	for (const struct told *told = ledger; told; told = told->next) {
		if (strcmp(told->service, node->name) != 0)
			continue;
		check_receipt(node, &txn, told);
		check_scope(node, &txn, told);
	}
	txn_end(&txn);
}
