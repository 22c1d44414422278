/* What the disk does without us: blocks of 4 KiB, each on stable storage before the next.
 *
 *	disk append|overwrite FILE SECONDS      makes FILE, and removes it
 *
 * Prints one JSON object: per_s, median_us, p99_us. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

enum { BLOCK = 4096, OVERWRITTEN_BLOCKS = 1024 };

static const uint8_t block[BLOCK];

static void put(int fd, off_t at)
{
	if (pwrite(fd, block, BLOCK, at) != BLOCK || fdatasync(fd) != 0)
		bench_die("cannot write: %s", strerror(errno));
}

static int make_file(const char *path, bool overwrite)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		bench_die("%s: %s", path, strerror(errno));
	for (int i = 0; overwrite && i < OVERWRITTEN_BLOCKS; i++)
		if (pwrite(fd, block, BLOCK, (off_t)i * BLOCK) != BLOCK)
			bench_die("cannot write: %s", strerror(errno));
	if (fsync(fd) != 0)
		bench_die("cannot flush: %s", strerror(errno));
	return fd;
}

int main(int argc, char **argv)
{
	bool overwrite = argc > 1 && strcmp(argv[1], "overwrite") == 0;
	struct samples samples = {0};
	struct monotonic start, before, now;
	off_t blocks = 0;
	int64_t limit_us;
	int fd;

	if (argc != 4 || (!overwrite && strcmp(argv[1], "append") != 0))
		bench_die("append|overwrite FILE SECONDS");
	limit_us = bench_number(argv[3], 60) * 1000000LL;
	fd = make_file(argv[2], overwrite);
	for (start = now = monotonic_now(); now.us - start.us < limit_us; blocks++) {
		before = now;
		put(fd, (overwrite ? blocks % OVERWRITTEN_BLOCKS : blocks) * BLOCK);
		now = monotonic_now();
		samples_add(&samples, now.us - before.us);
	}
	printf("{\"per_s\": %.0f, \"median_us\": %u, \"p99_us\": %u}\n",
	       (double)samples.count * 1e6 / (double)(now.us - start.us), samples_percentile(&samples, 50),
	       samples_percentile(&samples, 99));
	samples_free(&samples);
	close(fd);
	unlink(argv[2]);
	return 0;
}
