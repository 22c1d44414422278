/* The log: one event a line, logfmt, on standard error.
 *
 *	log_warning("call_refused", log_text("reason", refusal.reason), log_u64("seq", seq));
 *	at=2026-11-22T01:29:15.123456Z level=warning service=registry event=call_refused reason=... seq=12
 *
 * Values may come from outside: whatever they hold, a line stays one line and a value stays within its
 * quotes. Keys and event names are literals of ours, snake_case. */
#ifndef PVD_BASE_LOG_H
#define PVD_BASE_LOG_H

#include <stdint.h>

#include "base/bytes.h"

/* The numbers of syslog (RFC 5424), which journald reads. */
enum log_level { LOG_LEVEL_ERROR = 3, LOG_LEVEL_WARNING = 4, LOG_LEVEL_INFO = 6, LOG_LEVEL_DEBUG = 7 };

/* The longest line, line feed included; a longer one is cut and ends with " cut=true". */
enum { LOG_LINE_MAX = 4096 };

enum log_kind { LOG_KIND_TEXT, LOG_KIND_SIGNED, LOG_KIND_UNSIGNED };

/* One key and its value, which is borrowed until the event is written. */
struct log_field {
	const char *key;
	enum log_kind kind;
	union {
		struct bytes text;
		int64_t i64;
		uint64_t u64;
	};
};

/* Names the service in every line from here on; `service` is borrowed for ever. Lines begin with journald's
 * priority when standard error is the journal (JOURNAL_STREAM, systemd.exec(5)). */
void log_open(const char *service);

/* Events less urgent than `level` are dropped; at first, those below LOG_LEVEL_INFO. */
void log_set_level(enum log_level level);

#define log_error(event, ...)   log_event(LOG_LEVEL_ERROR, event, LOG_FIELDS(__VA_ARGS__))
#define log_warning(event, ...) log_event(LOG_LEVEL_WARNING, event, LOG_FIELDS(__VA_ARGS__))
#define log_info(event, ...)    log_event(LOG_LEVEL_INFO, event, LOG_FIELDS(__VA_ARGS__))
#define log_debug(event, ...)   log_event(LOG_LEVEL_DEBUG, event, LOG_FIELDS(__VA_ARGS__))

/* `fields` end with one without key. One write(2), so that lines of several threads do not mix. */
void log_event(enum log_level level, const char *event, const struct log_field *fields);
#define LOG_FIELDS(...)                                                                                      \
	(const struct log_field[])                                                                           \
	{                                                                                                    \
		__VA_ARGS__ __VA_OPT__(, )                                                                   \
		{                                                                                            \
			.key = NULL                                                                          \
		}                                                                                            \
	}

static inline struct log_field log_slice(const char *key, struct bytes value)
{
	return (struct log_field){.key = key, .kind = LOG_KIND_TEXT, .text = value};
}

/* NULL is written as the empty text. */
static inline struct log_field log_text(const char *key, const char *value)
{
	return log_slice(key, bytes_text(value ? value : ""));
}

static inline struct log_field log_i64(const char *key, int64_t value)
{
	return (struct log_field){.key = key, .kind = LOG_KIND_SIGNED, .i64 = value};
}

static inline struct log_field log_u64(const char *key, uint64_t value)
{
	return (struct log_field){.key = key, .kind = LOG_KIND_UNSIGNED, .u64 = value};
}

/* errno=ENOSPC; pass errno, or the positive number of a library that uses the same ones. */
struct log_field log_errno(int number);

#endif
