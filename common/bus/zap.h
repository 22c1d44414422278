/* Admission: the ZAP handler (ZeroMQ RFC 27) of a process, in its loop. Bound before any CURVE server socket
 * of the context: without it libzmq accepts every key. */
#ifndef PVD_BUS_ZAP_H
#define PVD_BUS_ZAP_H

#include "bus/keyfile.h"
#include "loop/zsock.h"

#define ZAP_DOMAIN "pvd"

struct zap;

/* Who owns this public key (Z85)? The principal's id, or NULL: refused. Lives until the next call. */
typedef const char *zap_lookup(void *ctx, const char *public_key);

/* NULL with a log line if the endpoint is taken. */
struct zap *zap_new(struct loop *loop, zap_lookup *lookup, void *ctx);
void zap_free(struct zap *zap);

/* The core: the reply frames to one request's frames, as RFC 27 lays them out. A request that is not a
 * well-formed CURVE one of our domain is refused. Returns the principal, or NULL. */
struct zap_request {
	struct bytes version, request_id, domain, address, identity, mechanism, credential;
};
const char *zap_decide(const struct zap_request *request, zap_lookup *lookup, void *ctx);

/* Proves on a socket of its own, beside the real ones and with the same options, that a key made this moment
 * is refused and that `known` is admitted. False: admission is open, and the process must not serve. Runs
 * the loop for at most 3 s. */
bool zap_self_test(struct loop *loop, const struct keypair *server, const struct keypair *known);

#endif
