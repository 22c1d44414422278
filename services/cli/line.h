/* The lines of a text, one after the other. */
#ifndef PVD_CLI_LINE_H
#define PVD_CLI_LINE_H

#include "base/bytes.h"

/* Takes the next one off `rest`, without the line feed or the CRLF that ends it. */
static inline struct bytes line_next(struct bytes *rest)
{
	const uint8_t *end = rest->len ? memchr(rest->data, '\n', rest->len) : NULL;
	size_t len = end ? (size_t)(end - rest->data) : rest->len;
	struct bytes line = bytes_of(rest->data, len);

	*rest = bytes_of(rest->data + len + (end != NULL), rest->len - len - (end != NULL));
	if (line.len && line.data[line.len - 1] == '\r')
		line.len--;
	return line;
}

#endif
