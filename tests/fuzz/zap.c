/* What asks whether a key is admitted, frame by frame, by way of the handler that libzmq asks: on its own endpoint, in a
 * loop, over the roster of the bus. An input is records (records.h): each a frame of a request, the last one of it where
 * what it says is odd. Only one key lives: 32 times 'A'. */
#include <stdio.h>

#include "bus/roster.h"
#include "bus/zap.h"
#include "fuzz.h"
#include "mutate.h"
#include "records.h"

enum {
	KEY_BYTES = 32,
	PARTS_MAX = 32,
	REQUEST_PARTS = 7,
	REPLY_PARTS = 6,
	REPLY_PART_MAX = 1 << 16,
	TURNS_MAX = 1000
};
enum { IS_LAST = 1 };

static struct loop *loop;
static struct zap *zap;
static struct roster *roster;
static void *client;
static struct instant now = {.us = INT64_C(1800000000) * 1000000};

/* ---- Who is known */

static const char *key_of(char letter)
{
	static char key[Z85_KEY_SIZE];
	uint8_t bytes[KEY_BYTES];

	memset(bytes, letter, sizeof bytes);
	must(zmq_z85_encode(key, bytes, sizeof bytes), "a key");
	return key;
}

static void add(const char *id, char letter, bool revoked, bool expired)
{
	Bus__Principal principal = BUS__PRINCIPAL__INIT;
	Pb__Timestamp until = PB__TIMESTAMP__INIT;
	char *key = (char *)key_of(letter);

	principal.id = (char *)id;
	principal.kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PARTNER;
	principal.public_keys = &key;
	principal.n_public_keys = 1;
	principal.revoked = revoked;
	until.seconds = 1;
	principal.valid_until = expired ? &until : NULL;
	roster_put(roster, &principal);
}

static const char *admit(void *ctx, const char *public_key)
{
	static char user_id[Z85_KEY_SIZE];

	(void)ctx;
	snprintf(user_id, sizeof user_id, "%s", public_key);
	return roster_admits(roster, public_key, now) ? user_id : NULL;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_quiet();
	roster = roster_new();
	add("anna", 'A', false, false);
	add("berta", 'B', true, false);
	add("clara", 'C', false, true);
	loop = loop_new();
	zap = zap_new(loop, admit, NULL);
	client = zmq_socket(loop_zmq(loop), ZMQ_REQ);
	must(zap && client && zmq_connect(client, "inproc://zeromq.zap.01") == 0, "a handler, and who asks");
	return 0;
}

/* ---- What is wanted of answers */

/* RFC 27, and who is admitted, said once more in other words. */
static bool is_to_be_admitted(const struct bytes *parts, unsigned count)
{
	if (count != REQUEST_PARTS || parts[6].len != KEY_BYTES)
		return false;
	for (unsigned i = 0; i < KEY_BYTES; i++)
		if (parts[6].data[i] != 'A')
			return false;
	return bytes_equal(parts[0], bytes_text("1.0")) && bytes_equal(parts[2], bytes_text("pvd")) &&
	       bytes_equal(parts[5], bytes_text("CURVE"));
}

static void check(const struct bytes *asked, unsigned count, const struct bytes *told, unsigned told_count)
{
	bool admitted = is_to_be_admitted(asked, count);

	must(told_count == REPLY_PARTS, "an answer has its parts");
	must(bytes_equal(told[0], bytes_text("1.0")), "it is of the version asked in");
	must(bytes_equal(told[1], count > 1 ? asked[1] : (struct bytes){0}), "it is of the request asked by");
	must(bytes_equal(told[2], bytes_text(admitted ? "200" : "400")),
	     "who may is admitted, and nobody else");
	must(bytes_equal(told[4], bytes_text(admitted ? key_of('A') : "")),
	     "only who is admitted has a name");
	must(told[5].len == 0, "nothing else is told");
}

/* ---- Asking */

static void ask(const struct bytes *parts, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		must(zmq_send(client, parts[i].data, parts[i].len, i + 1 < count ? ZMQ_SNDMORE : 0) >= 0,
		     "asked");
}

static bool receive(struct buf *memory, struct bytes *ret, int *more)
{
	size_t size = sizeof *more;
	int len;

	buf_clear(memory);
	len = zmq_recv(client, buf_reserve(memory, REPLY_PART_MAX), REPLY_PART_MAX, ZMQ_DONTWAIT);
	if (len < 0)
		return false;
	must(len < REPLY_PART_MAX, "a part is within bounds");
	memory->len = (size_t)len;
	*ret = buf_bytes(memory);
	must(zmq_getsockopt(client, ZMQ_RCVMORE, more, &size) == 0, "more, or not");
	return true;
}

static void exchange(const struct bytes *parts, unsigned count)
{
	static struct buf memory[REPLY_PARTS];
	struct bytes told[REPLY_PARTS];
	unsigned told_count = 0, turns = 0;
	int more = 1;

	ask(parts, count);
	while (more) {
		must(told_count < REPLY_PARTS, "an answer has its parts, and no more");
		if (receive(&memory[told_count], &told[told_count], &more)) {
			told_count++;
			continue;
		}
		must(++turns < TURNS_MAX, "an answer comes");
		uv_run(loop_uv(loop), UV_RUN_NOWAIT);
	}
	check(parts, count, told, told_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes rest = bytes_of(data, size), parts[PARTS_MAX];
	struct record record;
	unsigned count = 0;

	while (record_next(&rest, &record)) {
		parts[count++] = record.body;
		if (!(record.what & IS_LAST) && count < PARTS_MAX && rest.len)
			continue;
		exchange(parts, count);
		count = 0;
	}
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	return mutate_records(data, size, max_size, seed);
}
