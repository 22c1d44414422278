#include "frames.h"

#include <stdio.h>

#include "bus/envelope.h"
#include "world.h"

enum { TEXT_MAX = 280, TOLD_MAX = 5 };

static const char *const KINDS[] = {
	[KIND_HELLO] = "hello", [KIND_WELCOME] = "welcome", [KIND_PING] = "ping",   [KIND_PONG] = "pong",
	[KIND_QUERY] = "query", [KIND_COMMAND] = "command", [KIND_FETCH] = "fetch", [KIND_REPLY] = "reply",
};

/* "pvd.bus.v1.BusService/AddPrincipal" → "AddPrincipal" */
static struct bytes short_name(struct bytes method)
{
	for (size_t i = method.len; i-- > 0;)
		if (method.data[i] == '/')
			return bytes_of(method.data + i + 1, method.len - i - 1);
	return method;
}

/* Calls and their replies have the last bytes of the call's id in common. */
static int tell(char *text, size_t size, const struct envelope *envelope)
{
	struct bytes method = short_name(envelope->method);
	unsigned id = (unsigned)envelope->call_id.bytes[14] << 8 | envelope->call_id.bytes[15];

	if (!kind_is_call(envelope->kind) && envelope->kind != KIND_REPLY)
		return snprintf(text, size, " %s", KINDS[envelope->kind]);
	if (envelope->kind != KIND_REPLY)
		return snprintf(text, size, " %s %.*s/%.*s #%04x", KINDS[envelope->kind],
				(int)envelope->service.len, (const char *)envelope->service.data,
				(int)method.len, (const char *)method.data, id);
	return snprintf(text, size, " %s #%04x %s", KINDS[KIND_REPLY], id,
			envelope->status.len ? "refused"
			: envelope->replayed ? "as before"
					     : "done");
}

const char *frame_text(struct bytes frame)
{
	static char text[TEXT_MAX + 128];
	struct reader reader = reader_of(frame);
	struct envelope envelope;
	unsigned count = 0;
	int len = snprintf(text, sizeof text, "[%08x]", digest_of(frame));

	while (envelope_read(&reader, &envelope))
		if (count++ < TOLD_MAX && len < TEXT_MAX)
			len += tell(text + len, sizeof text - (size_t)len, &envelope);
	if (count > TOLD_MAX && len < TEXT_MAX)
		snprintf(text + len, sizeof text - (size_t)len, " and %u more", count - TOLD_MAX);
	return text;
}
