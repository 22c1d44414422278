#include "gateway/assets.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uthash.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/require.h"

enum {
	MANIFEST_MAX = 1 << 20,
	PATH_BYTES_MAX = 256,
	FILE_BYTES_MAX = 128,
	TYPE_BYTES_MAX = 80,
	TAG_BYTES_MAX = 64,
	SECTION_BYTES_MAX = 64
};

#define PAGE_PATH          "/"
#define SECTION_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789-"
#define NAME_CHARACTERS    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"

struct asset {
	UT_hash_handle by_path, by_name;
	/* The manifest's, which is kept. */
	const char *path, *name, *file, *type, *etag;
	bool immutable;
	bool has[CODING_COUNT];
};

struct assets {
	int folder;
	json_t *manifest;
	struct asset *list; /* as long as the manifest's files */
	struct asset *by_path, *by_name;
	const char *sections[SECTIONS_MAX + 1]; /* the manifest's; NULL after the last one */
};

/* ---- Reading the manifest */

struct loading {
	struct assets *assets;
	const char *folder;
	char *error;
	size_t error_size;
};

__attribute__((format(printf, 2, 3))) static bool fail(const struct loading *loading, const char *format, ...)
{
	int len = snprintf(loading->error, loading->error_size, "%s/manifest.json : ", loading->folder);
	va_list args;

	if (len < 0 || (size_t)len >= loading->error_size)
		return false;
	va_start(args, format);
	vsnprintf(loading->error + len, loading->error_size - (size_t)len, format, args);
	va_end(args);
	return false;
}

static bool is_made_of(const char *text, const char *characters, size_t max)
{
	size_t len = strspn(text, characters);

	return len && len <= max && text[len] == '\0';
}

/* No segment is empty or leads elsewhere. */
static bool is_relative_path(const char *text)
{
	if (!is_made_of(text, NAME_CHARACTERS "/", PATH_BYTES_MAX))
		return false;
	for (;;) {
		size_t len = strcspn(text, "/");

		if (len == 0 || (len == 1 && text[0] == '.') || (len == 2 && memcmp(text, "..", 2) == 0))
			return false;
		if (text[len] == '\0')
			return true;
		text += len + 1;
	}
}

static bool is_served_path(const char *path)
{
	return path[0] == '/' && (path[1] == '\0' || is_relative_path(path + 1));
}

static bool is_file_name(const char *file)
{
	return file[0] != '.' && is_made_of(file, NAME_CHARACTERS, FILE_BYTES_MAX);
}

static bool read_codings(const json_t *list, bool has[CODING_COUNT])
{
	size_t index;
	json_t *value;

	has[CODING_IDENTITY] = true;
	if (!json_is_array(list))
		return false;
	json_array_foreach(list, index, value)
	{
		const char *name = json_string_value(value);
		int coding = CODING_COUNT - 1;

		while (name && coding > CODING_IDENTITY &&
		       strcmp(name, coding_name((enum coding)coding)) != 0)
			coding--;
		if (!name || coding == CODING_IDENTITY)
			return false;
		has[coding] = true;
	}
	return true;
}

static bool is_sound(const struct asset *asset)
{
	return is_served_path(asset->path) && is_relative_path(asset->name) && is_file_name(asset->file) &&
	       is_made_of(asset->type, NAME_CHARACTERS "/+=; ", TYPE_BYTES_MAX) &&
	       is_made_of(asset->etag, "abcdefghijklmnopqrstuvwxyz0123456789", TAG_BYTES_MAX);
}

static bool has_files(const struct loading *loading, const struct asset *asset)
{
	for (int coding = 0; coding < CODING_COUNT; coding++) {
		uint64_t size;
		int fd;

		if (!asset->has[coding])
			continue;
		fd = asset_open(loading->assets, asset, (enum coding)coding, &size);
		if (fd < 0)
			return fail(loading, "le fichier « %s » (%s) ne se lit pas : %s", asset->file,
				    asset->path, strerror(errno));
		close(fd);
	}
	return true;
}

static bool add(const struct loading *loading, struct asset *asset)
{
	struct assets *assets = loading->assets;
	struct asset *other;

	HASH_FIND(by_name, assets->by_name, asset->name, strlen(asset->name), other);
	if (asset_find(assets, asset->path) || other)
		return fail(loading, "« %s » (%s) y figure deux fois", asset->name, asset->path);
	if (!has_files(loading, asset))
		return false;
	HASH_ADD_KEYPTR(by_path, assets->by_path, asset->path, strlen(asset->path), asset);
	HASH_ADD_KEYPTR(by_name, assets->by_name, asset->name, strlen(asset->name), asset);
	return true;
}

static bool read_row(const struct loading *loading, size_t index, json_t *row)
{
	struct asset *asset = &loading->assets->list[index];
	json_t *codings;
	int immutable;

	if (json_unpack(row, "{s:s, s:s, s:s, s:s, s:s, s:b, s:o !}", "path", &asset->path, "name",
			&asset->name, "file", &asset->file, "type", &asset->type, "etag", &asset->etag,
			"immutable", &immutable, "encodings", &codings) != 0 ||
	    !is_sound(asset) || !read_codings(codings, asset->has))
		return fail(loading, "l'entrée n° %zu est malformée ; « make build » refait ce fichier",
			    index + 1);
	asset->immutable = immutable;
	return add(loading, asset);
}

static bool read_files(const struct loading *loading, const json_t *files)
{
	size_t index;
	json_t *row;

	if (json_array_size(files) > ASSETS_MAX)
		return fail(loading, "plus de %d fichiers y figurent", ASSETS_MAX);
	loading->assets->list = xcalloc(json_array_size(files), sizeof(struct asset));
	json_array_foreach(files, index, row)
	{
		if (!read_row(loading, index, row))
			return false;
	}
	return true;
}

/* Whether a file or a section that was read before lies in it. */
static bool is_taken(const struct assets *assets, const char *section)
{
	struct asset *asset, *next;

	for (size_t i = 0; assets->sections[i]; i++)
		if (strcmp(assets->sections[i], section) == 0)
			return true;
	HASH_ITER(by_path, assets->by_path, asset, next)
	{
		if (path_is_in_section(asset->path, section))
			return true;
	}
	return false;
}

static bool read_section(const struct loading *loading, size_t index, const char *section)
{
	if (!section || !is_made_of(section, SECTION_CHARACTERS, SECTION_BYTES_MAX))
		return fail(loading, "la section n° %zu est malformée ; « make build » refait ce fichier",
			    index + 1);
	if (is_taken(loading->assets, section))
		return fail(loading, "la section « %s » y figure deux fois, ou cache un fichier", section);
	loading->assets->sections[index] = section;
	return true;
}

static bool read_sections(const struct loading *loading, const json_t *sections)
{
	size_t index;
	json_t *value;

	if (json_array_size(sections) > SECTIONS_MAX)
		return fail(loading, "plus de %d sections y figurent", SECTIONS_MAX);
	if (json_array_size(sections) && !asset_find(loading->assets, PAGE_PATH))
		return fail(loading, "il y a des sections, et pas de page d'accueil pour y répondre");
	json_array_foreach(sections, index, value)
	{
		if (!read_section(loading, index, json_string_value(value)))
			return false;
	}
	return true;
}

static bool read_manifest(const struct loading *loading, const struct buf *text)
{
	json_error_t error;
	json_t *files, *sections;

	loading->assets->manifest =
		json_loadb((const char *)text->data, text->len, JSON_REJECT_DUPLICATES, &error);
	if (json_unpack(loading->assets->manifest, "{s:o, s:o !}", "files", &files, "sections", &sections) !=
		    0 ||
	    !json_is_array(files) || !json_is_array(sections))
		return fail(loading, "ce n'est pas un objet JSON avec les listes « files » et « sections » ; "
				     "« make build » refait ce fichier");
	return read_files(loading, files) && read_sections(loading, sections);
}

static bool read_folder(const struct loading *loading, struct buf *text)
{
	char path[PATH_MAX];

	loading->assets->folder = open(loading->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return loading->assets->folder >= 0 &&
	       snprintf(path, sizeof path, "%s/manifest.json", loading->folder) < (int)sizeof path &&
	       file_read(path, MANIFEST_MAX, text) == 0;
}

static bool load(const struct loading *loading)
{
	struct buf text = {0};
	bool ok = read_folder(loading, &text)
			  ? read_manifest(loading, &text)
			  : fail(loading, "illisible : %s ; « make build » fait ce fichier", strerror(errno));

	buf_free(&text);
	return ok;
}

bool assets_load(struct assets **ret, const char *folder, char *error, size_t error_size)
{
	struct assets *assets = xcalloc(1, sizeof *assets);
	struct loading loading = {
		.assets = assets, .folder = folder, .error = error, .error_size = error_size};

	assets->folder = -1;
	if (!load(&loading)) {
		assets_free(assets);
		return false;
	}
	*ret = assets;
	return true;
}

void assets_free(struct assets *assets)
{
	if (!assets)
		return;
	HASH_CLEAR(by_name, assets->by_name);
	HASH_CLEAR(by_path, assets->by_path);
	free(assets->list);
	json_decref(assets->manifest);
	if (assets->folder >= 0)
		close(assets->folder);
	free(assets);
}

/* ---- Serving */

const char *assets_section(const struct assets *assets, size_t index)
{
	return assets->sections[index];
}

bool path_is_in_section(const char *path, const char *section)
{
	size_t len = strlen(section);

	return path[0] == '/' && strncmp(path + 1, section, len) == 0 &&
	       (path[1 + len] == '/' || path[1 + len] == '\0');
}

static struct asset *at_path(const struct assets *assets, const char *path)
{
	struct asset *asset;

	HASH_FIND(by_path, assets->by_path, path, strlen(path), asset);
	return asset;
}

const struct asset *asset_find(const struct assets *assets, const char *path)
{
	for (size_t i = 0; assets->sections[i]; i++)
		if (path_is_in_section(path, assets->sections[i]))
			return at_path(assets, PAGE_PATH);
	return at_path(assets, path);
}

const char *assets_url(const struct assets *assets, const char *name)
{
	struct asset *asset;

	HASH_FIND(by_name, assets->by_name, name, strlen(name), asset);
	return asset ? asset->path : NULL;
}

const char *asset_type(const struct asset *asset)
{
	return asset->type;
}

bool asset_is_immutable(const struct asset *asset)
{
	return asset->immutable;
}

enum coding asset_coding(const struct asset *asset, const char *accept)
{
	return coding_choose(accept, asset->has);
}

/* Each coding is a representation of its own: a strong tag must tell them apart. */
void asset_etag(const struct asset *asset, enum coding coding, char out[ASSET_ETAG_SIZE])
{
	const char *name = coding_name(coding);

	snprintf(out, ASSET_ETAG_SIZE, "\"%s%s%s\"", asset->etag, name ? "-" : "", name ? name : "");
}

/* Weakly compared (RFC 9110, 13.1.2). Our tags hold neither quote nor comma: what is no list of tags deceives only
 * who sends it. */
bool asset_is_held(const struct asset *asset, enum coding coding, const char *if_none_match)
{
	char etag[ASSET_ETAG_SIZE];

	if (!if_none_match)
		return false;
	asset_etag(asset, coding, etag);
	return strcmp(if_none_match, "*") == 0 || strstr(if_none_match, etag) != NULL;
}

int asset_open(const struct assets *assets, const struct asset *asset, enum coding coding, uint64_t *ret_size)
{
	static const char *const SUFFIXES[CODING_COUNT] = {
		[CODING_IDENTITY] = "", [CODING_GZIP] = ".gz", [CODING_BR] = ".br"};
	char file[FILE_BYTES_MAX + 4];
	struct stat stat;
	int fd;

	snprintf(file, sizeof file, "%s%s", asset->file, SUFFIXES[coding]);
	fd = openat(assets->folder, file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -1;
	if (fstat(fd, &stat) != 0 || !S_ISREG(stat.st_mode)) {
		close(fd);
		errno = EINVAL;
		return -1;
	}
	*ret_size = (uint64_t)stat.st_size;
	return fd;
}
