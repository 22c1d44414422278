/* The Status of a reply: a refusal on the wire. */
#include <stdio.h>

#include "base/utf8.h"
#include "bus/envelope.h"
#include "bus/wire.h"
#include "fields.h"

static void put_text(struct buf *out, unsigned field, const char *text)
{
	size_t len = text ? strlen(text) : 0;
	uint8_t *start;

	if (len == 0)
		return;
	start = buf_reserve(out, 1 + WIRE_VARINT_MAX + len);
	out->len += (size_t)(wire_bytes(start, field, bytes_of(text, len)) - start);
}

void status_write(const struct refusal *refusal, struct buf *out)
{
	uint8_t *start;

	buf_clear(out);
	start = buf_reserve(out, 1 + WIRE_VARINT_MAX);
	out->len = (size_t)(wire_number(start, FIELD_STATUS_CODE, refusal->fault) - start);
	put_text(out, FIELD_STATUS_REASON, refusal->reason);
	put_text(out, FIELD_STATUS_MESSAGE, refusal->message);
	for (unsigned i = 0; i < refusal->field_count; i++)
		put_text(out, FIELD_STATUS_FIELDS, refusal->fields[i]);
	put_text(out, FIELD_STATUS_LEGAL_REFERENCE, refusal->legal_reference);
}

static bool fault_known(uint64_t code)
{
	return code != FAULT_NONE && code <= FAULT_UNAUTHENTICATED &&
	       strcmp(fault_name((enum fault)code), "UNKNOWN") != 0;
}

static bool reason_valid(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.data[i];

		if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '_')
			return false;
	}
	return text.len > 0 && text.len <= STATUS_REASON_MAX;
}

/* `size` holds the NUL; a text that does not fit is cut at a character. */
static void read_text(struct reader *reader, char *out, size_t size)
{
	struct bytes text = wire_read_bytes(reader);
	size_t len = text.len;

	if (!utf8_is_text((const char *)text.data, text.len)) {
		wire_fail(reader);
		return;
	}
	if (len >= size)
		len = utf8_cut((const char *)text.data, size - 1);
	memcpy(out, text.data, len);
	out[len] = '\0';
}

static void read_reason(struct reader *reader, struct status *ret)
{
	struct bytes text = wire_read_bytes(reader);

	if (!reason_valid(text)) {
		wire_fail(reader);
		return;
	}
	memcpy(ret->reason, text.data, text.len);
	ret->reason[text.len] = '\0';
}

static void read_code(struct reader *reader, struct status *ret)
{
	uint64_t code = wire_read_varint(reader);

	if (fault_known(code))
		ret->refusal.fault = (enum fault)code;
	else
		wire_fail(reader);
}

static void read_request_field(struct reader *reader, struct status *ret)
{
	char field[REFUSAL_FIELD_MAX];

	read_text(reader, field, sizeof field);
	if (!reader->failed)
		refusal_add_field(&ret->refusal, field);
}

static void read_status_field(struct reader *reader, struct wire_field field, struct status *ret)
{
	uint8_t type = field.number == FIELD_STATUS_CODE ? WIRE_VARINT : WIRE_LENGTH;

	if (field.number > FIELD_STATUS_LEGAL_REFERENCE)
		wire_skip(reader, field);
	else if (field.type != type)
		wire_fail(reader);
	else if (field.number == FIELD_STATUS_CODE)
		read_code(reader, ret);
	else if (field.number == FIELD_STATUS_REASON)
		read_reason(reader, ret);
	else if (field.number == FIELD_STATUS_MESSAGE)
		read_text(reader, ret->refusal.message, sizeof ret->refusal.message);
	else if (field.number == FIELD_STATUS_FIELDS)
		read_request_field(reader, ret);
	else
		read_text(reader, ret->legal_reference, sizeof ret->legal_reference);
}

bool status_read(struct bytes bytes, struct status *ret)
{
	struct reader reader = reader_of(bytes);

	*ret = (struct status){0};
	while (!reader_done(&reader)) {
		struct wire_field field = wire_read_tag(&reader);

		if (!reader.failed)
			read_status_field(&reader, field, ret);
	}
	ret->refusal.reason = ret->reason;
	ret->refusal.legal_reference = ret->legal_reference[0] ? ret->legal_reference : NULL;
	return !reader.failed && refused(&ret->refusal) && ret->reason[0];
}
