/* Converts what another implementation of the mapping sends, as a peer (peer.h). A request: one byte of operation, one of
 * the type's index, then the message. The answer: the message converted, or "FAULT REASON field". */
#include <google/protobuf/duration.pb-c.h>
#include <google/protobuf/timestamp.pb-c.h>
#include <google/protobuf/wrappers.pb-c.h>
#include <stdio.h>
#include <stdlib.h>

#include "json/json.h"
#include "json/test/kinds.pb-c.h"
#include "peer.h"

enum { ARENA_CAP = 256 << 20 };

enum operation { TO_JSON = 'j', TO_JSON_PRETTY = 'p', TO_JSON_DEFAULTS = 'd', TO_BINARY = 'b' };

static const ProtobufCMessageDescriptor *const TYPES[] = {
	&pvd__json__test__kinds__descriptor,        &pvd__json__test__nest__descriptor,
	&google__protobuf__timestamp__descriptor,   &google__protobuf__duration__descriptor,
	&google__protobuf__int64_value__descriptor,
};

static bool to_json(struct arena *arena, const ProtobufCMessageDescriptor *type, struct bytes in,
		    unsigned flags, struct buf *out)
{
	const ProtobufCMessage *message = arena_unpack(arena, type, in);

	return message && json_from_message(message, flags, out);
}

static bool to_binary(struct arena *arena, const ProtobufCMessageDescriptor *type, struct bytes in,
		      struct buf *out)
{
	struct refusal refusal = {0};
	struct bytes packed;
	void *message;

	if (!json_to_message(arena, type, (const char *)in.data, in.len, &message, &refusal)) {
		buf_printf(out, "%s %s %s", fault_name(refusal.fault), refusal.reason, refusal.fields[0]);
		return false;
	}
	packed = arena_pack(arena, message);
	if (!packed.data)
		abort();
	buf_append(out, packed.data, packed.len);
	return true;
}

static bool convert(struct arena *arena, struct bytes request, struct buf *out)
{
	const ProtobufCMessageDescriptor *type;
	struct bytes in;

	if (request.len < 2 || request.data[1] >= sizeof TYPES / sizeof *TYPES)
		abort();
	type = TYPES[request.data[1]];
	in = bytes_of(request.data + 2, request.len - 2);
	switch ((enum operation)request.data[0]) {
	case TO_JSON:
		return to_json(arena, type, in, 0, out);
	case TO_JSON_PRETTY:
		return to_json(arena, type, in, JSON_PRETTY, out);
	case TO_JSON_DEFAULTS:
		return to_json(arena, type, in, JSON_DEFAULTS, out);
	case TO_BINARY:
		return to_binary(arena, type, in, out);
	}
	abort();
}

int main(void)
{
	peer_serve(convert, ARENA_CAP);
	return 0;
}
