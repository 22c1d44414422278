#include "bus/backlog.h"

enum { LENGTH_SIZE = 4 };

/* Room at the front is used again once it is at least half of the whole: each byte moves once or less. */
static void close_up(struct backlog *backlog)
{
	size_t left = backlog_bytes(backlog);

	if (backlog->taken < left)
		return;
	memmove(backlog->frames.data, backlog->frames.data + backlog->taken, left);
	backlog->frames.len = left;
	backlog->taken = 0;
}

void backlog_put(struct backlog *backlog, struct bytes frame)
{
	uint8_t *at;

	if (backlog->taken)
		close_up(backlog);
	at = buf_reserve(&backlog->frames, LENGTH_SIZE + frame.len);
	put_be32(at, (uint32_t)frame.len);
	memcpy(at + LENGTH_SIZE, frame.data, frame.len);
	backlog->frames.len += LENGTH_SIZE + frame.len;
}

static uint32_t first_length(const struct backlog *backlog)
{
	struct reader reader = reader_of(bytes_of(backlog->frames.data + backlog->taken, LENGTH_SIZE));

	return reader_be32(&reader);
}

bool backlog_first(const struct backlog *backlog, struct bytes *ret_frame)
{
	if (backlog_empty(backlog))
		return false;
	*ret_frame = bytes_of(backlog->frames.data + backlog->taken + LENGTH_SIZE, first_length(backlog));
	return true;
}

void backlog_pop(struct backlog *backlog)
{
	backlog->taken += LENGTH_SIZE + first_length(backlog);
	if (backlog_empty(backlog))
		backlog_free(backlog); /* a backlog is rare: its memory is given back */
}

void backlog_free(struct backlog *backlog)
{
	buf_free(&backlog->frames);
	*backlog = (struct backlog){0};
}
