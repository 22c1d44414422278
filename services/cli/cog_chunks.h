/* A geography as the registry takes it in: columns of about two thousand sorted rows, the same bytes from the
 * same data, in whatever order its files had it. */
#ifndef PVD_CLI_COG_CHUNKS_H
#define PVD_CLI_COG_CHUNKS_H

#include "base/hash.h"
#include "cli/cog.h"
#include "pvd/registry/v1/geography.pb-c.h"

enum { COG_CHUNK_ROWS = 2000 };

struct cog_chunks {
	Registry__PutImportChunkRequest **at; /* without import id */
	unsigned count;
	struct hash digest; /* over all of them, and what `begin` says besides */
};

/* `begin` says year, source and population; its digest and totals are set here. Everything lies in `arena` or
 * is borrowed from `cog`. False past the arena's cap. */
bool cog_chunks_make(struct cog_chunks *ret, const struct cog *cog, Registry__BeginImportRequest *begin,
		     struct arena *arena);

#endif
