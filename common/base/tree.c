#define _GNU_SOURCE /* O_DIRECTORY, O_NOFOLLOW */
#include "base/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* renameat */
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum { STEP = 1 << 20 };

/* What a crash leaves under this name is made anew by the next one. */
#define PART ".part"

/* Closes without losing the error that led here. */
static int closed(int fd, int ret)
{
	int error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
	return ret;
}

static int copy_bytes(int in, int out, mode_t mode)
{
	ssize_t copied;

	do
		copied = sendfile(out, in, NULL, STEP);
	while (copied > 0 || (copied < 0 && errno == EINTR));
	if (copied < 0 || fchmod(out, mode) != 0)
		return -1;
	return fsync(out);
}

static int copy_as_part(int from, int to, const char *name, mode_t mode)
{
	int in = openat(from, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	int out;

	if (in < 0)
		return -1;
	if (unlinkat(to, PART, 0) != 0 && errno != ENOENT)
		return closed(in, -1);
	out = openat(to, PART, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return closed(in, out < 0 ? -1 : closed(out, copy_bytes(in, out, mode)));
}

static int share_file(int from, int to, const char *name, mode_t mode)
{
	if (faccessat(to, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0 || linkat(from, name, to, name, 0) == 0)
		return 0;
	if (copy_as_part(from, to, name, mode) == 0)
		return renameat(to, PART, to, name);
	return -1;
}

static int share_folder(int from, int to, unsigned depth);

static int share_below(int from, int to, const char *name, unsigned depth)
{
	int below, into;

	if (depth == TREE_DEPTH_MAX)
		return 0;
	if (mkdirat(to, name, 0700) != 0 && errno != EEXIST)
		return -1;
	below = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (below < 0)
		return -1;
	into = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return into < 0 ? closed(below, -1) : closed(into, share_folder(below, into, depth + 1));
}

static int share_one(int from, int to, const char *name, unsigned depth)
{
	struct stat st;

	if (name[0] == '.')
		return 0;
	if (fstatat(from, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? 0 : -1; /* removed meanwhile */
	if (S_ISDIR(st.st_mode))
		return share_below(from, to, name, depth);
	return S_ISREG(st.st_mode) ? share_file(from, to, name, st.st_mode & 07777) : 0;
}

/* Takes over `from`. */
static int share_folder(int from, int to, unsigned depth)
{
	DIR *dir = fdopendir(from);
	const struct dirent *entry;
	int error = 0;

	if (!dir)
		return closed(from, -1);
	for (errno = 0; (entry = readdir(dir)) && !error; errno = 0)
		if (share_one(from, to, entry->d_name, depth) != 0)
			error = errno;
	if (!error)
		error = errno;
	if (!error && fsync(to) != 0)
		error = errno;
	closedir(dir);
	errno = error;
	return error ? -1 : 0;
}

int tree_share(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int out;

	if (in < 0)
		return errno == ENOENT ? 0 : -1;
	if (file_make_folder(to, 0700) != 0 || file_sync_name(to) != 0)
		return closed(in, -1);
	out = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return out < 0 ? closed(in, -1) : closed(out, share_folder(in, out, 0));
}
