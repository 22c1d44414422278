/* A folder of static files with its manifest, as assets.py leaves it. */
#ifndef PVD_GATEWAY_TEST_ASSETS_FIXTURE_H
#define PVD_GATEWAY_TEST_ASSETS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/file.h"
#include "gateway/assets.h"

#define STYLE                                                                                                \
	"{\"path\":\"/static/style.1a.css\",\"name\":\"style.css\",\"file\":\"1a.css\",\"type\":\"text/"     \
	"css; "                                                                                              \
	"charset=utf-8\",\"immutable\":true,\"etag\":\"1a\",\"encodings\":[\"gzip\",\"br\"]}"
#define PAGE                                                                                                 \
	"{\"path\":\"/\",\"name\":\"index.html\",\"file\":\"2b.html\",\"type\":\"text/html; "                \
	"charset=utf-8\","                                                                                   \
	"\"immutable\":false,\"etag\":\"2b\",\"encodings\":[]}"
#define SECURITY                                                                                             \
	"{\"path\":\"/.well-known/security.txt\",\"name\":\".well-known/security.txt\",\"file\":\"3c.txt\"," \
	"\"type\":\"text/plain\",\"immutable\":false,\"etag\":\"3c\",\"encodings\":[]}"

#define MANIFEST(files, sections) "{\"files\":[" files "],\"sections\":[" sections "]}"

static char folder[] = "/tmp/pvd-assets-XXXXXX";
static struct assets *assets;
static char error[512];

static inline void path_in(const char *name, char out[256])
{
	snprintf(out, 256, "%s/%s", folder, name);
}

static inline void put(const char *name, const char *content)
{
	char path[256];

	path_in(name, path);
	assert_int_equal(file_write(path, bytes_text(content), 0644), 0);
}

static inline void drop(const char *name)
{
	char path[256];

	path_in(name, path);
	remove(path);
}

static inline int set_up(void **state)
{
	(void)state;
	memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
	if (!mkdtemp(folder))
		return -1;
	put("1a.css", "style");
	put("1a.css.gz", "gz");
	put("1a.css.br", "b");
	put("2b.html", "page");
	put("3c.txt", "security");
	put("manifest.json", MANIFEST(STYLE "," PAGE "," SECURITY, "\"territoires\",\"mentions-legales\""));
	return assets_load(&assets, folder, error, sizeof error) ? 0 : -1;
}

static inline int tear_down(void **state)
{
	static const char *const FILES[] = {"1a.css", "1a.css.gz",     "1a.css.br", "2b.html",
					    "3c.txt", "manifest.json", "link",      "folder"};

	(void)state;
	assets_free(assets);
	assets = NULL;
	for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
		drop(FILES[i]);
	return rmdir(folder);
}

static inline void assert_refused(const char *manifest, const char *words)
{
	struct assets *read = (struct assets *)error;

	put("manifest.json", manifest);
	error[0] = '\0';
	if (assets_load(&read, folder, error, sizeof error))
		fail_msg("accepted: %s", manifest);
	assert_ptr_equal(read, error); /* untouched */
	if (!strstr(error, words) || !strstr(error, folder))
		fail_msg("%s: %s", manifest, error);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
