#include "cli/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "json/json.h"

int output_message(const struct cli *cli, const ProtobufCMessage *message, enum cli_exit exit)
{
	struct buf text = {0};

	if (!json_from_message(message, JSON_DEFAULTS | (cli->json ? 0 : JSON_PRETTY), &text)) {
		buf_free(&text);
		return cli_fail(cli, CLI_REFUSED, "RESPONSE_MALFORMED", "la réponse ne s'écrit pas en JSON");
	}
	output_line(&text);
	buf_free(&text);
	return exit;
}

void output_line(const struct buf *text)
{
	fwrite(text->data, 1, text->len, stdout);
	putchar('\n');
	fflush(stdout);
}

int output_json(json_t *value, enum cli_exit exit)
{
	char *text = json_dumps(value, JSON_COMPACT);

	puts(text ? text : "");
	fflush(stdout);
	free(text);
	json_decref(value);
	return exit;
}

void output_size(uint64_t bytes, char ret[OUTPUT_SIZE_MAX])
{
	static const char *const units[] = {"Kio", "Mio", "Gio", "Tio"};
	unsigned unit = 0;
	uint64_t tenths;

	if (bytes < 1024) {
		snprintf(ret, OUTPUT_SIZE_MAX, "%u o", (unsigned)bytes);
		return;
	}
	for (tenths = bytes / 102; tenths >= 10240 && unit < 3; tenths /= 1024)
		unit++;
	snprintf(ret, OUTPUT_SIZE_MAX, "%u,%u %s", (unsigned)(tenths / 10), (unsigned)(tenths % 10),
		 units[unit]);
}

#define NARROW_SPACE "\u202f"

const char *output_count(uint64_t count, char ret[OUTPUT_COUNT_MAX])
{
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)count);
	char *out = ret;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0) {
			memcpy(out, NARROW_SPACE, sizeof NARROW_SPACE - 1);
			out += sizeof NARROW_SPACE - 1;
		}
		*out++ = digits[i];
	}
	*out = '\0';
	return ret;
}

unsigned output_width(unsigned otherwise)
{
	const char *columns = getenv("COLUMNS");
	long width = columns ? strtol(columns, NULL, 10) : 0;
	struct winsize size;

	if (width > 0 && width < 10000)
		return (unsigned)width;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return otherwise;
}

void output_alarm(const char *text)
{
	const char *plain = getenv("NO_COLOR");
	bool is_red = isatty(STDOUT_FILENO) && !(plain && *plain);

	printf("%s%s%s\n", is_red ? "\033[1;31m" : "", text, is_red ? "\033[0m" : "");
}

enum { BAR_WIDTH = 30 };

void progress_show(const struct cli *cli, const char *what, unsigned done, unsigned total)
{
	unsigned filled = total ? (unsigned)((uint64_t)done * BAR_WIDTH / total) : BAR_WIDTH;

	if (!cli_progress(cli))
		return;
	fprintf(stderr, "\r\033[K%s [", what);
	for (unsigned i = 0; i < BAR_WIDTH; i++)
		fputs(i < filled ? "█" : "·", stderr);
	fprintf(stderr, "] %u/%u", done, total);
	fflush(stderr);
}

void progress_end(const struct cli *cli)
{
	if (cli_progress(cli))
		fputs("\r\033[K", stderr);
}
