/* Envelopes made by chance, the same ones at each run. */
#ifndef PVD_BUS_TEST_SPECIMEN_H
#define PVD_BUS_TEST_SPECIMEN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "bus/envelope.h"
#include "pvd/bus/v1/envelope.pb-c.h"

/* xorshift64*: the same envelopes at each run. */
static uint64_t seed;

static inline uint64_t chance(uint64_t below)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (seed * 0x2545f4914f6cdd1d >> 16) % below;
}

/* ---- Random envelopes, and the memory they point into */

struct specimen {
	struct envelope envelope;
	uint8_t memory[8192];
	size_t used;
};

static inline struct bytes some_bytes(struct specimen *specimen, size_t len)
{
	uint8_t *at = specimen->memory + specimen->used;

	for (size_t i = 0; i < len; i++)
		at[i] = (uint8_t)chance(256);
	specimen->used += len;
	return bytes_of(at, len);
}

static inline struct bytes some_name(struct specimen *specimen, size_t max)
{
	struct bytes name = some_bytes(specimen, chance(2) ? chance(max + 1) : 0);

	for (size_t i = 0; i < name.len; i++)
		specimen->memory[specimen->used - name.len + i] = (uint8_t)('!' + chance('~' - '!' + 1));
	return name;
}

static inline uint64_t some_number(unsigned bits)
{
	return chance(2) ? chance(UINT64_MAX) >> (64 - bits) >> chance(bits) : 0;
}

static inline struct id some_id(void)
{
	struct id id;

	for (unsigned i = 0; i < ID_SIZE; i++)
		id.bytes[i] = (uint8_t)(1 + chance(255));
	return id;
}

static inline void fill(struct specimen *specimen)
{
	struct envelope *e = &specimen->envelope;

	*specimen = (struct specimen){0};
	e->kind = (enum kind)(KIND_HELLO + chance(KIND_REPLY));
	if (kind_is_call(e->kind) || e->kind == KIND_REPLY || chance(2))
		e->call_id = some_id();
	e->route = some_number(64);
	e->service = some_name(specimen, SERVICE_NAME_MAX);
	e->method = some_name(specimen, METHOD_PATH_MAX);
	e->has_key = chance(2);
	if (e->has_key)
		e->key = some_id();
	e->timeout_ms = (uint32_t)some_number(32);
	if (chance(2)) {
		Bus__Actor actor = BUS__ACTOR__INIT;

		actor.principal = (char *)"someone";
		actor.kind = (Bus__PrincipalKind)chance(5);
		e->actor = bytes_of(specimen->memory + specimen->used,
				    bus__actor__pack(&actor, specimen->memory + specimen->used));
		specimen->used += e->actor.len;
	}
	e->assert_principal = some_name(specimen, PRINCIPAL_ID_MAX);
	e->traceparent = some_name(specimen, TRACEPARENT_MAX);
	if (chance(2)) {
		Bus__Status status = BUS__STATUS__INIT;

		status.code = BUS__CODE__CODE_ABORTED;
		e->status = bytes_of(specimen->memory + specimen->used,
				     bus__status__pack(&status, specimen->memory + specimen->used));
		specimen->used += e->status.len;
	}
	e->has_position = chance(2);
	if (e->has_position) {
		e->position.epoch = (uint32_t)some_number(32);
		e->position.sequence = some_number(64);
		e->position.hash = some_bytes(specimen, chance(2) ? HASH_SIZE : 0);
	}
	e->at_least_service = some_name(specimen, SERVICE_NAME_MAX);
	if (e->at_least_service.len) {
		e->at_least_sequence = some_number(64);
		e->at_least_epoch = (uint32_t)some_number(32);
	}
	e->replayed = chance(2);
	e->body = some_bytes(specimen, chance(2) ? chance(4000) : 0);
}

static inline void assert_same_bytes(struct bytes a, struct bytes b)
{
	assert_int_equal(a.len, b.len);
	if (a.len)
		assert_memory_equal(a.data, b.data, a.len);
}

static inline void assert_same(const struct envelope *a, const struct envelope *b)
{
	assert_int_equal(a->kind, b->kind);
	assert_true(id_equal(&a->call_id, &b->call_id));
	assert_int_equal(a->route, b->route);
	assert_same_bytes(a->service, b->service);
	assert_same_bytes(a->method, b->method);
	assert_int_equal(a->has_key, b->has_key);
	assert_true(id_equal(&a->key, &b->key));
	assert_int_equal(a->timeout_ms, b->timeout_ms);
	assert_same_bytes(a->actor, b->actor);
	assert_same_bytes(a->assert_principal, b->assert_principal);
	assert_same_bytes(a->traceparent, b->traceparent);
	assert_same_bytes(a->status, b->status);
	assert_int_equal(a->has_position, b->has_position);
	assert_int_equal(a->position.epoch, b->position.epoch);
	assert_int_equal(a->position.sequence, b->position.sequence);
	assert_same_bytes(a->position.hash, b->position.hash);
	assert_same_bytes(a->at_least_service, b->at_least_service);
	assert_int_equal(a->at_least_sequence, b->at_least_sequence);
	assert_int_equal(a->at_least_epoch, b->at_least_epoch);
	assert_int_equal(a->replayed, b->replayed);
	assert_same_bytes(a->body, b->body);
}

static inline struct envelope read_only_one(struct bytes frame)
{
	struct reader reader = reader_of(frame);
	struct envelope envelope, none;

	assert_true(envelope_read(&reader, &envelope));
	assert_false(envelope_read(&reader, &none));
	assert_false(reader.failed);
	return envelope;
}

#endif
