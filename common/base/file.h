/* Files: read whole, written whole or not at all. A function that returns int returns -1 and sets errno on
 * failure. */
#ifndef PVD_BASE_FILE_H
#define PVD_BASE_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/bytes.h"

/* Appends the file's content to `ret`. EFBIG, and `ret` as it was, if the file has more than `max` bytes. */
int file_read(const char *path, size_t max, struct buf *ret);

/* Replaces the file, with the permissions `mode`: after a crash it holds the old content or the new one,
 * and once this returned 0, the new one. */
int file_write(const char *path, struct bytes content, mode_t mode);

/* As file_write, by way of `temporary`, in the same file system: what a crash leaves there is written over by the
 * next one. For one process at a time. */
int file_replace(const char *path, const char *temporary, struct bytes content, mode_t mode);

/* Makes sure that the name `path` lasts in the folder that holds it. */
int file_sync_name(const char *path);

/* Makes a folder and those above it that are missing, with the permissions `mode` less the umask; 0 also
 * where it exists. */
int file_make_folder(const char *path, mode_t mode);

/* The folder that the running program lies in. */
bool file_program_folder(char ret[PATH_MAX]);

/* Makes the file if need be and locks it for this process alone. Returns its descriptor, which holds the lock
 * until it is closed; EWOULDBLOCK if another one holds it. */
int file_lock(const char *path);

/* Whether the volume that holds `path` keeps, after `more` bytes, the room it must: 5 % of it or 64 MiB,
 * whichever is less. False also where that cannot be known. */
bool file_has_room(const char *path, uint64_t more);

/* Lets this process have so many files and sockets open at once; false where the system sets it a lower limit, which
 * is then reached for. */
bool file_allow_open(unsigned count);

#endif
