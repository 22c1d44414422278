/* What has to be said to the other end of a link: envelopes go into frames, frames to the transport, and
 * those that it does not take yet wait here, in order. */
#ifndef PVD_BUS_OUTBOX_H
#define PVD_BUS_OUTBOX_H

#include "bus/envelope.h"

/* Bytes that wait at most; past them the connection is worth nothing. */
enum { OUTBOX_MAX = 64 * 1024 * 1024 };

struct outbox {
	bool (*send)(void *ctx, struct bytes frame); /* false: not now */
	void *ctx;
	struct batch batch;
	struct queued *queue;
	size_t queue_bytes;
	bool choked; /* OUTBOX_MAX was passed; all that is said from then on is lost */
};

void outbox_init(struct outbox *outbox, bool (*send)(void *ctx, struct bytes frame), void *ctx);
void outbox_add(struct outbox *outbox, const struct envelope *envelope);
void outbox_flush(struct outbox *outbox);
void outbox_clear(struct outbox *outbox);
void outbox_free(struct outbox *outbox);

#endif
