/* Preloaded into a process, records all that it does to files named data.mdb: LMDB writes by pwrite and
 * writev, flushes by fdatasync, and writes its meta page through a second descriptor, opened O_DSYNC. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "record.h"

enum { FDS = 256 };

static enum { FD_OTHER, FD_BUFFERED, FD_THROUGH } fds[FDS];
static int log_fd = -1;

static void *next(const char *name)
{
	void *function = dlsym(RTLD_NEXT, name);

	if (!function)
		abort();
	return function;
}

static bool watched(int fd)
{
	return fd >= 0 && fd < FDS && fds[fd] != FD_OTHER;
}

static void put(const void *data, size_t size)
{
	if (write(log_fd, data, size) != (ssize_t)size)
		abort();
}

static void put_record(enum record_kind kind, uint64_t offset, const void *data, size_t size)
{
	struct record record = {.kind = (uint8_t)kind, .offset = offset, .size = (uint32_t)size};

	put(&record, sizeof record);
	put(data, size);
}

static void put_write(int fd, off_t offset, const void *data, ssize_t size)
{
	enum record_kind kind = fds[fd] == FD_THROUGH ? RECORD_WRITE_THROUGH : RECORD_WRITE;

	if (size > 0)
		put_record(kind, (uint64_t)offset, data, (size_t)size);
}

static void put_content(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *content = malloc((size_t)size + 1);

	if (!content || pread(fd, content, (size_t)size, 0) != size || lseek(fd, 0, SEEK_SET) != 0)
		abort();
	put_record(RECORD_INITIAL, 0, content, (size_t)size);
	free(content);
}

static void watch(int fd, int flags)
{
	const char *path = getenv(RECORD_VARIABLE);
	int (*next_open)(const char *, int, ...) = next("open");

	if (fd >= FDS || !path)
		abort();
	fds[fd] = flags & O_DSYNC ? FD_THROUGH : FD_BUFFERED;
	if (log_fd >= 0)
		return;
	log_fd = next_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (log_fd < 0)
		abort();
	put_content(fd);
}

int open(const char *path, int flags, ...)
{
	int (*next_open)(const char *, int, ...) = next("open");
	size_t len = strlen(path), name_len = strlen("/data.mdb");
	mode_t mode = 0;
	va_list args;
	int fd;

	if (flags & O_CREAT) {
		va_start(args, flags);
		mode = va_arg(args, mode_t);
		va_end(args);
	}
	fd = next_open(path, flags, mode);
	if (fd >= 0 && (flags & O_ACCMODE) != O_RDONLY && len >= name_len &&
	    strcmp(path + len - name_len, "/data.mdb") == 0)
		watch(fd, flags);
	return fd;
}

int close(int fd)
{
	int (*next_close)(int) = next("close");

	if (watched(fd))
		fds[fd] = FD_OTHER;
	return next_close(fd);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
	ssize_t (*next_pwrite)(int, const void *, size_t, off_t) = next("pwrite");
	ssize_t written = next_pwrite(fd, data, size, offset);

	if (watched(fd))
		put_write(fd, offset, data, written);
	return written;
}

/* Each part is a record of its own: one call may be torn anywhere. */
ssize_t writev(int fd, const struct iovec *parts, int count)
{
	ssize_t (*next_writev)(int, const struct iovec *, int) = next("writev");
	off_t offset = watched(fd) ? lseek(fd, 0, SEEK_CUR) : 0;
	ssize_t written = next_writev(fd, parts, count);

	for (ssize_t left = written; watched(fd) && left > 0; parts++) {
		ssize_t size = left < (ssize_t)parts->iov_len ? left : (ssize_t)parts->iov_len;

		put_write(fd, offset, parts->iov_base, size);
		offset += size;
		left -= size;
	}
	return written;
}

static int flush(int fd, const char *name)
{
	int (*next_flush)(int) = next(name);
	int result = next_flush(fd);

	if (watched(fd) && result == 0)
		put_record(RECORD_FLUSH, 0, NULL, 0);
	return result;
}

int fdatasync(int fd)
{
	return flush(fd, "fdatasync");
}

int fsync(int fd)
{
	return flush(fd, "fsync");
}

/* LMDB does not, without MDB_WRITEMAP; the crash states would be wrong if it did. */
int ftruncate(int fd, off_t size)
{
	int (*next_ftruncate)(int, off_t) = next("ftruncate");

	if (watched(fd))
		abort();
	return next_ftruncate(fd, size);
}
