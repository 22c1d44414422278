#include "gateway/connect.h"

#include <ctype.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bus/envelope.h"
#include "json/json.h"
#include "json/text.h"
#include "pvd/bus/v1/envelope.pb-c.h"

enum { CODE_MAX = 32, TIMEOUT_DIGITS_MAX = 10, UUID_LENGTH = 36 };

/* ---- Codecs */

bool connect_type_is(const char *type, const char *wanted)
{
	size_t len = type ? strcspn(type, "; \t") : 0;

	return len && len == strlen(wanted) && strncasecmp(type, wanted, len) == 0;
}

const char *connect_type(enum connect_codec codec)
{
	return codec == CONNECT_PROTO ? "application/proto" : "application/json";
}

enum connect_codec connect_codec_of_type(const char *type)
{
	if (connect_type_is(type, connect_type(CONNECT_JSON)))
		return CONNECT_JSON;
	return connect_type_is(type, connect_type(CONNECT_PROTO)) ? CONNECT_PROTO : CONNECT_NONE;
}

enum connect_codec connect_codec_of_name(struct bytes name)
{
	if (bytes_equal(name, bytes_text("json")))
		return CONNECT_JSON;
	return bytes_equal(name, bytes_text("proto")) ? CONNECT_PROTO : CONNECT_NONE;
}

/* ---- Errors */

void connect_code(enum fault fault, char *out, size_t size)
{
	snprintf(out, size, "%s", fault_name(fault));
	for (; *out; out++)
		*out = (char)tolower((unsigned char)*out);
}

unsigned connect_status(enum fault fault)
{
	switch (fault) {
	case FAULT_NONE:
		return 200;
	case FAULT_INVALID_ARGUMENT:
	case FAULT_FAILED_PRECONDITION:
		return 400;
	case FAULT_UNAUTHENTICATED:
		return 401;
	case FAULT_PERMISSION_DENIED:
		return 403;
	case FAULT_NOT_FOUND:
		return 404;
	case FAULT_ALREADY_EXISTS:
	case FAULT_ABORTED:
		return 409;
	case FAULT_RESOURCE_EXHAUSTED:
		return 429;
	case FAULT_INTERNAL:
		return 500;
	case FAULT_UNAVAILABLE:
		return 503;
	case FAULT_DEADLINE_EXCEEDED:
		return 504;
	}
	return 500;
}

static void append_base64(struct bytes bytes, struct buf *out)
{
	size_t size = sodium_base64_ENCODED_LEN(bytes.len, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);

	sodium_bin2base64((char *)buf_reserve(out, size), size, bytes.data, bytes.len,
			  sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	out->len += size - 1;
}

static void append_status(const struct refusal *refusal, struct buf *out)
{
	Bus__Status status = BUS__STATUS__INIT;
	char *fields[REFUSAL_FIELDS];

	status.code = (Bus__Code)refusal->fault;
	status.reason = (char *)refusal->reason;
	status.message = (char *)refusal->message;
	status.fields = fields;
	for (; status.n_fields < refusal->field_count; status.n_fields++)
		fields[status.n_fields] = (char *)refusal->fields[status.n_fields];
	if (refusal->legal_reference)
		status.legal_reference = (char *)refusal->legal_reference;
	if (!json_from_message(&status.base, 0, out))
		buf_append(out, "{}", 2);
}

void connect_error(const struct refusal *refusal, struct buf *out)
{
	struct buf status = {0};
	char code[CODE_MAX];

	connect_code(refusal->fault, code, sizeof code);
	status_write(refusal, &status);
	buf_printf(out, "{\"code\":\"%s\",\"message\":", code);
	if (!text_append_string(out, bytes_text(refusal->message)))
		buf_append(out, "\"\"", 2);
	buf_printf(out, ",\"details\":[{\"type\":\"%s\",\"value\":\"", bus__status__descriptor.name);
	append_base64(buf_bytes(&status), out);
	buf_printf(out, "\",\"debug\":");
	append_status(refusal, out);
	buf_append(out, "}]}", 3);
	buf_free(&status);
}

/* ---- Headers */

bool connect_timeout(const char *text, uint32_t *ret_ms, struct refusal *refusal)
{
	size_t len = text ? strspn(text, "0123456789") : 0;
	unsigned long long ms;

	if (!text)
		return true;
	if (len == 0 || len > TIMEOUT_DIGITS_MAX || text[len])
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "TIMEOUT_INVALID", "Connect-Timeout-Ms",
			      "L'en-tête Connect-Timeout-Ms attend un nombre de millisecondes.");
	ms = strtoull(text, NULL, 10);
	*ret_ms = ms > UINT32_MAX ? UINT32_MAX : ms ? (uint32_t)ms : 1;
	return true;
}

bool connect_key(const char *text, struct id *ret, struct refusal *refusal)
{
	char bare[UUID_LENGTH + 1];
	size_t len = text ? strlen(text) : 0;
	bool quoted = len >= 2 && text[0] == '"' && text[len - 1] == '"';

	if (!text)
		return refuse(
			refusal, FAULT_INVALID_ARGUMENT, "KEY_MISSING", "Idempotency-Key",
			"Un acte porte l'en-tête Idempotency-Key : un ULID ou un UUIDv7 nouveau pour chaque "
			"intention, le même à chaque nouvel essai. « pvd id » en donne un.");
	if (quoted) {
		text++;
		len -= 2;
	}
#ifdef PLANT_FUZZ_ROUTE
	if (len <= sizeof bare) {
#else
	if (len < sizeof bare) {
#endif
		memcpy(bare, text, len);
		bare[len] = '\0';
		if (id_parse(bare, ret))
			return true;
	}
	return refuse(refusal, FAULT_INVALID_ARGUMENT, "KEY_INVALID", "Idempotency-Key",
		      "L'en-tête Idempotency-Key attend un ULID (26 caractères) ou un UUIDv7 (36).");
}

bool connect_base64(struct bytes text, struct buf *out)
{
	static const int VARIANTS[] = {sodium_base64_VARIANT_ORIGINAL_NO_PADDING,
				       sodium_base64_VARIANT_URLSAFE_NO_PADDING};
	uint8_t *at = buf_reserve(out, text.len / 4 * 3 + 3);
	size_t len;

	while (text.len && text.data[text.len - 1] == '=')
		text.len--;
	for (unsigned i = 0; i < 2; i++) {
		if (sodium_base642bin(at, text.len / 4 * 3 + 3, (const char *)text.data, text.len, NULL, &len,
				      NULL, VARIANTS[i]) != 0)
			continue;
		out->len += len;
		return true;
	}
	return false;
}
