#include "bus/pending.h"

#include "base/require.h"
#include "bus/wire.h"

static struct bytes optional_text(const char *text)
{
	return text ? bytes_text(text) : (struct bytes){0};
}

struct envelope pending_envelope(const struct link_request *request)
{
	return (struct envelope){
		.kind = request->kind,
		.call_id = request->call_id,
		.service = optional_text(request->service),
		.method = optional_text(request->method),
		.has_key = request->has_key,
		.key = request->key,
		.assert_principal = optional_text(request->assert_principal),
		.traceparent = optional_text(request->traceparent),
		.at_least_service = optional_text(request->at_least_service),
		.at_least_sequence = request->at_least_sequence,
		.at_least_epoch = request->at_least_epoch,
		.body = request->body,
	};
}

bool pending_is_sound(const struct envelope *envelope)
{
	static const struct id no_id;

	return kind_is_call(envelope->kind) && !id_equal(&envelope->call_id, &no_id) &&
	       envelope_size_max(envelope) <= FRAME_HARD_BYTES &&
	       wire_is_name(envelope->service, SERVICE_NAME_MAX) &&
	       wire_is_name(envelope->method, METHOD_PATH_MAX) &&
	       wire_is_name(envelope->assert_principal, PRINCIPAL_ID_MAX) &&
	       wire_is_name(envelope->traceparent, TRACEPARENT_MAX) &&
	       wire_is_name(envelope->at_least_service, SERVICE_NAME_MAX);
}

static struct bytes keep(uint8_t **memory, struct bytes bytes)
{
	uint8_t *kept = *memory;

	if (bytes.len)
		memcpy(kept, bytes.data, bytes.len);
	*memory += bytes.len;
	return bytes_of(kept, bytes.len);
}

struct pending *pending_new(const struct envelope *envelope)
{
	struct pending *pending = xmalloc(sizeof *pending + envelope->service.len + envelope->method.len +
					  envelope->assert_principal.len + envelope->traceparent.len +
					  envelope->at_least_service.len + envelope->body.len);
	uint8_t *memory = pending->memory;

	*pending = (struct pending){.envelope = *envelope, .pause_ms = LINK_RETRY_MIN_MS};
	pending->envelope.service = keep(&memory, envelope->service);
	pending->envelope.method = keep(&memory, envelope->method);
	pending->envelope.assert_principal = keep(&memory, envelope->assert_principal);
	pending->envelope.traceparent = keep(&memory, envelope->traceparent);
	pending->envelope.at_least_service = keep(&memory, envelope->at_least_service);
	pending->envelope.body = keep(&memory, envelope->body);
	return pending;
}

void pending_add(struct pending **table, struct pending *pending)
{
	HASH_ADD(hh, *table, envelope.call_id, ID_SIZE, pending);
}

void pending_remove(struct pending **table, struct pending *pending)
{
	HASH_DEL(*table, pending);
}

struct pending *pending_find(struct pending *table, const struct id *call_id)
{
	struct pending *found;

	HASH_FIND(hh, table, call_id, ID_SIZE, found);
	return found;
}

size_t pending_count(const struct pending *table)
{
	return HASH_COUNT(table);
}

void pending_postpone(struct pending *pending, struct monotonic now)
{
	pending->waiting = true;
	pending->retry_at = monotonic_add_ms(now, pending->pause_ms);
	pending->pause_ms *= 2;
	if (pending->pause_ms > LINK_RETRY_MAX_MS)
		pending->pause_ms = LINK_RETRY_MAX_MS;
}
