#include "service/carrier.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "base/file.h"
#include "base/killpoint.h"
#include "base/require.h"
#include "pvd/bus/v1/effect.pb-c.h"

enum { ERROR_SIZE = 200, PATH_SIZE = 300, CONTENT_MAX = 1 << 20 };

/* One effect, with a copy of what it says. */
struct carried {
	struct carried *prev, *next;
	struct carrier *carrier;
	struct engine *engine;
	struct id id;
	bool is_file;
	struct buf payload;
	char error[ERROR_SIZE]; /* "": it is done */
};

struct carrier {
	struct loop *loop;
	const char *service;
	struct carried *carried;
};

struct carrier *carrier_new(struct loop *loop, const char *service)
{
	struct carrier *carrier = xcalloc(1, sizeof *carrier);

	*carrier = (struct carrier){.loop = loop, .service = service};
	return carrier;
}

static void carried_free(struct carried *carried)
{
	buf_free(&carried->payload);
	free(carried);
}

static void drop(struct carried *carried)
{
	DL_DELETE(carried->carrier->carried, carried);
	carried_free(carried);
}

void carrier_free(struct carrier *carrier)
{
	struct carried *carried, *next;

	for (carried = carrier->carried; carried; carried = next) {
		next = carried->next;
		carried_free(carried);
	}
	free(carrier);
}

/* ---- On the worker's thread */

/* The folders above it are made, and last as it does, whoever made them. */
static bool put(const char *path, const char *temporary, struct bytes content)
{
	char folder[PATH_SIZE];
	char *slash;

	snprintf(folder, sizeof folder, "%s", path);
	*strrchr(folder, '/') = '\0';
	if (file_make_folder(folder, 0700) != 0 || file_replace(path, temporary, content, 0600) != 0)
		return false;
	do {
		if (file_sync_name(folder) != 0)
			return false;
		slash = strrchr(folder, '/');
		if (slash)
			*slash = '\0';
	} while (slash);
	return true;
}

bool carry_file(const char *service, struct bytes payload, char *error, size_t error_size)
{
	Bus__OutboxFile *file = bus__outbox_file__unpack(NULL, payload.len, payload.data);
	char path[PATH_SIZE], temporary[PATH_SIZE];
	bool done = false;

	if (!file || !effect_file_name_valid(file->name)) {
		snprintf(error, error_size, "ce n'est pas un nom de fichier : « %.80s »",
			 file ? file->name : "");
	} else if (file->content.len > CONTENT_MAX) {
		snprintf(error, error_size, "outbox/%.80s : plus d'un mébioctet", file->name);
	} else {
		snprintf(path, sizeof path, "outbox/%s", file->name);
		snprintf(temporary, sizeof temporary, "outbox/.%s.part", service);
		done = put(path, temporary, bytes_of(file->content.data, file->content.len));
		if (!done)
			snprintf(error, error_size, "%.100s : %s", path, strerror(errno));
	}
	if (file)
		bus__outbox_file__free_unpacked(file, NULL);
	return done;
}

static void work(void *ctx)
{
	struct carried *carried = ctx;

	if (carried->is_file)
		carry_file(carried->carrier->service, buf_bytes(&carried->payload), carried->error,
			   sizeof carried->error);
	else
		snprintf(carried->error, sizeof carried->error, "ce programme ne sait pas faire cet envoi");
}

/* ---- On the loop's */

static void done(void *ctx)
{
	struct carried *carried = ctx;

	KILLPOINT("effect_carried_out");
	engine_performed(carried->engine, &carried->id, *carried->error ? carried->error : NULL);
	loop_wake(carried->carrier->loop);
	drop(carried);
}

bool carrier_perform(struct carrier *carrier, struct engine *engine, const struct effect *effect)
{
	struct carried *carried = xcalloc(1, sizeof *carried);

	*carried = (struct carried){.carrier = carrier, .engine = engine, .id = effect->id};
	carried->is_file = strcmp(effect->kind, "file") == 0;
	buf_append(&carried->payload, effect->payload.data, effect->payload.len);
	DL_APPEND(carrier->carried, carried);
	if (loop_offload(carrier->loop, work, done, carried))
		return true;
	drop(carried);
	return false;
}
