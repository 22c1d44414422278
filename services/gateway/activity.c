#include "gateway/activity.h"

#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

#include "base/log.h"
#include "base/require.h"
#include "gateway/caller.h"
#include "gateway/session.h"
#include "service/check.h"

enum { TOLD_EVERY_MS = 10 * 60 * 1000 };

struct seen {
	char id[ID_TEXT_SIZE];
	struct instant at, told;
	UT_hash_handle hh;
};

static struct seen *table;

void activity_note(const char *session_id, struct instant now)
{
	struct seen *seen;

	HASH_FIND_STR(table, session_id, seen);
	if (!seen) {
		seen = xcalloc(1, sizeof *seen);
		snprintf(seen->id, sizeof seen->id, "%s", session_id);
		seen->told = now; /* its opening is, or what another life of this process told */
		HASH_ADD_STR(table, id, seen);
	}
	seen->at = now;
}

struct instant activity_seen(const Gateway__Session *session)
{
	struct instant told = timestamp_instant(session->seen_at);
	struct seen *seen;

	HASH_FIND_STR(table, session->id, seen);
	return seen && seen->at.us > told.us ? seen->at : told;
}

static void on_told(void *ctx, const struct link_answer *answer)
{
	(void)ctx;
	if (answer->fault != FAULT_NONE)
		log_warning("activity_untold", log_text("why", answer->refusal->reason));
}

static void tell(char **ids, size_t count)
{
	Gateway__RecordActivityRequest request = GATEWAY__RECORD_ACTIVITY_REQUEST__INIT;

	request.session_ids = ids;
	request.n_session_ids = count;
	if (count)
		caller_tell("pvd.gateway.v1.GatewayService/RecordActivity", &request.base, NULL, on_told,
			    NULL);
}

static void forget(struct seen *seen)
{
	require(table);
	HASH_DEL(table, seen);
	free(seen);
}

/* From there on, one that has not been used for so long that it is over. */
static struct seen *find_idle(struct seen *seen, struct instant now)
{
	while (seen && now.us < instant_add_ms(seen->at, SESSION_IDLE_MS).us)
		seen = seen->hh.next;
	return seen;
}

/* What the service does not know yet; as many as it takes at once. */
static size_t untold(char **ret_ids, struct instant now)
{
	struct seen *seen;
	size_t count = 0;

	for (seen = table; seen && count < SESSIONS_SEEN_MAX; seen = seen->hh.next) {
		if (seen->at.us <= seen->told.us || now.us < instant_add_ms(seen->told, TOLD_EVERY_MS).us)
			continue;
		seen->told = now;
		ret_ids[count++] = seen->id;
	}
	return count;
}

void activity_tell(struct instant now)
{
	char **ids = xcalloc(SESSIONS_SEEN_MAX, sizeof *ids);
	struct seen *seen, *next;

	tell(ids, untold(ids, now));
	free(ids);
	for (seen = find_idle(table, now); seen; seen = find_idle(next, now)) {
		next = seen->hh.next;
		forget(seen);
	}
}

void activity_free(void)
{
	struct seen *seen = table, *next;

	HASH_CLEAR(hh, table); /* the elements still know each other */
	for (; seen; seen = next) {
		next = seen->hh.next;
		free(seen);
	}
}
