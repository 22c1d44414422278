#include "loop/zoption.h"

#include "base/require.h"

/* ZMQ_ZAP_ENFORCE_DOMAIN: a draft constant that the header hides and the library knows. Without it, a server
 * whose ZAP handler is missing lets everybody in. */
enum { OPTION_ZAP_ENFORCE_DOMAIN = 93 };

bool zoption_set(void *raw, int option, int value)
{
	return zmq_setsockopt(raw, option, &value, sizeof value) == 0;
}

static bool set_text(void *raw, int option, const char *value)
{
	return zmq_setsockopt(raw, option, value, strlen(value)) == 0;
}

/* A key has its NUL: that is how libzmq tells Z85 from binary. */
static bool set_key(void *raw, int option, const char *value)
{
	return zmq_setsockopt(raw, option, value, strlen(value) + 1) == 0;
}

/* ZMTP heartbeats stay unset: in libzmq 4.3.4 they can end the process. Dead peers are found by TCP's own
 * probes and by the pings of bus/link.c. */
static const struct {
	int option, value;
} COMMON[] = {
	{ZMQ_HANDSHAKE_IVL, 5000},
	{ZMQ_RECONNECT_IVL, 100},
	{ZMQ_RECONNECT_IVL_MAX, 30000},
	{ZMQ_CONNECT_TIMEOUT, 5000},
	{ZMQ_TCP_MAXRT, 20000},
	{ZMQ_TCP_KEEPALIVE, 1},
	{ZMQ_TCP_KEEPALIVE_IDLE, 20},
	{ZMQ_TCP_KEEPALIVE_INTVL, 5},
	{ZMQ_TCP_KEEPALIVE_CNT, 3},
	{ZMQ_BACKLOG, 512},
	{ZMQ_IPV6, 0},
};

static bool set_common(void *raw, const struct zsock_options *options)
{
	int64_t max = options->max_message_bytes;

	for (size_t i = 0; i < sizeof COMMON / sizeof *COMMON; i++) {
		if (!zoption_set(raw, COMMON[i].option, COMMON[i].value))
			return false;
	}
	if (options->type == ZMQ_ROUTER && !zoption_set(raw, ZMQ_ROUTER_MANDATORY, 1))
		return false;
	if (options->type == ZMQ_DEALER && !zoption_set(raw, ZMQ_IMMEDIATE, 1))
		return false;
	return zoption_set(raw, ZMQ_LINGER, options->linger_ms) &&
	       zoption_set(raw, ZMQ_SNDHWM, options->high_water_mark) &&
	       zoption_set(raw, ZMQ_RCVHWM, options->high_water_mark) &&
	       zmq_setsockopt(raw, ZMQ_MAXMSGSIZE, &max, sizeof max) == 0;
}

static bool set_curve(void *raw, const struct zsock_options *options)
{
	if (!options->curve_secret)
		return true;
	if (!set_key(raw, ZMQ_CURVE_SECRETKEY, options->curve_secret))
		return false;
	if (options->curve_server)
		return set_key(raw, ZMQ_CURVE_PUBLICKEY, options->curve_public) &&
		       set_key(raw, ZMQ_CURVE_SERVERKEY, options->curve_server);
	require(options->zap_domain);
	return zoption_set(raw, ZMQ_CURVE_SERVER, 1) && set_text(raw, ZMQ_ZAP_DOMAIN, options->zap_domain) &&
	       zoption_set(raw, OPTION_ZAP_ENFORCE_DOMAIN, 1);
}

bool zoption_set_all(void *raw, const struct zsock_options *options)
{
	return set_common(raw, options) && set_curve(raw, options);
}
