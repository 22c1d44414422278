#include "gateway/disposition.h"

#include <ctype.h>
#include <string.h>

#include "base/utf8.h"

enum { NAME_MAX_BYTES = 255 };

/* RFC 8187, 3.2.1: attr-char. */
static bool is_plain(unsigned char c)
{
	return c < 0x80 && (isalnum(c) || (c && strchr("!#$&+-.^_`|~", c)));
}

static bool is_harmful(unsigned char c)
{
	return c < 0x20 || c == 0x7f || c == '/' || c == '\\';
}

/* One underscore for a character of several bytes. */
static void add_ascii(struct buf *buf, const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)name[i];

		if ((c & 0xc0) == 0x80)
			continue;
		buf_byte(buf, c >= 0x80 || is_harmful(c) || c == '"' || c == '%' ? '_' : c);
	}
}

static void add_utf8(struct buf *buf, const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)name[i];

		if (is_harmful(c))
			buf_byte(buf, '_');
		else if (is_plain(c))
			buf_byte(buf, c);
		else
			buf_printf(buf, "%%%02X", c);
	}
}

char *disposition_of(struct arena *arena, const char *file_name)
{
	size_t len = strnlen(file_name, NAME_MAX_BYTES);
	struct buf buf = {0};
	char *ret;

	len = utf8_cut(file_name, len);
	buf_printf(&buf, "attachment; filename=\"");
	add_ascii(&buf, file_name, len);
	buf_printf(&buf, "\"");
	if (utf8_valid(file_name, len)) {
		buf_printf(&buf, "; filename*=UTF-8''");
		add_utf8(&buf, file_name, len);
	}
	ret = arena_strndup(arena, (const char *)buf.data, buf.len);
	buf_free(&buf);
	return ret;
}
