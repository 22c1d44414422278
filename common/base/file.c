#define _GNU_SOURCE /* mkostemp */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { READ_STEP = 64 * 1024, ROOM_BYTES = 64 << 20 };

/* Closes without losing the error that led here. */
static int close_failed(int fd)
{
	int error = errno;

	close(fd);
	errno = error;
	return -1;
}

int file_read(const char *path, size_t max, struct buf *ret)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t before = ret->len;

	if (fd < 0)
		return -1;
	for (;;) {
		ssize_t got = read(fd, buf_reserve(ret, READ_STEP), READ_STEP);

		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			break;
		if (got > 0)
			ret->len += (size_t)got;
		if (got > 0 && ret->len - before <= max)
			continue;
		if (got > 0)
			errno = EFBIG;
		ret->len = before;
		return close_failed(fd);
	}
	close(fd);
	return 0;
}

static int write_all(int fd, struct bytes content)
{
	while (content.len) {
		ssize_t put = write(fd, content.data, content.len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		content = bytes_of(content.data + put, content.len - (size_t)put);
	}
	return 0;
}

/* A new name lasts only once the folder that holds it is on disk. */
int file_sync_name(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int fd;

	if (!slash)
		snprintf(folder, sizeof folder, ".");
	else if (slash == path)
		snprintf(folder, sizeof folder, "/");
	else
		snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	if (fsync(fd) < 0)
		return close_failed(fd);
	return close(fd);
}

static int write_synced(int fd, struct bytes content, mode_t mode)
{
	if (fchmod(fd, mode) < 0 || write_all(fd, content) < 0 || fsync(fd) < 0)
		return close_failed(fd);
	return close(fd);
}

/* Writes to `fd`, which is the file `temporary`, and gives it its name. */
static int write_as(const char *path, const char *temporary, int fd, struct bytes content, mode_t mode)
{
	int error;

	if (write_synced(fd, content, mode) < 0 || rename(temporary, path) < 0) {
		error = errno;
		unlink(temporary);
		errno = error;
		return -1;
	}
	return file_sync_name(path);
}

int file_write(const char *path, struct bytes content, mode_t mode)
{
	char temporary[PATH_MAX];
	int fd;

	if ((size_t)snprintf(temporary, sizeof temporary, "%s.XXXXXX", path) >= sizeof temporary) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = mkostemp(temporary, O_CLOEXEC);
	return fd < 0 ? -1 : write_as(path, temporary, fd, content, mode);
}

int file_replace(const char *path, const char *temporary, struct bytes content, mode_t mode)
{
	int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

	return fd < 0 ? -1 : write_as(path, temporary, fd, content, mode);
}

static int make_one(const char *path, mode_t mode)
{
	struct stat st;

	if (mkdir(path, mode) == 0)
		return 0;
	if (errno != EEXIST || stat(path, &st) < 0)
		return -1;
	if (S_ISDIR(st.st_mode))
		return 0;
	errno = ENOTDIR;
	return -1;
}

int file_make_folder(const char *path, mode_t mode)
{
	char part[PATH_MAX];

	if ((size_t)snprintf(part, sizeof part, "%s", path) >= sizeof part) {
		errno = ENAMETOOLONG;
		return -1;
	}
	for (char *slash = strchr(part + (part[0] == '/'), '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (make_one(part, mode) < 0)
			return -1;
		*slash = '/';
	}
	return make_one(part, mode);
}

int file_lock(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return close_failed(fd);
	return fd;
}

bool file_has_room(const char *path, uint64_t more)
{
	struct statvfs volume;
	uint64_t size, least;

	if (statvfs(path, &volume) != 0)
		return false;
	size = (uint64_t)volume.f_blocks * volume.f_frsize;
	least = size / 20 < ROOM_BYTES ? size / 20 : ROOM_BYTES;
	return (uint64_t)volume.f_bavail * volume.f_frsize >= least + more;
}

bool file_program_folder(char ret[PATH_MAX])
{
	ssize_t len = readlink("/proc/self/exe", ret, PATH_MAX - 1);
	char *slash;

	if (len <= 0)
		return false;
	ret[len] = '\0';
	slash = strrchr(ret, '/');
	if (!slash)
		return false;
	*slash = '\0';
	return true;
}

bool file_allow_open(unsigned count)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return false;
	if (limit.rlim_cur >= count)
		return true;
	limit.rlim_cur = limit.rlim_max < count ? limit.rlim_max : count;
	return setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur == count;
}
