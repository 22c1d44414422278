/* What a stream of events says: entries of a journal as the text of server-sent events. No I/O. */
#ifndef PVD_GATEWAY_FEED_H
#define PVD_GATEWAY_FEED_H

#include "base/arena.h"
#include "base/hash.h"
#include "bus/envelope.h"
#include "pvd/bus/v1/journal.pb-c.h"

enum {
	FEED_ID_SIZE = 10 + 1 + 20 + 1 + 44,
	FEED_FILTERS_MAX = 16,
	FEED_PAYLOAD_MAX = 64 * 1024, /* of an event shown whole; of a larger one its header is */
};

struct feed_place {
	uint32_t epoch;
	uint64_t sequence;
	struct hash hash; /* of the entry at `sequence`; meaningless at 0 */
};

/* Of an id, or "0"; false if it is neither. */
bool feed_place_read(struct bytes text, struct feed_place *ret);
void feed_place_text(const struct feed_place *place, char out[FEED_ID_SIZE]);

/* What its reader wants of it; none of a kind: all. Texts are borrowed. */
struct feed_filter {
	const char *types[FEED_FILTERS_MAX], *departements[FEED_FILTERS_MAX];
	unsigned type_count, departement_count;
};

/* Appends what the entries say, moves `place` behind them, and tells whether all could be read. Those that are
 * withheld from the reader, or not wanted, leave their place alone. */
bool feed_append(struct buf *out, const Bus__FetchResponse *fetched, const char *service,
		 const struct feed_filter *filter, struct feed_place *place, struct arena *scratch);
/* A thing that is no entry: "refused", with its Status. */
void feed_append_refusal(struct buf *out, const struct refusal *refusal);

#endif
