/* Static files: style sheets, pages, the console. What is served is what the manifest lists, which assets.py writes,
 * under the paths it gives; a path from outside is looked up and never opened. Under its sections ("territoires") the
 * page is served whatever follows: it tells those paths apart itself. */
#ifndef PVD_GATEWAY_ASSETS_H
#define PVD_GATEWAY_ASSETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gateway/coding.h"

enum { ASSETS_MAX = 4096, SECTIONS_MAX = 64, ASSET_ETAG_SIZE = 80 };

struct assets;
struct asset;

/* Reads the manifest of a folder and sees to it that its files are there. False: `error` says in French what is
 * wrong, for whoever installed it. */
bool assets_load(struct assets **ret, const char *folder, char *error, size_t error_size);
void assets_free(struct assets *assets); /* NULL: nothing */

/* The sections, one after the other; NULL after the last one. */
const char *assets_section(const struct assets *assets, size_t index);
/* "/territoires", "/territoires/" and "/territoires/77" are in the section "territoires". */
bool path_is_in_section(const char *path, const char *section);

/* What is served at a path, "/static/style.1a2b3c4d5e6f7081.css"; NULL: nothing is. */
const struct asset *asset_find(const struct assets *assets, const char *path);
/* The path of a file by the name it has in the sources, "style.css"; NULL if there is none. */
const char *assets_url(const struct assets *assets, const char *name);

const char *asset_type(const struct asset *asset);
/* Its content never changes. */
bool asset_is_immutable(const struct asset *asset);
/* In which coding it goes out; `accept` is the header Accept-Encoding, or NULL. */
enum coding asset_coding(const struct asset *asset, const char *accept);
/* The entity tag of that coding, in quotes. */
void asset_etag(const struct asset *asset, enum coding coding, char out[ASSET_ETAG_SIZE]);
/* Whether the client has it in that coding; `if_none_match` is the header, or NULL. */
bool asset_is_held(const struct asset *asset, enum coding coding, const char *if_none_match);
/* Its bytes in that coding: a descriptor of the caller's, and their number; -1 and errno. */
int asset_open(const struct assets *assets, const struct asset *asset, enum coding coding,
	       uint64_t *ret_size);

#endif
