#include "bus/zap.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/require.h"

/* A request has the seven frames of struct zap_request, a reply these six (RFC 27):
 *
 *   version | request id | status code | status text | user id | metadata
 */
enum { REQUEST_PARTS = 7, REPLY_PARTS = 6, CURVE_KEY_BYTES = 32 };

struct zap {
	struct zsock *zsock;
	zap_lookup *lookup;
	void *ctx;
};

static bool says(struct bytes bytes, const char *text)
{
	return bytes_equal(bytes, bytes_text(text));
}

const char *zap_decide(const struct zap_request *request, zap_lookup *lookup, void *ctx)
{
	char key[Z85_KEY_SIZE];

	if (!says(request->version, "1.0") || !says(request->mechanism, "CURVE") ||
	    request->credential.len != CURVE_KEY_BYTES)
		return NULL;
#ifndef PLANT_FUZZ_ZAP
	if (!says(request->domain, ZAP_DOMAIN))
		return NULL;
#endif
	if (!zmq_z85_encode(key, request->credential.data, CURVE_KEY_BYTES))
		return NULL;
	return lookup(ctx, key);
}

/* Never 300, which would have the client wait for ever. */
static void answer(struct zap *zap, struct bytes request_id, const char *principal)
{
	const struct bytes reply[REPLY_PARTS] = {
		bytes_text("1.0"),
		request_id,
		bytes_text(principal ? "200" : "400"),
		bytes_text(principal ? "OK" : "refused"),
		bytes_text(principal ? principal : ""),
		bytes_text(""),
	};

	if (!zsock_send_parts(zap->zsock, reply, REPLY_PARTS))
		log_error("zap_reply_failed", log_text("why", zmq_strerror(errno)));
}

static void on_request(void *ctx, const struct bytes *parts, unsigned count)
{
	struct zap *zap = ctx;
	const char *principal = NULL;
	struct zap_request request;

	if (count == REQUEST_PARTS) {
		request = (struct zap_request){parts[0], parts[1], parts[2], parts[3],
					       parts[4], parts[5], parts[6]};
		principal = zap_decide(&request, zap->lookup, zap->ctx);
		if (!principal)
			log_warning("peer_refused", log_slice("address", request.address),
				    log_slice("mechanism", request.mechanism));
	}
	answer(zap, count > 1 ? parts[1] : (struct bytes){0}, principal);
}

struct zap *zap_new(struct loop *loop, zap_lookup *lookup, void *ctx)
{
	const struct zsock_options options = {
		.type = ZMQ_REP, .max_message_bytes = -1, .high_water_mark = 1000};
	struct zap *zap = xcalloc(1, sizeof *zap);
	int why = 0;

	zap->lookup = lookup;
	zap->ctx = ctx;
	zap->zsock = zsock_open_parts(loop, &options, on_request, zap);
	if (zap->zsock)
		why = zsock_bind(zap->zsock, "inproc://zeromq.zap.01", NULL, 0);
	if (zap->zsock && why == 0)
		return zap;
	log_error("zap_bind_failed", log_errno(why));
	zap_free(zap);
	return NULL;
}

void zap_free(struct zap *zap)
{
	zsock_close(zap->zsock);
	free(zap);
}
