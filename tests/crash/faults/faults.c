/* Preloaded into an instance's processes, fails one call of one of them, once, as a disk or a memory that fails does.
 * The folder named by FAULTS holds a plan for each process, a file of its name: `CALL N ERRNO`, the N-th CALL since
 * the process started fails with ERRNO; of ERRNO 0, half of it is written. Who carries a plan out removes it, so that
 * the process that is started in its place runs without. Two plans stay: `unflushed 0 0`, nothing is ever flushed, and
 * `roomy 0 0`, every disk says that it is empty. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static struct {
	char path[PATH_MAX];
	char call[32];
	unsigned long n;
	int error;
	bool unflushed, roomy;
	unsigned long count; /* of such calls so far; atomic */
} plan;

static void __attribute__((constructor)) read_plan(void)
{
	const char *folder = getenv("FAULTS");
	char text[64];
	ssize_t len;
	int fd;

	if (!folder)
		return;
	snprintf(plan.path, sizeof plan.path, "%s/%s", folder, program_invocation_short_name);
	fd = (int)syscall(SYS_openat, AT_FDCWD, plan.path, O_RDONLY, 0);
	if (fd < 0)
		return;
	len = syscall(SYS_read, fd, text, sizeof text - 1);
	close(fd);
	text[len > 0 ? len : 0] = '\0';
	if (sscanf(text, "%31s %lu %d", plan.call, &plan.n, &plan.error) != 3)
		abort();
	plan.unflushed = strcmp(plan.call, "unflushed") == 0;
	plan.roomy = strcmp(plan.call, "roomy") == 0;
}

/* Whether this call is the one. */
static bool fails(const char *call)
{
	if (!plan.n || strcmp(call, plan.call) != 0)
		return false;
	if (__atomic_add_fetch(&plan.count, 1, __ATOMIC_RELAXED) != plan.n ||
	    syscall(SYS_unlink, plan.path) != 0)
		return false;
	errno = plan.error;
	return true;
}

/* Of files alone: between threads of a process, a pipe or an event does not fail. */
static bool fails_on(const char *call, int fd)
{
	struct stat st;

	return plan.n && strcmp(call, plan.call) == 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	       fails(call);
}

/* What remains of a write that fails: its first half, or nothing. */
static ssize_t torn(size_t size)
{
	return plan.error ? -1 : (ssize_t)(size / 2);
}

/* ---- Files */

int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list args;

	if (flags & O_CREAT) {
		va_start(args, flags);
		mode = va_arg(args, mode_t);
		va_end(args);
	}
	if (plan.unflushed)
		flags &= ~(O_SYNC | O_DSYNC);
	return fails("open") ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

ssize_t read(int fd, void *data, size_t size)
{
	return fails_on("read", fd) ? -1 : syscall(SYS_read, fd, data, size);
}

ssize_t pread(int fd, void *data, size_t size, off_t offset)
{
	return fails("pread") ? -1 : syscall(SYS_pread64, fd, data, size, offset);
}

ssize_t write(int fd, const void *data, size_t size)
{
	if (fails_on("write", fd) && (size = (size_t)torn(size)) == (size_t)-1)
		return -1;
	return syscall(SYS_write, fd, data, size);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
	if (fails("pwrite") && (size = (size_t)torn(size)) == (size_t)-1)
		return -1;
	return syscall(SYS_pwrite64, fd, data, size, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
	if (!fails_on("writev", fd))
		return syscall(SYS_writev, fd, parts, count);
	return plan.error ? -1 : syscall(SYS_write, fd, parts->iov_base, parts->iov_len / 2);
}

int fsync(int fd)
{
	return plan.unflushed ? 0 : fails("fsync") ? -1 : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
	return plan.unflushed ? 0 : fails("fdatasync") ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int ftruncate(int fd, off_t size)
{
	return fails("ftruncate") ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}

int rename(const char *from, const char *to)
{
	return fails("rename") ? -1 : (int)syscall(SYS_rename, from, to);
}

int mkdir(const char *path, mode_t mode)
{
	return fails("mkdir") ? -1 : (int)syscall(SYS_mkdir, path, mode);
}

/* What is asked of it here. */
int statvfs(const char *path, struct statvfs *ret)
{
	struct statfs volume;

	if (syscall(SYS_statfs, path, &volume) != 0)
		return -1;
	*ret = (struct statvfs){.f_frsize = (unsigned long)volume.f_frsize,
				.f_blocks = volume.f_blocks,
				.f_bavail = plan.roomy ? volume.f_blocks : volume.f_bavail};
	return 0;
}

/* ---- Memory */

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
	return fails("mmap") ? MAP_FAILED
			     : (void *)syscall(SYS_mmap, at, size, protection, flags, fd, offset);
}

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size)
{
	return fails("malloc") ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails("calloc") ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	return fails("realloc") ? NULL : __libc_realloc(memory, size);
}

int posix_memalign(void **ret, size_t alignment, size_t size)
{
	if (fails("posix_memalign") || !(*ret = __libc_memalign(alignment, size)))
		return ENOMEM;
	return 0;
}
