/* Notices in the state: each once, and a delivery of it in the inbox of each member who was told. */
#ifndef PVD_CLUB_NOTICE_H
#define PVD_CLUB_NOTICE_H

#include "club/state.h"
#include "pvd/club/v1/notice.pb-c.h"
#include "service/service.h"
#include "store/key.h"

/* One row of an inbox: a byte, not zero if the notice is restricted, then the notice's id. */
struct delivery {
	uint64_t number;
	bool restricted;
	const char *notice_id; /* in the arena */
};

/* An inbox, or what is unread of it, backwards from before `before`, or forwards from after `after`. Close
 * it. The state is not written meanwhile. */
struct deliveries {
	struct scan scan;
	struct arena *arena;
	struct key prefix;
};
void deliveries_open_latest(struct deliveries *deliveries, struct txn *txn, struct arena *arena,
			    unsigned table, const char *member, uint64_t before);
void deliveries_open_after(struct deliveries *deliveries, struct txn *txn, struct arena *arena,
			   unsigned table, const char *member, uint64_t after);
bool deliveries_next(struct deliveries *deliveries, struct delivery *ret);
void deliveries_close(struct deliveries *deliveries);

/* NULL if there is none. */
Club__NoticePosted *notice_load(struct txn *txn, struct arena *arena, const char *id);
/* Whether one whom it concerns is in the actor's scope, or it is public. */
bool notice_covered(const Club__NoticePosted *posted, const Bus__Actor *actor);
/* The same of a delivery; the notice is only loaded where it matters. */
bool delivery_covered(struct txn *txn, struct arena *arena, const struct delivery *delivery,
		      const Bus__Actor *actor);

void notice_put(struct application *application, const Club__NoticePosted *posted);
void notice_deliver(struct application *application, const Club__NoticePosted *posted, const char *member);
/* The number under which the member received it; 0: it did not. */
uint64_t notice_number(struct txn *txn, const char *member, const char *notice_id);
bool notice_is_unread(struct txn *txn, const char *member, uint64_t number);
void notice_read(struct txn *txn, const char *member, uint64_t number);
/* How many it has not read and may still see. */
uint32_t notices_unread(struct txn *txn, struct arena *arena, const char *member, const Bus__Actor *actor);

#endif
