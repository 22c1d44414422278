#include "peer.h"

#include <stdio.h>
#include <stdlib.h>

static bool read_request(struct buf *request)
{
	uint8_t head[4];
	uint32_t len;

	if (fread(head, 1, sizeof head, stdin) != sizeof head)
		return false;
	len = (uint32_t)head[0] << 24 | (uint32_t)head[1] << 16 | (uint32_t)head[2] << 8 | head[3];
	if (len == 0 || len > PEER_REQUEST_MAX)
		abort();
	buf_clear(request);
	request->len = fread(buf_reserve(request, len), 1, len, stdin);
	return request->len == len;
}

void peer_serve(peer_answer *answer, size_t arena_cap)
{
	struct arena *arena = arena_new(arena_cap);
	struct buf request = {0}, out = {0};

	while (read_request(&request)) {
		uint8_t head[5];

		arena_reset(arena);
		buf_clear(&out);
		head[4] = answer(arena, buf_bytes(&request), &out);
		put_be32(head, (uint32_t)out.len + 1);
		fwrite(head, 1, sizeof head, stdout);
		if (out.len)
			fwrite(out.data, 1, out.len, stdout);
		fflush(stdout);
	}
	buf_free(&request);
	buf_free(&out);
	arena_free(arena);
}
