#include <stdio.h>

#include "acts.h"
#include "base/require.h"
#include "geography.h"
#include "pvd/registry/v1/geography.pb-c.h"
#include "world.h"

enum { EDITIONS = 3, IMPORT_ID_SIZE = 32 };

enum step { STEP_BEGIN, STEP_CHUNKS, STEP_PUBLISH, STEP_DONE };

struct import {
	enum step step;
	unsigned edition, chunk;
	char id[IMPORT_ID_SIZE];
	bool under_way;
};

static void begun(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Registry__BeginImportResponse *response = verdict->response;
	struct import *import = user->import;

	(void)intent;
	import->under_way = false;
	if (!verdict->ok)
		return;
	snprintf(import->id, sizeof import->id, "%s", response->import_id);
	import->chunk = response->next_chunk;
	import->step = response->already_published ? STEP_DONE : STEP_CHUNKS;
}

/* A chunk refused: somebody else has begun an import, or this one has been published. */
static void chunk_put(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	struct import *import = user->import;

	(void)intent;
	import->under_way = false;
	if (!verdict->ok)
		import->step = STEP_BEGIN;
	else if (++import->chunk >= GEO_CHUNKS)
		import->step = STEP_PUBLISH;
}

static void published(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	(void)intent;
	user->import->under_way = false;
	user->import->step = verdict->ok ? STEP_DONE : STEP_BEGIN;
}

void act_import(struct user *user)
{
	struct import *import = user->import;

	if (!import)
		import = user->import = xcalloc(1, sizeof *import);
	if (import->under_way)
		return;
	if (import->step == STEP_CHUNKS && import->chunk >= GEO_CHUNKS)
		import->step = STEP_PUBLISH;
	import->under_way = true;
	switch (import->step) {
	case STEP_BEGIN:
		user_ask(user, "registry", "BeginImport", &geo_begin(import->edition)->base, begun, NULL);
		return;
	case STEP_CHUNKS:
		user_ask(user, "registry", "PutImportChunk",
			 &geo_chunk(import->edition, import->id, import->chunk)->base, chunk_put, NULL);
		return;
	case STEP_PUBLISH:
		user_ask(user, "registry", "PublishImport", &geo_publish(import->edition, import->id)->base,
			 published, NULL);
		return;
	case STEP_DONE:
		import->under_way = false;
		if (import->edition + 1 < EDITIONS && chance_percent(&user->chance, 20)) {
			import->edition++;
			import->step = STEP_BEGIN;
		}
		return;
	}
}
