/* A list of the bus asked to its end, page after page, in somebody's name. */
#ifndef PVD_GATEWAY_LISTING_H
#define PVD_GATEWAY_LISTING_H

#include "base/bytes.h"
#include "base/fault.h"
#include "bus/method.h"

struct listing;

struct listing_ops {
	/* The rows of the next page; they live during the call. Nothing is asked before listing_next. */
	void (*page)(void *ctx, const ProtobufCMessage *const *rows, size_t count);
	/* The list is at its end, or refused. The listing is no more. */
	void (*end)(void *ctx, const struct refusal *refusal);
};

/* `path`: of the method; `json`: the request, whose page size and token are ours. NULL, refused, if the method is no list (NOT_A_LIST) or the
 * text no request of it. `ops` and `ctx` are borrowed, the rest is copied. */
struct listing *listing_new(const char *path, struct bytes json, const char *as,
			    const struct listing_ops *ops, void *ctx, struct refusal *refusal);
const ProtobufCMessageDescriptor *listing_row_type(const struct listing *listing);
/* Asks for the next page, the first one first; one at a time. */
void listing_next(struct listing *listing);
/* Nobody wants the rest: neither is called from now on. */
void listing_drop(struct listing *listing);

#endif
