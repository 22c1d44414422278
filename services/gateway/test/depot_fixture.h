/* A depot in a folder of its own, which is the working directory. */
#ifndef PVD_GATEWAY_TEST_DEPOT_FIXTURE_H
#define PVD_GATEWAY_TEST_DEPOT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "gateway/depot.h"

#define ID_1 "01ARZ3NDEKTSV4RRFFQ69G5FAV"
#define ID_2 "01ARZ3NDEKTSV4RRFFQ69G5FAW"
#define TEXT "Une délibération du conseil municipal."

static struct depot *depot;
static struct arena *arena;
static struct refusal refusal;
static struct depot_progress progress;
static char folder[64];

static void depot_again(void)
{
	char error[300] = "";

	if (depot)
		depot_close(depot);
	depot = depot_open(error, sizeof error);
	if (!depot)
		fail_msg("%s", error);
}

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/pvd-depot-XXXXXX");
	if (!mkdtemp(folder) || chdir(folder) != 0)
		return -1;
	arena = arena_new(1 << 20);
	depot = NULL;
	depot_again();
	return 0;
}

static int tear_down(void **state)
{
	const char *const argv[] = {"rm", "-rf", folder, NULL};
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		execv("/bin/rm", (char *const *)argv);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
	depot_close(depot);
	arena_free(arena);
	return chdir("/");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* A text of `size` bytes, left by "anne"; a test then spoils one thing. */
static inline Gateway__Document text_of(uint64_t size)
{
	Gateway__Document declared = GATEWAY__DOCUMENT__INIT;

	declared.owner_id = "anne";
	declared.file_name = "acte.txt";
	declared.media_type = "text/plain";
	declared.size_bytes = size;
	return declared;
}

static inline bool begin(const char *id, const Gateway__Document *declared)
{
	refusal = (struct refusal){0};
	return depot_begin(depot, id, declared, &refusal);
}

static inline bool put(const char *id, uint64_t offset, struct bytes part)
{
	refusal = (struct refusal){0};
	return depot_put(depot, id, "anne", offset, part, &progress, &refusal);
}

/* All three steps. */
static inline bool finish(const char *id)
{
	struct depot_sealing sealing;

	refusal = (struct refusal){0};
	if (!depot_seal_begin(depot, id, "anne", &sealing, &refusal))
		return false;
	depot_seal(&sealing);
	depot_seal_end(depot, &sealing);
	refusal = sealing.refusal;
	return !refused(&refusal);
}

static inline void leave(const char *id, const char *text)
{
	Gateway__Document declared = text_of(strlen(text));

	assert_true(begin(id, &declared));
	assert_true(put(id, 0, bytes_text(text)));
}

static inline const char *digest_of(const char *text)
{
	static char hex[HASH_HEX_SIZE];
	struct hash hash = hash_of(bytes_text(text), (struct bytes){0}, (struct bytes){0});

	hash_hex(&hash, hex);
	return hex;
}

static inline void assert_document(const char *text)
{
	char content[256];
	uint64_t size;
	int fd = depot_read(digest_of(text), &size);

	assert_true(fd >= 0);
	assert_int_equal(size, strlen(text));
	assert_int_equal(read(fd, content, sizeof content), (long)size);
	assert_memory_equal(content, text, size);
	close(fd);
}

#define assert_reason(what, reason_)                                                                         \
	do {                                                                                                 \
		assert_false(what);                                                                          \
		assert_string_equal(refusal.reason, reason_);                                                \
	} while (0)

#endif
