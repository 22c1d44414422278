/* Uploads under way, as the files of the depot share them: depot.c, depot_folder.c, depot_seal.c. */
#ifndef PVD_GATEWAY_DEPOT_UPLOADS_H
#define PVD_GATEWAY_DEPOT_UPLOADS_H

#include "bus/envelope.h" /* PRINCIPAL_ID_MAX */
#include "gateway/depot.h"

struct upload {
	char id[ID_TEXT_SIZE];
	char owner[PRINCIPAL_ID_MAX + 1];
	uint32_t size;
	uint32_t offset; /* at most size; what its file has, but while a part is being written */
	bool sealing;
	struct upload *prev, *next;
};

struct depot {
	struct upload *uploads;
	unsigned count;
	uint64_t bytes; /* the sum of their sizes */
};

void depot_add(struct depot *depot, const char *id, const Gateway__Document *declared, uint32_t offset);
/* Frees it. */
void depot_drop(struct depot *depot, struct upload *upload);
struct upload *depot_find(const struct depot *depot, const char *id);

enum { DEPOT_PATH_SIZE = sizeof DEPOT_DOCUMENTS "/xx/" + HASH_HEX_SIZE };

/* Of a valid id. */
void depot_upload_path(const char *id, char out[DEPOT_PATH_SIZE]);
void depot_remove_files(const char *id);
bool depot_has(const char *digest);
/* Refuses STORAGE_FULL or DEPOT_FAILED, by errno. */
bool depot_failed(struct refusal *refusal);

#endif
