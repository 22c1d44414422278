#include "assets_fixture.h"

#include <errno.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>

extern char **environ;

/* The style's row with `from` replaced. */
static void assert_row_refused(const char *from, const char *to, const char *words)
{
	static const char ROW[] = MANIFEST(PAGE "," STYLE, "");
	char manifest[2048];
	const char *at = strstr(ROW, from);

	assert_non_null(at);
	snprintf(manifest, sizeof manifest, "%.*s%s%s", (int)(at - ROW), ROW, to, at + strlen(from));
	assert_refused(manifest, words);
}

static void what_the_manifest_lists_is_found(void **state)
{
	const struct asset *asset = asset_find(assets, "/static/style.1a.css");

	(void)state;
	assert_non_null(asset);
	assert_string_equal(asset_type(asset), "text/css; charset=utf-8");
	assert_true(asset_is_immutable(asset));
	asset = asset_find(assets, "/");
	assert_non_null(asset);
	assert_string_equal(asset_type(asset), "text/html; charset=utf-8");
	assert_false(asset_is_immutable(asset));
	assert_non_null(asset_find(assets, "/.well-known/security.txt"));
	assert_string_equal(assets_url(assets, "style.css"), "/static/style.1a.css");
	assert_string_equal(assets_url(assets, "index.html"), "/");
	assert_null(assets_url(assets, "1a.css"));
}

static void nothing_else_is_found(void **state)
{
	static const char *const PATHS[] = {
		"",
		"static/style.1a.css",
		"/static/style.1a.css/",
		"/static//style.1a.css",
		"/static/../static/style.1a.css",
		"/static/./style.1a.css",
		"//static/style.1a.css",
		"/../1a.css",
		"/1a.css",
		"/static/1a.css.gz",
		"/static/style.1a.css.gz",
		"/manifest.json",
		"/static/",
		"/static",
		"/index.html",
		"/STATIC/style.1a.css",
		"/static/style.1a.css?x",
		"/static%2fstyle.1a.css",
		"/etc/passwd",
		"/../../../../etc/passwd",
	};

	(void)state;
	for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++)
		if (asset_find(assets, PATHS[i]))
			fail_msg("%s", PATHS[i]);
}

static void assert_content(const char *path, enum coding coding, const char *content)
{
	char read_bytes[64];
	uint64_t size = 0;
	int fd = asset_open(assets, asset_find(assets, path), coding, &size);

	assert_true(fd >= 0);
	assert_int_equal(size, strlen(content));
	assert_int_equal(read(fd, read_bytes, sizeof read_bytes), size);
	assert_memory_equal(read_bytes, content, size);
	close(fd);
}

static void each_coding_has_its_bytes_and_its_tag(void **state)
{
	const struct asset *style = asset_find(assets, "/static/style.1a.css");
	char etag[ASSET_ETAG_SIZE];

	(void)state;
	assert_content("/static/style.1a.css", CODING_IDENTITY, "style");
	assert_content("/static/style.1a.css", CODING_GZIP, "gz");
	assert_content("/static/style.1a.css", CODING_BR, "b");
	assert_int_equal(asset_coding(style, "gzip, br"), CODING_BR);
	assert_int_equal(asset_coding(style, "gzip, br;q=0"), CODING_GZIP);
	assert_int_equal(asset_coding(style, NULL), CODING_IDENTITY);
	assert_int_equal(asset_coding(asset_find(assets, "/"), "gzip, br"), CODING_IDENTITY);
	asset_etag(style, CODING_IDENTITY, etag);
	assert_string_equal(etag, "\"1a\"");
	asset_etag(style, CODING_GZIP, etag);
	assert_string_equal(etag, "\"1a-gzip\"");
	asset_etag(style, CODING_BR, etag);
	assert_string_equal(etag, "\"1a-br\"");
}

static void what_the_client_holds(void **state)
{
	const struct asset *style = asset_find(assets, "/static/style.1a.css");

	(void)state;
	assert_false(asset_is_held(style, CODING_GZIP, NULL));
	assert_false(asset_is_held(style, CODING_GZIP, ""));
	assert_true(asset_is_held(style, CODING_GZIP, "*"));
	assert_true(asset_is_held(style, CODING_GZIP, "\"1a-gzip\""));
	assert_true(asset_is_held(style, CODING_GZIP, "W/\"1a-gzip\""));
	assert_true(asset_is_held(style, CODING_GZIP, "\"x\", \"1a-gzip\" , \"y\""));
	assert_false(asset_is_held(style, CODING_GZIP, "\"1a\""));
	assert_false(asset_is_held(style, CODING_IDENTITY, "\"1a-gzip\""));
	assert_false(asset_is_held(style, CODING_GZIP, "1a-gzip"));
	assert_false(asset_is_held(style, CODING_GZIP, "\"01a-gzip\""));
	assert_false(asset_is_held(style, CODING_GZIP, "\"*\""));
}

static void a_file_that_leads_elsewhere_is_not_opened(void **state)
{
	uint64_t size;
	char path[256];

	(void)state;
	drop("1a.css");
	assert_int_equal(
		asset_open(assets, asset_find(assets, "/static/style.1a.css"), CODING_IDENTITY, &size), -1);
	assert_int_equal(errno, ENOENT);
	path_in("1a.css", path);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_int_equal(
		asset_open(assets, asset_find(assets, "/static/style.1a.css"), CODING_IDENTITY, &size), -1);
	assert_int_equal(errno, ELOOP);
	drop("1a.css");
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(
		asset_open(assets, asset_find(assets, "/static/style.1a.css"), CODING_IDENTITY, &size), -1);
	drop("1a.css");
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(
		asset_open(assets, asset_find(assets, "/static/style.1a.css"), CODING_IDENTITY, &size), -1);
}

static void a_manifest_that_is_none_is_refused(void **state)
{
	(void)state;
	assert_refused("", "liste");
	assert_refused("{}", "liste");
	assert_refused("[" PAGE "]", "liste");
	assert_refused("{", "liste");
	assert_refused(MANIFEST(PAGE, "") " x", "liste");
	assert_refused("{\"files\":[" PAGE "]}", "liste");
	assert_refused("{\"files\":{},\"sections\":[]}", "liste");
	assert_refused("{\"files\":[],\"sections\":\"x\"}", "liste");
	assert_refused("{\"files\":[],\"sections\":[],\"more\":1}", "liste");
	assert_refused(MANIFEST("1", ""), "n° 1");
	assert_refused(MANIFEST(PAGE ",{}", ""), "n° 2");
	assert_refused(MANIFEST(PAGE ",[]", ""), "n° 2");
	assert_refused(MANIFEST("{\"path\":\"/\",\"path\":\"/\"}", ""), "liste");
	drop("manifest.json");
	assert_false(assets_load(&assets, folder, error, sizeof error));
	assert_non_null(strstr(error, "illisible"));
	assert_false(assets_load(&assets, "/nowhere/at/all", error, sizeof error));
	assert_non_null(strstr(error, "illisible"));
}

static void paths_and_names_stay_within(void **state)
{
	static const char *const BAD[] = {
		"",     "static/x.css", "//x",   "/x//y", "/x/",     "/../x", "/x/..",  "/x/../y",    "/.",
		"/./x", "/x y",         "/x%2e", "/x?y",  "/x\\\\y", "/é",    "/x\\ny", "/x\\u0000y",
	};
	char to[300];

	(void)state;
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		snprintf(to, sizeof to, "\"path\":\"%s\"", BAD[i]);
		assert_row_refused("\"path\":\"/static/style.1a.css\"", to,
				   strstr(BAD[i], "u0000") ? "liste" : "n° 2");
	}
	snprintf(to, sizeof to, "\"path\":\"/%0*d\"", 257, 0);
	assert_row_refused("\"path\":\"/static/style.1a.css\"", to, "n° 2");
	assert_row_refused("\"style.css\"", "\"/style.css\"", "n° 2");
	assert_row_refused("\"style.css\"", "\"../style.css\"", "n° 2");
	assert_row_refused("\"style.css\"", "\"\"", "n° 2");
}

static void files_lie_in_the_folder(void **state)
{
	static const char *const BAD[] = {"\"\"",   "\"/etc/passwd\"", "\"../1a.css\"", "\"folder/1a.css\"",
					  "\"..\"", "\".1a.css\"",     "\"1a css\"",    "1",
					  "null"};
	char path[256];

	(void)state;
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
		assert_row_refused("\"1a.css\"", BAD[i], "n° 2");
	assert_row_refused("\"1a.css\"", "\"9f.css\"", "ne se lit pas");
	path_in("link", path);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_row_refused("\"1a.css\"", "\"link\"", "ne se lit pas");
	path_in("folder", path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_row_refused("\"1a.css\"", "\"folder\"", "ne se lit pas");
	drop("1a.css.br"); /* a variant that is promised */
	assert_refused(MANIFEST(STYLE, ""), "ne se lit pas");
}

static void a_row_says_all_and_no_more(void **state)
{
	(void)state;
	assert_row_refused("\"immutable\":true,", "", "n° 2");
	assert_row_refused("\"immutable\":true,", "\"immutable\":1,", "n° 2");
	assert_row_refused("\"immutable\":true,", "\"immutable\":true,\"more\":1,", "n° 2");
	assert_row_refused("\"etag\":\"1a\"", "\"etag\":\"1\\\"a\"", "n° 2");
	assert_row_refused("\"etag\":\"1a\"", "\"etag\":\"\"", "n° 2");
	assert_row_refused("\"text/css; charset=utf-8\"", "\"text/css\\r\\nX: y\"", "n° 2");
	assert_row_refused("[\"gzip\",\"br\"]", "[\"identity\"]", "n° 2");
	assert_row_refused("[\"gzip\",\"br\"]", "[\"zstd\"]", "n° 2");
	assert_row_refused("[\"gzip\",\"br\"]", "[1]", "n° 2");
	assert_row_refused("[\"gzip\",\"br\"]", "{}", "n° 2");
	assert_row_refused("/static/style.1a.css", "/", "deux fois");
	assert_row_refused("\"style.css\"", "\"index.html\"", "deux fois");
}

static void a_manifest_is_bounded(void **state)
{
	struct buf text = {0};

	(void)state;
	buf_printf(&text, "{\"sections\":[],\"files\":[");
	for (unsigned i = 0; i <= ASSETS_MAX; i++)
		buf_printf(&text, "%s{}", i ? "," : "");
	buf_append(&text, "]}", 3);
	assert_refused((const char *)text.data, "plus de");
	text.len--;
	while (text.len <= 1 << 20)
		buf_byte(&text, ' ');
	buf_byte(&text, '\0');
	assert_refused((const char *)text.data, "illisible");
	buf_free(&text);
}

/* What assets.py writes is what is read here. */
static void the_site_is_served(void **state)
{
	char out[sizeof folder + 8];
	char *argv[] = {"services/gateway/assets.py", "--out", out, "services/gateway/static", NULL};
	char *clean[] = {"rm", "-r", out, NULL};
	struct assets *site = NULL;
	const struct asset *style;
	int status;
	pid_t pid;

	(void)state;
	snprintf(out, sizeof out, "%s/site", folder);
	assert_int_equal(posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	if (!assets_load(&site, out, error, sizeof error))
		fail_msg("%s", error);
	style = asset_find(site, assets_url(site, "style.css"));
	assert_non_null(style);
	assert_int_equal(asset_coding(style, "br"), CODING_BR);
	assert_non_null(asset_find(site, "/robots.txt"));
	assets_free(site);
	assert_int_equal(posix_spawnp(&pid, clean[0], NULL, NULL, clean, environ), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_the_manifest_lists_is_found),
		TEST(nothing_else_is_found),
		TEST(each_coding_has_its_bytes_and_its_tag),
		TEST(what_the_client_holds),
		TEST(a_file_that_leads_elsewhere_is_not_opened),
		TEST(a_manifest_that_is_none_is_refused),
		TEST(paths_and_names_stay_within),
		TEST(files_lie_in_the_folder),
		TEST(a_row_says_all_and_no_more),
		TEST(a_manifest_is_bounded),
		TEST(the_site_is_served),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
