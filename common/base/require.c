#include "base/require.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

void require_failed(const char *condition, const char *file, int line, const char *function)
{
	log_error("require_failed", log_text("condition", condition), log_text("file", file),
		  log_i64("line", line), log_text("function", function));
	abort();
}

bool assertion_fails(bool holds, const char *condition, const char *file, int line, const char *function)
{
	if (holds)
		return false;
	log_error("assertion_failed", log_text("condition", condition), log_text("file", file),
		  log_i64("line", line), log_text("function", function));
	return true;
}

static void *not_null(void *memory, size_t count, size_t size)
{
	if (memory)
		return memory;
	log_error("out_of_memory", log_u64("count", count), log_u64("size", size));
	abort();
}

void *xmalloc(size_t size)
{
	return not_null(malloc(size ? size : 1), 1, size);
}

void *xcalloc(size_t count, size_t size)
{
	bool empty = count == 0 || size == 0;

	return not_null(empty ? calloc(1, 1) : calloc(count, size), count, size);
}

void *xrealloc(void *memory, size_t size)
{
	return not_null(realloc(memory, size ? size : 1), 1, size);
}

char *xstrdup(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(xmalloc(size), text, size);
}
