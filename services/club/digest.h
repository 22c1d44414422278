/* Digests: what a member has not read, at seven in the morning. */
#ifndef PVD_CLUB_DIGEST_H
#define PVD_CLUB_DIGEST_H

#include "pvd/club/v1/notice.pb-c.h"
#include "service/service.h"
#include "store/key.h"

struct civil_date;

/* When the next digest of this period leaves: strictly after `after`, at seven legal time in Paris, on any day
 * or on a Monday. False if it never does. */
bool digest_next(Club__DigestPeriod period, struct instant after, struct instant *ret);

/* Sets the deadline of the member's next digest where something waits for it and none is set. */
void digest_schedule(struct application *application, const Club__Member *member);
void digest_unschedule(struct application *application, const char *member);

/* What was not read nor in an earlier digest, as far as the reader's scope still reaches. False if that is
 * nothing; else everything of it but the id. */
bool digest_compose(struct txn *txn, struct arena *arena, const char *member, const Bus__Actor *reader,
		    struct instant now, Club__Digest *ret);

/* The deadline of one: composes it, and wants it put into the outbox. */
void digest_due(struct decision *decision, const struct deadline *deadline);

Club__Digest *digest_load(struct txn *txn, struct arena *arena, const char *member, const char *id);
void digest_put(struct application *application, const char *member, const Club__Digest *digest);
/* All that is kept of a member's digests. */
void digests_delete(struct application *application, const char *member);
/* Whose it is; NULL if there is no such digest. */
char *digest_member(struct txn *txn, struct arena *arena, const char *id);

/* A member's digests, the latest first, from behind the one whose id is `after`; empty: from the start. Close
 * it. The state is not written meanwhile. */
struct digests {
	struct scan scan;
	struct arena *arena;
	struct key prefix;
	struct bytes after;
};
void digests_open_latest(struct digests *digests, struct txn *txn, struct arena *arena, const char *member,
			 struct bytes after);
Club__Digest *digests_next(struct digests *digests); /* NULL: the end, or the arena's */
void digests_close(struct digests *digests);

/* What was told up to now has had its digest. */
void digest_mark(struct application *application, const char *member);

#endif
