/* Frames and envelopes on the wire (pvd/bus/v1/envelope.proto), read in place and written without copies in
 * between: the one codec that runs for every message of every hop, and the first thing hostile bytes meet.
 * Its test holds it against protobuf-c's own reading of the same bytes, both ways. */
#ifndef PVD_BUS_ENVELOPE_H
#define PVD_BUS_ENVELOPE_H

#include "base/bytes.h"
#include "base/fault.h"
#include "base/hash.h"
#include "base/id.h"

/* pvd.bus.v1.Kind */
enum kind {
	KIND_HELLO = 1,
	KIND_WELCOME,
	KIND_PING,
	KIND_PONG,
	KIND_QUERY,
	KIND_COMMAND,
	KIND_FETCH,
	KIND_REPLY,
};

enum {
	FRAME_ENVELOPES_MAX = 256,
	FRAME_SOFT_BYTES = 64 * 1024,       /* past the first envelope a frame grows no further than this */
	FRAME_HARD_BYTES = 2 * 1024 * 1024, /* one envelope alone may be this large */
	SERVICE_NAME_MAX = 32,
	METHOD_PATH_MAX = 128,
	PRINCIPAL_ID_MAX = 64,
	TRACEPARENT_MAX = 55,
};

struct position {
	uint32_t epoch;
	uint64_t sequence;
	struct bytes hash; /* 32 bytes or empty */
};

/* Slices point into the frame it was read from, or wherever its writer says. */
struct envelope {
	enum kind kind;
	struct id call_id;
	uint64_t route;
	struct bytes service;
	struct bytes method;
	bool has_key;
	struct id key;
	uint32_t timeout_ms;
	struct bytes actor; /* an encoded Actor; empty: none */
	struct bytes assert_principal;
	struct bytes traceparent;
	struct bytes status; /* an encoded Status; empty: all went well */
	bool has_position;
	struct position position;
	struct bytes at_least_service;
	uint64_t at_least_sequence;
	uint32_t at_least_epoch; /* 0: any */
	bool replayed;
	struct bytes body;
	/* Not on the wire: which connection of a link a call came by. Kept with the call until link_reply. */
	uint32_t connection;
};

bool kind_is_call(enum kind kind); /* QUERY, COMMAND, FETCH */

/* Appends one envelope, as an element of a Frame, to `out`. Its writer has kept to the limits above: names
 * that are too long, or a call or reply without call id, abort. */
void envelope_write(const struct envelope *envelope, struct buf *out);
/* No less than envelope_write appends. */
size_t envelope_size_max(const struct envelope *envelope);

/* Takes the next envelope off a frame. False at its end, or with reader->failed set on anything malformed:
 * a known field of a wrong type or length, out of its limits, twice; an unknown kind; a call or reply without
 * call id; a name with anything but printable ASCII. More than FRAME_ENVELOPES_MAX is the caller's to count.
 * Unknown fields are passed over, so that a later release can add some. */
bool envelope_read(struct reader *frame, struct envelope *ret);

/* What has to be said to one peer: frames of envelopes, each within the limits of the contract. */
struct batch {
	struct buf bytes;
	unsigned count;
	void (*send)(void *ctx, struct bytes frame);
	void *ctx;
};
void batch_add(struct batch *batch, const struct envelope *envelope); /* sends what is full first */
void batch_flush(struct batch *batch);
void batch_clear(struct batch *batch); /* forgets what has not been sent */
void batch_free(struct batch *batch);

/* A Status for a reply, encoded into `out` (cleared first). */
void status_write(const struct refusal *refusal, struct buf *out);

/* A refusal with the memory that its texts need: a Status as received. */
enum { STATUS_REASON_MAX = 64, STATUS_LEGAL_REFERENCE_MAX = 200 };
struct status {
	struct refusal refusal; /* points into the two below: do not copy it alone */
	char reason[STATUS_REASON_MAX + 1];
	char legal_reference[STATUS_LEGAL_REFERENCE_MAX + 1];
};
/* False if malformed: a code outside the set, a reason that is not UPPER_SNAKE, a text that is not text. Long
 * messages are cut, fields past REFUSAL_FIELDS dropped. */
bool status_read(struct bytes bytes, struct status *ret);

#endif
