#define _GNU_SOURCE
#include "disk.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/require.h"

enum { FDS = 1024, SECTOR = 512 };

/* One write, with what it replaced. */
struct piece {
	off_t offset;
	size_t len;
	uint8_t *old, *new;
};

struct pieces {
	struct piece *list;
	unsigned count, size;
};

struct disk {
	struct disk *next;
	char path[80];
	int fd; /* of ours, to read what a write replaces; -1: not opened yet */
	bool dead;
	struct pieces unflushed; /* written by the living since the last flush */
	struct pieces after;     /* written by the dead */
	unsigned fail_after, fail_count;
	int fail_error;
	bool has_refused;
	void (*before)(void *ctx, const char *what);
	void *ctx;
};

static struct disk *disks;
static struct disk *watched[FDS];
static bool through[FDS]; /* O_DSYNC: on the disk once it has returned */
static bool is_full, is_told_full;

static void *real(const char *name)
{
	void *function = dlsym(RTLD_NEXT, name);

	require(function);
	return function;
}

#define REAL(type, name, ...)                                                                                \
	static type (*real_##name)(__VA_ARGS__);                                                             \
	if (!real_##name)                                                                                    \
	real_##name = (type(*)(__VA_ARGS__))real(#name)

static ssize_t really_pwrite(int fd, const void *data, size_t size, off_t offset)
{
	REAL(ssize_t, pwrite, int, const void *, size_t, off_t);

	return real_pwrite(fd, data, size, offset);
}

struct disk *disk_new(const char *dir)
{
	struct disk *disk = xcalloc(1, sizeof *disk);

	snprintf(disk->path, sizeof disk->path, "%s/data.mdb", dir);
	disk->fd = -1;
	disk->next = disks;
	disks = disk;
	return disk;
}

void disk_watch(struct disk *disk, void (*before)(void *ctx, const char *what), void *ctx)
{
	disk->before = before;
	disk->ctx = ctx;
}

static void pieces_clear(struct pieces *pieces)
{
	for (unsigned i = 0; i < pieces->count; i++) {
		free(pieces->list[i].old);
		free(pieces->list[i].new);
	}
	pieces->count = 0;
}

/* Notes what a write is about to replace. */
static void pieces_add(struct pieces *pieces, const struct disk *disk, const void *data, size_t len,
		       off_t offset)
{
	struct piece piece = {.offset = offset, .len = len, .old = xcalloc(1, len), .new = xmalloc(len)};

	if (pread(disk->fd, piece.old, len, offset) < 0)
		require(!"the file of a store can be read");
	memcpy(piece.new, data, len);
	if (pieces->count == pieces->size) {
		pieces->size = pieces->size ? 2 * pieces->size : 64;
		pieces->list = xrealloc(pieces->list, pieces->size * sizeof *pieces->list);
	}
	pieces->list[pieces->count++] = piece;
}

static void pieces_undo(const struct pieces *pieces, int fd)
{
	for (unsigned i = pieces->count; i-- > 0;)
		if (really_pwrite(fd, pieces->list[i].old, pieces->list[i].len, pieces->list[i].offset) < 0)
			require(!"the file of a store can be put back");
}

/* Any sectors, in any order, as a disk may have written them. */
static void pieces_tear(const struct pieces *pieces, int fd, struct chance *chance)
{
	unsigned from = pieces->count ? chance_below(chance, pieces->count) : 0;

	for (unsigned i = 0; i < pieces->count; i++) {
		const struct piece *piece = &pieces->list[(from + i) % pieces->count];

		for (size_t at = 0; at < piece->len; at += SECTOR) {
			size_t len = piece->len - at < SECTOR ? piece->len - at : SECTOR;

			if (chance_percent(chance, 50) &&
			    really_pwrite(fd, piece->new + at, len, piece->offset + (off_t)at) < 0)
				require(!"the file of a store can be torn");
		}
	}
}

void disk_die(struct disk *disk)
{
	disk->dead = true;
}

void disk_settle(struct disk *disk, bool power_lost, struct chance *chance)
{
	pieces_undo(&disk->after, disk->fd);
	if (power_lost) {
		pieces_undo(&disk->unflushed, disk->fd);
		pieces_tear(&disk->unflushed, disk->fd, chance);
		pieces_clear(&disk->unflushed);
	}
	pieces_clear(&disk->after);
	disk->dead = false;
}

void disk_fail(struct disk *disk, unsigned after, unsigned count, int error)
{
	disk->fail_after = after;
	disk->fail_count = count;
	disk->fail_error = error;
}

void disk_fill(bool told, bool full)
{
	is_told_full = told;
	is_full = full;
}

void disk_heal(struct disk *disk)
{
	disk->fail_count = 0;
}

bool disk_has_refused(struct disk *disk)
{
	bool has = disk->has_refused;

	disk->has_refused = false;
	return has;
}

/* ---- What liblmdb calls */

static struct disk *disk_at(int fd)
{
	return fd >= 0 && fd < FDS ? watched[fd] : NULL;
}

static void effect(struct disk *disk, const char *what)
{
	if (disk->before)
		disk->before(disk->ctx, what);
}

/* True, with errno, where the disk refuses. */
static bool fails(struct disk *disk)
{
	if (disk->fail_count == 0)
		return false;
	if (disk->fail_after) {
		disk->fail_after--;
		return false;
	}
	disk->fail_count--;
	disk->has_refused = true;
	errno = disk->fail_error;
	return true;
}

static bool has_no_room(struct disk *disk, int fd, size_t size, off_t offset)
{
	struct stat at;

	if (!is_full || fstat(fd, &at) != 0 || offset + (off_t)size <= at.st_size)
		return false;
	disk->has_refused = true;
	errno = ENOSPC;
	return true;
}

static ssize_t put(int fd, struct disk *disk, const void *data, size_t size, off_t offset)
{
	effect(disk, through[fd] ? "meta" : "write");
	if (fails(disk) || has_no_room(disk, fd, size, offset))
		return -1;
	if (disk->dead)
		pieces_add(&disk->after, disk, data, size, offset);
	else if (!through[fd])
		pieces_add(&disk->unflushed, disk, data, size, offset);
	return really_pwrite(fd, data, size, offset);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
	struct disk *disk = disk_at(fd);

	return disk ? put(fd, disk, data, size, offset) : really_pwrite(fd, data, size, offset);
}

/* Part by part: a death may come between two of them. */
ssize_t writev(int fd, const struct iovec *parts, int count)
{
	REAL(ssize_t, writev, int, const struct iovec *, int);
	struct disk *disk = disk_at(fd);
	ssize_t written = 0;
	off_t offset;

	if (!disk)
		return real_writev(fd, parts, count);
	offset = lseek(fd, 0, SEEK_CUR);
	for (int i = 0; i < count; i++) {
		ssize_t done = put(fd, disk, parts[i].iov_base, parts[i].iov_len, offset + written);

		if (done < 0)
			break;
		written += done;
	}
	lseek(fd, offset + written, SEEK_SET);
	return written ? written : -1;
}

static int flush(int fd, int (*flush_file)(int))
{
	struct disk *disk = disk_at(fd);

	if (!disk)
		return flush_file(fd);
	effect(disk, "flush");
	if (fails(disk))
		return -1;
	if (!disk->dead)
		pieces_clear(&disk->unflushed);
	return 0;
}

int fdatasync(int fd)
{
	REAL(int, fdatasync, int);

	return flush(fd, real_fdatasync);
}

int fsync(int fd)
{
	REAL(int, fsync, int);

	return flush(fd, real_fsync);
}

int open(const char *path, int flags, ...)
{
	REAL(int, open, const char *, int, ...);
	mode_t mode = 0;
	va_list args;
	int fd;

	if (flags & O_CREAT) {
		va_start(args, flags);
		mode = va_arg(args, mode_t);
		va_end(args);
	}
	fd = real_open(path, flags, mode);
	if (fd < 0 || fd >= FDS || (flags & O_ACCMODE) == O_RDONLY)
		return fd;
	for (struct disk *disk = disks; disk; disk = disk->next) {
		if (strcmp(path, disk->path) != 0)
			continue;
		watched[fd] = disk;
		through[fd] = flags & O_DSYNC;
		if (disk->fd < 0)
			disk->fd = real_open(path, O_RDWR | O_CLOEXEC);
	}
	return fd;
}

int close(int fd)
{
	REAL(int, close, int);

	if (fd >= 0 && fd < FDS)
		watched[fd] = NULL;
	return real_close(fd);
}

int statvfs(const char *path, struct statvfs *ret)
{
	*ret = (struct statvfs){
		.f_frsize = 4096, .f_blocks = 1 << 24, .f_bavail = is_told_full ? 1 : 1 << 23};
	(void)path;
	for (struct disk *disk = disks; disk && is_told_full; disk = disk->next)
		disk->has_refused = true;
	return 0;
}
