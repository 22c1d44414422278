#define _GNU_SOURCE /* memmem */
#include "gateway/media.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/bytes.h"

enum { STEP = 64 * 1024 };

#define OFFICE "application/vnd.openxmlformats-officedocument."
#define OASIS  "application/vnd.oasis.opendocument."

struct media {
	const char *type;
	const char *extension, *other_extension; /* the latter may be NULL */
	const char *start;                       /* the content begins with it; NULL: it is text */
	const char *mark;                        /* at `mark_at`; where that is 0, in its last STEP bytes */
	uint16_t mark_at;
};

/* A file of OpenDocument begins with an entry "mimetype", not compressed, that holds its type (OpenDocument 1.2
 * part 3, 3.3). One of Office Open XML is known by a folder of the ZIP's directory, which ends the file. */
#define ZIP         "PK\003\004"
#define OASIS_AT    30
#define OASIS_(sub) "mimetype" OASIS sub

static const struct media TAKEN[] = {
	{"application/pdf", "pdf", NULL, "%PDF-", NULL, 0},
	{OASIS "text", "odt", NULL, ZIP, OASIS_("text"), OASIS_AT},
	{OASIS "spreadsheet", "ods", NULL, ZIP, OASIS_("spreadsheet"), OASIS_AT},
	{OASIS "presentation", "odp", NULL, ZIP, OASIS_("presentation"), OASIS_AT},
	{OFFICE "wordprocessingml.document", "docx", NULL, ZIP, "word/", 0},
	{OFFICE "spreadsheetml.sheet", "xlsx", NULL, ZIP, "xl/", 0},
	{OFFICE "presentationml.presentation", "pptx", NULL, ZIP, "ppt/", 0},
	{"image/png", "png", NULL, "\x89PNG\r\n\x1a\n", NULL, 0},
	{"image/jpeg", "jpg", "jpeg", "\xff\xd8\xff", NULL, 0},
	{"text/csv", "csv", NULL, NULL, NULL, 0},
	{"text/plain", "txt", NULL, NULL, NULL, 0},
};

const struct media *media_find(const char *type)
{
	for (size_t i = 0; i < sizeof TAKEN / sizeof *TAKEN; i++)
		if (strcmp(TAKEN[i].type, type) == 0)
			return &TAKEN[i];
	return NULL;
}

bool media_names(const struct media *media, const char *file_name)
{
	const char *dot = strrchr(file_name, '.');

	if (!dot || dot == file_name)
		return false;
	return strcasecmp(dot + 1, media->extension) == 0 ||
	       (media->other_extension && strcasecmp(dot + 1, media->other_extension) == 0);
}

const char *media_extension(const struct media *media)
{
	return media->extension;
}

/* Less than asked for where the file ends; .data is NULL where it cannot be read. */
static struct bytes read_at(int fd, uint64_t offset, uint8_t buffer[STEP])
{
	size_t len = 0;
	ssize_t got;

	do {
		got = pread(fd, buffer + len, STEP - len, (off_t)(offset + len));
		if (got > 0)
			len += (size_t)got;
	} while ((got > 0 && len < STEP) || (got < 0 && errno == EINTR));
	return bytes_of(got < 0 ? NULL : buffer, len);
}

static int text_matches(int fd, uint64_t size)
{
	uint8_t buffer[STEP];

	for (uint64_t at = 0; at < size; at += STEP) {
		struct bytes part = read_at(fd, at, buffer);

		if (!part.data)
			return -1;
		if (memchr(part.data, '\0', part.len))
			return 0;
	}
	return 1;
}

static bool has_at(struct bytes content, size_t at, const char *mark)
{
	size_t len = strlen(mark);

	return at + len <= content.len && memcmp(content.data + at, mark, len) == 0;
}

int media_matches(const struct media *media, int fd, uint64_t size)
{
	uint8_t buffer[STEP];
	struct bytes part;

	if (!media->start)
		return text_matches(fd, size);
	part = read_at(fd, 0, buffer);
	if (!part.data)
		return -1;
	if (!has_at(part, 0, media->start))
		return 0;
	if (!media->mark || media->mark_at)
		return !media->mark || has_at(part, media->mark_at, media->mark);
	part = read_at(fd, size > STEP ? size - STEP : 0, buffer);
	if (!part.data)
		return -1;
	return memmem(part.data, part.len, media->mark, strlen(media->mark)) != NULL;
}
