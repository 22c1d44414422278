/* What is known of each journal: the hash of every entry it was seen to hold, once and for ever. */
#ifndef PVD_SIM_JOURNAL_H
#define PVD_SIM_JOURNAL_H

#include "node.h"

struct history;

struct history *history_of(const char *service);
uint64_t history_count(const struct history *history);
/* 1 <= sequence <= history_count. */
const struct hash *history_hash(const struct history *history, uint64_t sequence);

/* Takes in what the store holds beyond what is known; checks both. */
void history_follow(struct node *node);

/* How many entries a store's journal has, by a read of its own. */
uint64_t journal_committed(struct node *node);

/* Whether an entry says that this principal's command of that key caused it. */
bool history_has_command(const struct history *history, const char *principal, const struct id *key);

#endif
