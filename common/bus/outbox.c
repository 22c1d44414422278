#include "bus/outbox.h"

#include <stdlib.h>
#include <utlist.h>

#include "base/require.h"

/* A frame that the transport did not take yet. */
struct queued {
	struct queued *prev, *next;
	size_t len;
	uint8_t frame[];
};

static void enqueue(struct outbox *outbox, struct bytes frame)
{
	struct queued *queued;

	if (outbox->choked || outbox->queue_bytes + frame.len > OUTBOX_MAX) {
		outbox->choked = true;
		return;
	}
	queued = xmalloc(sizeof *queued + frame.len);
	queued->len = frame.len;
	memcpy(queued->frame, frame.data, frame.len);
	DL_APPEND(outbox->queue, queued);
	outbox->queue_bytes += frame.len;
}

static void send_frame(void *ctx, struct bytes frame)
{
	struct outbox *outbox = ctx;

	if (outbox->queue || !outbox->send(outbox->ctx, frame))
		enqueue(outbox, frame);
}

static void send_queue(struct outbox *outbox)
{
	struct queued *first;

	while ((first = outbox->queue) && outbox->send(outbox->ctx, bytes_of(first->frame, first->len))) {
		outbox->queue_bytes -= first->len;
		DL_DELETE(outbox->queue, first);
		free(first);
	}
}

void outbox_init(struct outbox *outbox, bool (*send)(void *ctx, struct bytes frame), void *ctx)
{
	*outbox = (struct outbox){.send = send, .ctx = ctx};
	outbox->batch.send = send_frame;
	outbox->batch.ctx = outbox;
}

void outbox_add(struct outbox *outbox, const struct envelope *envelope)
{
	batch_add(&outbox->batch, envelope);
}

void outbox_flush(struct outbox *outbox)
{
	send_queue(outbox);
	batch_flush(&outbox->batch);
}

void outbox_clear(struct outbox *outbox)
{
	struct queued *queued, *next;

	DL_FOREACH_SAFE(outbox->queue, queued, next)
	free(queued);
	outbox->queue = NULL;
	outbox->queue_bytes = 0;
	outbox->choked = false;
	batch_clear(&outbox->batch);
}

void outbox_free(struct outbox *outbox)
{
	outbox_clear(outbox);
	batch_free(&outbox->batch);
}
