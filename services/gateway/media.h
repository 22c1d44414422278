/* The types of files that are taken, and how a content shows that it is of its type. */
#ifndef PVD_GATEWAY_MEDIA_H
#define PVD_GATEWAY_MEDIA_H

#include <stdbool.h>
#include <stdint.h>

struct media;

/* NULL: files of that type are not taken. */
const struct media *media_find(const char *type);
/* Whether the name ends as names of this type do: what opens a file goes by its name. */
bool media_names(const struct media *media, const char *file_name);
/* "pdf": as names of this type end. */
const char *media_extension(const struct media *media);

/* Whether the content of the file is of this type, as far as its signature tells; text is without NUL. -1 and errno
 * where it cannot be read. */
int media_matches(const struct media *media, int fd, uint64_t size);

#endif
