/* Three answers to the impossible: require() ends the process, fails_assert() is logged and the caller
 * goes on safely, and allocation either succeeds or ends the process. */
#ifndef PVD_BASE_REQUIRE_H
#define PVD_BASE_REQUIRE_H

#include <stdbool.h>
#include <stddef.h>

/* Aborts with a log line where going on could damage what is stored. Never for what comes from outside. */
#define require(condition) ((condition) ? (void)0 : require_failed(#condition, __FILE__, __LINE__, __func__))

/* True, and logged, where the condition does not hold: `if (fails_assert(list)) return;`. */
#define fails_assert(condition) assertion_fails((condition), #condition, __FILE__, __LINE__, __func__)

/* As malloc, calloc, realloc and strdup, but never NULL: they abort and log the size instead. A size of
 * zero gives a pointer that can be freed. */
void *xmalloc(size_t size) __attribute__((malloc, returns_nonnull));
void *xcalloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
void *xrealloc(void *memory, size_t size) __attribute__((returns_nonnull, warn_unused_result));
char *xstrdup(const char *text) __attribute__((malloc, returns_nonnull));

/* What the macros above call. */
void require_failed(const char *condition, const char *file, int line, const char *function)
	__attribute__((noreturn));
bool assertion_fails(bool holds, const char *condition, const char *file, int line, const char *function)
	__attribute__((warn_unused_result));

#endif
