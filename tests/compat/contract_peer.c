/* Reads what was released with today's code, as a peer (peer.h). A request: one byte of operation, then
 *   'm'  the full name of a message, a zero, its bytes; answered with four bytes of length and the bytes as packed
 *        again, then the JSON;
 *   'e'  32 bytes, the hash of the entry before, then a JournalEntry; answered with the hash of this one.
 * Where it was not read, the answer is the reason why. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "bus/check.h"
#include "bus/method.h"
#include "json/json.h"
#include "peer.h"
#include "pvd/bus/v1/effect.pb-c.h"
#include "pvd/bus/v1/envelope.pb-c.h"
#include "pvd/gateway/v1/document.pb-c.h"
#include "pvd/gateway/v1/session.pb-c.h"
#include "store/entry.h"

enum { ARENA_CAP = 64 << 20 };

enum operation { MESSAGE = 'm', ENTRY = 'e' };

/* What the bus and the engine say besides methods and events, and what the gateway says over HTTP alone. */
static const ProtobufCMessageDescriptor *const OWN[] = {
	&bus__frame__descriptor,
	&bus__hello__descriptor,
	&bus__welcome__descriptor,
	&bus__entry_header__descriptor,
	&bus__outbox_file__descriptor,
	&gateway__begin_upload_request__descriptor,
	&gateway__begin_upload_response__descriptor,
	&gateway__put_upload_response__descriptor,
	&gateway__get_upload_response__descriptor,
	&gateway__finish_upload_response__descriptor,
	&gateway__visitor__descriptor,
};

/* A message of that name in `type`, itself included. The contract has no recursive message. */
static const ProtobufCMessageDescriptor *find_within(const ProtobufCMessageDescriptor *type, const char *name)
{
	const ProtobufCMessageDescriptor *found = NULL;

	if (strcmp(type->name, name) == 0)
		return type;
	for (unsigned i = 0; i < type->n_fields && !found; i++)
		if (type->fields[i].type == PROTOBUF_C_TYPE_MESSAGE)
			found = find_within(type->fields[i].descriptor, name);
	return found;
}

static const ProtobufCMessageDescriptor *find(const char *name)
{
	const ProtobufCMessageDescriptor *found = NULL;

	for (size_t i = 0; i < sizeof OWN / sizeof *OWN && !found; i++)
		found = find_within(OWN[i], name);
	for (size_t i = 0; i < EVENT_TYPE_COUNT && !found; i++)
		found = find_within(EVENT_TYPES[i].descriptor, name);
	for (size_t i = 0; i < METHOD_COUNT && !found; i++) {
		found = find_within(METHODS[i].request, name);
		if (!found)
			found = find_within(METHODS[i].response, name);
	}
	return found;
}

static bool fail(struct buf *out, const char *reason)
{
	buf_clear(out);
	buf_printf(out, "%s", reason);
	return false;
}

static bool read_message(struct arena *arena, struct bytes in, struct buf *out)
{
	const char *name = (const char *)in.data;
	size_t name_len = strnlen(name, in.len);
	const ProtobufCMessageDescriptor *type;
	const ProtobufCMessage *message;
	struct refusal refusal = {0};
	struct bytes bytes, packed;
	uint8_t size[4];

	if (name_len == in.len)
		abort();
	bytes = bytes_of(in.data + name_len + 1, in.len - name_len - 1);
	type = find(name);
	if (!type)
		return fail(out, "UNKNOWN_TYPE");
	if (!message_check(type, bytes, &refusal))
		return fail(out, refusal.reason);
	message = arena_unpack(arena, type, bytes);
	if (!message)
		return fail(out, "NOT_UNPACKED");
	packed = arena_pack(arena, message);
	buf_append(out, size, put_be32(size, (uint32_t)packed.len));
	if (packed.len)
		buf_append(out, packed.data, packed.len);
	return json_from_message(message, 0, out) || fail(out, "NOT_JSON");
}

/* As a reader does: the chain, and what the payload was committed to. */
static bool read_entry(struct arena *arena, struct bytes in, struct buf *out)
{
	struct reader reader = reader_of(in);
	struct bytes before = reader_take(&reader, HASH_SIZE);
	struct hash previous, hash;
	struct entry entry;

	if (reader.failed)
		abort();
	memcpy(previous.bytes, before.data, HASH_SIZE);
	if (!entry_parse(bytes_of(in.data + HASH_SIZE, in.len - HASH_SIZE), &entry))
		return fail(out, "NOT_PARSED");
	if (!entry_verify(&entry, &previous, &hash))
		return fail(out, "NOT_VERIFIED");
	if (!entry_header(arena, &entry))
		return fail(out, "HEADER_UNREADABLE");
	buf_append(out, hash.bytes, HASH_SIZE);
	return true;
}

static bool answer(struct arena *arena, struct bytes request, struct buf *out)
{
	struct bytes in = bytes_of(request.data + 1, request.len - 1);

	switch ((enum operation)request.data[0]) {
	case MESSAGE:
		return read_message(arena, in, out);
	case ENTRY:
		return read_entry(arena, in, out);
	}
	abort();
}

int main(void)
{
	peer_serve(answer, ARENA_CAP);
	return 0;
}
