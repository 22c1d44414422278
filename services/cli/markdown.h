/* Markdown, as reports are written in. */
#ifndef PVD_CLI_MARKDOWN_H
#define PVD_CLI_MARKDOWN_H

#include "base/bytes.h"

/* A cell of a table, which nothing of the text ends. */
void markdown_cell(struct buf *out, const char *text);

#endif
