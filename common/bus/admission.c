/* The proof that admission is closed: zap_self_test. */
#include <sodium.h>
#include <stdio.h>

#include "base/log.h"
#include "bus/zap.h"

enum { PROOF_MS = 3000, STEP_MS = 20 };

/* One server and two clients of it: one whose key is known, and a stranger. */
struct proof {
	struct loop *loop;
	struct zsock *server, *known, *stranger;
	bool known_admitted, stranger_admitted, stranger_refused;
	unsigned steps;
};

static void on_arrival(void *ctx, const struct zmessage *message)
{
	struct proof *proof = ctx;

	if (bytes_equal(message->payload, bytes_text("known")))
		proof->known_admitted = message->user_id != NULL;
	else
		proof->stranger_admitted = true;
}

static void on_nothing(void *ctx, const struct zmessage *message)
{
	(void)ctx, (void)message; /* the server says nothing */
}

static void on_stranger(void *ctx, const struct zevent *event)
{
	struct proof *proof = ctx;

	if (event->event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH)
		proof->stranger_refused = true;
	else
		proof->stranger_admitted = true;
}

static void on_turn(void *ctx)
{
	struct proof *proof = ctx;

	if (!proof->known_admitted)
		zsock_send(proof->known, (struct bytes){0}, bytes_text("known"));
	zsock_send(proof->stranger, (struct bytes){0}, bytes_text("stranger"));
	if (proof->stranger_admitted || (proof->known_admitted && proof->stranger_refused))
		loop_stop(proof->loop);
}

static void on_step(void *ctx)
{
	struct proof *proof = ctx;

	if (++proof->steps >= PROOF_MS / STEP_MS)
		loop_stop(proof->loop);
}

static bool open_sockets(struct proof *proof, const struct keypair *server, const struct keypair *known,
			 const struct keypair *stranger)
{
	struct zsock_options options = {
		.type = ZMQ_ROUTER,
		.max_message_bytes = 1024,
		.high_water_mark = 10,
		.curve_secret = server->secret_key,
		.zap_domain = ZAP_DOMAIN,
	};

	proof->server = zsock_open(proof->loop, &options, on_arrival, proof);
	options.type = ZMQ_DEALER;
	options.curve_server = server->public_key;
	options.curve_public = known->public_key;
	options.curve_secret = known->secret_key;
	proof->known = zsock_open(proof->loop, &options, on_nothing, proof);
	options.curve_public = stranger->public_key;
	options.curve_secret = stranger->secret_key;
	proof->stranger = zsock_open(proof->loop, &options, on_nothing, proof);
	return proof->server && proof->known && proof->stranger;
}

/* A name in Linux's abstract space: no file is left behind, no network is needed. */
static bool join_sockets(struct proof *proof)
{
	char endpoint[64];

	snprintf(endpoint, sizeof endpoint, "ipc://@pvd-admission-%08x%08x", randombytes_random(),
		 randombytes_random());
	zsock_monitor(proof->stranger, ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_SUCCEEDED,
		      on_stranger, proof);
	return zsock_bind(proof->server, endpoint, NULL, 0) == 0 &&
	       zsock_connect(proof->known, endpoint) == 0 && zsock_connect(proof->stranger, endpoint) == 0;
}

static bool run_proof(struct proof *proof, const struct keypair *server, const struct keypair *known)
{
	struct keypair stranger;
	bool opened = zmq_curve_keypair(stranger.public_key, stranger.secret_key) == 0 &&
		      open_sockets(proof, server, known, &stranger);

	keypair_wipe(&stranger);
	if (!opened || !join_sockets(proof))
		return false;
	loop_on_turn(proof->loop, on_turn, proof);
	loop_every(proof->loop, STEP_MS, on_step, proof);
	loop_run(proof->loop);
	loop_forget(proof->loop, on_turn, proof);
	loop_forget(proof->loop, on_step, proof);
	return proof->known_admitted && proof->stranger_refused && !proof->stranger_admitted;
}

bool zap_self_test(struct loop *loop, const struct keypair *server, const struct keypair *known)
{
	struct proof proof = {.loop = loop};
	bool proven = run_proof(&proof, server, known);

	zsock_close(proof.server);
	zsock_close(proof.known);
	zsock_close(proof.stranger);
	if (!proven)
		log_error("admission_is_not_proven", log_i64("known_admitted", proof.known_admitted),
			  log_i64("stranger_refused", proof.stranger_refused),
			  log_i64("stranger_admitted", proof.stranger_admitted));
	else /* what was refused a moment ago, and logged, was ours */
		log_info("admission_proven", log_text("stranger", "refused"), log_text("known", "admitted"));
	return proven;
}
