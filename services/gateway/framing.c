#include "gateway/framing.h"

#include <string.h>
#include <strings.h>

/* Of a header's name (RFC 9110 section 5.6.2). */
#define TOKEN_CHARACTERS "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

struct framing {
	unsigned lengths, encodings, hosts;
	bool chunked, malformed;
};

static bool is_made_of(const char *text, const char *characters)
{
	return text && *text && text[strspn(text, characters)] == '\0';
}

/* libmicrohttpd adds a folded line to the name of the header before, which then is another one. */
static bool is_longer(const char *name, const char *wanted)
{
	return strncasecmp(name, wanted, strlen(wanted)) == 0 && name[strlen(wanted)] != '\0';
}

/* The end of a line within a value is one to others. */
static bool is_one_line(const char *value)
{
	for (; *value; value++)
		if (((unsigned char)*value < ' ' && *value != '\t') || *value == 0x7f)
			return false;
	return true;
}

static enum MHD_Result look_at(void *ctx, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct framing *framing = ctx;

	(void)kind;
	framing->malformed |= !is_made_of(name, TOKEN_CHARACTERS) || (value && !is_one_line(value)) ||
			      is_longer(name, MHD_HTTP_HEADER_CONTENT_LENGTH) ||
			      is_longer(name, MHD_HTTP_HEADER_TRANSFER_ENCODING);
	framing->hosts += strcasecmp(name, MHD_HTTP_HEADER_HOST) == 0;
	if (strcasecmp(name, MHD_HTTP_HEADER_CONTENT_LENGTH) == 0) {
		framing->lengths++;
		framing->malformed |= !is_made_of(value, "0123456789");
	}
	if (strcasecmp(name, MHD_HTTP_HEADER_TRANSFER_ENCODING) == 0) {
		framing->encodings++;
		framing->chunked = value && strcasecmp(value, "chunked") == 0;
	}
	return MHD_YES;
}

/* HTTP/1.0 knows no chunks (RFC 9112 section 6.1). */
bool framing_is_sound(struct MHD_Connection *connection, const char *version)
{
	struct framing framing = {0};

	MHD_get_connection_values(connection, MHD_HEADER_KIND, look_at, &framing);
	return !framing.malformed && framing.lengths + framing.encodings <= 1 && framing.hosts <= 1 &&
	       (!framing.encodings || (framing.chunked && strcmp(version, MHD_HTTP_VERSION_1_1) == 0));
}
