#include "cli/markdown.h"

void markdown_cell(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '|' || *text == '\\')
			buf_byte(out, '\\');
		buf_byte(out, *text == '\n' || *text == '\t' ? ' ' : (uint8_t)*text);
	}
}
