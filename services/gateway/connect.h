/* The Connect protocol's unary calls (connectrpc.com/docs/protocol) as far as they are text: what headers say, and how
 * an error is told. No request of HTTP here: bytes in, bytes out. */
#ifndef PVD_GATEWAY_CONNECT_H
#define PVD_GATEWAY_CONNECT_H

#include "base/bytes.h"
#include "base/fault.h"
#include "base/id.h"

enum connect_codec { CONNECT_NONE, CONNECT_JSON, CONNECT_PROTO };

/* Whether a Content-Type is that one, parameters aside; NULL is none. */
bool connect_type_is(const char *type, const char *wanted);
/* Of a Content-Type. */
enum connect_codec connect_codec_of_type(const char *type);
/* Of the argument `encoding` of a GET. */
enum connect_codec connect_codec_of_name(struct bytes name);
const char *connect_type(enum connect_codec codec);

/* "invalid_argument" */
void connect_code(enum fault fault, char *out, size_t size);
/* By the protocol's table. */
unsigned connect_status(enum fault fault);
/* Appends the error as JSON: code, message, and the Status of the bus as its detail, in binary and for people. */
void connect_error(const struct refusal *refusal, struct buf *out);

/* Connect-Timeout-Ms: at most ten digits. NULL, the header being absent, leaves *ret as it is. */
bool connect_timeout(const char *text, uint32_t *ret_ms, struct refusal *refusal);
/* Idempotency-Key: a ULID or UUID, bare or in quotes as the IETF's draft has it. Refused also where it is NULL. */
bool connect_key(const char *text, struct id *ret, struct refusal *refusal);
/* Base64, of either alphabet, with or without padding; appends to `out`. */
bool connect_base64(struct bytes text, struct buf *out);

#endif
