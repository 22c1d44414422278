#define _GNU_SOURCE /* strerrorname_np */
#include "base/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/time.h"
#include "base/utf8.h"

static struct {
	const char *service;
	enum log_level level;
	bool journal;
} log_state = {.service = "-", .level = LOG_LEVEL_INFO};

/* What a cut line still needs: the quote of the value cut, the marker and the line feed. */
static const char CUT[] = " cut=true";
enum { LINE_TAIL = 1 + sizeof CUT };

struct line {
	char text[LOG_LINE_MAX];
	size_t len;
	bool cut;
};

static const char *level_name(enum log_level level)
{
	switch (level) {
	case LOG_LEVEL_ERROR:
		return "error";
	case LOG_LEVEL_WARNING:
		return "warning";
	case LOG_LEVEL_INFO:
		return "info";
	case LOG_LEVEL_DEBUG:
		return "debug";
	}
	return "unknown";
}

/* All or nothing: neither a character nor an escape is cut in two. */
static void line_put(struct line *line, const char *text, size_t len)
{
	if (line->cut || len > sizeof line->text - LINE_TAIL - line->len) {
		line->cut = true;
		return;
	}
	memcpy(line->text + line->len, text, len);
	line->len += len;
}

static void line_text(struct line *line, const char *text)
{
	line_put(line, text, strlen(text));
}

static bool is_bare(struct bytes value)
{
	for (size_t i = 0; i < value.len; i++) {
		uint8_t c = value.data[i];

		if (c <= ' ' || c >= 0x7f || c == '"' || c == '=' || c == '\\')
			return false;
	}
	return value.len > 0;
}

/* Writes the first character of `value`, escaped where needed; returns the bytes it took. */
static size_t line_char(struct line *line, struct bytes value)
{
	const char *text = (const char *)value.data;
	uint32_t code;
	size_t len = utf8_next(text, value.len, &code);
	char escape[5];

	if (len && (code == '"' || code == '\\')) {
		snprintf(escape, sizeof escape, "\\%c", (char)code);
		line_text(line, escape);
		return 1;
	}
	if (len && utf8_is_text(text, len) && code != '\n' && code != '\t') {
		line_put(line, text, len);
		return len;
	}
	snprintf(escape, sizeof escape, "\\x%02x", value.data[0]);
	line_text(line, escape);
	return 1;
}

static void line_value(struct line *line, struct bytes value)
{
	bool quoted = !is_bare(value);

	if (quoted)
		line_text(line, "\"");
	if (line->cut)
		return;
	while (value.len && !line->cut) {
		size_t taken = line_char(line, value);

		value = bytes_of(value.data + taken, value.len - taken);
	}
	if (quoted)
		line->text[line->len++] = '"'; /* LINE_TAIL keeps its place */
}

static void line_field(struct line *line, const struct log_field *field)
{
	char number[24] = "";

	line_text(line, " ");
	line_text(line, field->key);
	line_text(line, "=");
	switch (field->kind) {
	case LOG_KIND_TEXT:
		line_value(line, field->text);
		return;
	case LOG_KIND_SIGNED:
		snprintf(number, sizeof number, "%" PRId64, field->i64);
		break;
	case LOG_KIND_UNSIGNED:
		snprintf(number, sizeof number, "%" PRIu64, field->u64);
		break;
	}
	line_text(line, number);
}

void log_event(enum log_level level, const char *event, const struct log_field *fields)
{
	const struct log_field head[] = {
		log_text("level", level_name(level)),
		log_text("service", log_state.service),
		log_text("event", event),
	};
	struct line line = {.len = 0};
	char at[INSTANT_TEXT_SIZE];

	if (level > log_state.level)
		return;
	if (log_state.journal)
		line.len = (size_t)snprintf(line.text, sizeof line.text, "<%d>", (int)level);
	instant_text(instant_now(), at);
	line_text(&line, "at=");
	line_text(&line, at);
	for (size_t i = 0; i < sizeof head / sizeof *head; i++)
		line_field(&line, &head[i]);
	for (; fields->key; fields++)
		line_field(&line, fields);
	if (line.cut) {
		memcpy(line.text + line.len, CUT, sizeof CUT - 1);
		line.len += sizeof CUT - 1;
	}
	line.text[line.len++] = '\n';
	if (write(STDERR_FILENO, line.text, line.len) < 0)
		return; /* nobody is left to tell */
}

/* JOURNAL_STREAM is "device:inode" of the stream the journal gave us; a child may have another one. */
static bool stderr_is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat st;

	if (!stream || sscanf(stream, "%llu:%llu", &device, &inode) != 2)
		return false;
	return fstat(STDERR_FILENO, &st) == 0 && st.st_dev == device && st.st_ino == inode;
}

void log_open(const char *service)
{
	log_state.service = service;
	log_state.journal = stderr_is_journal();
}

void log_set_level(enum log_level level)
{
	log_state.level = level;
}

struct log_field log_errno(int number)
{
	const char *name = strerrorname_np(number);

	return name ? log_text("errno", name) : log_i64("errno", number);
}
