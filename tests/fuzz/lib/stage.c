#include "stage.h"

#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "fuzz.h"

enum { STORE_MAX = 64 << 20 };

size_t stage_commits(const struct stage *stage)
{
	MDB_envinfo info;

	must(mdb_env_info(stage->harness->env->mdb, &info) == 0, "an environment tells of itself");
	return info.me_last_txnid;
}

static const char *store_path(const struct stage *stage)
{
	static char path[96];

	snprintf(path, sizeof path, "%s/store/data.mdb", stage->harness->dir);
	return path;
}

void stage_keep(struct stage *stage, struct harness *harness)
{
	*stage = (struct stage){.harness = harness};
	engine_free(harness->engine);
	must(file_read(store_path(stage), STORE_MAX, &stage->store) == 0, "a store is read");
	harness_open(harness);
	stage->kept = *harness;
	stage->mark = arena_mark(harness->arena);
	stage->commit = stage_commits(stage);
}

struct harness *stage_use(struct stage *stage)
{
	stage->used = true;
	return stage->harness;
}

bool stage_changed(const struct stage *stage)
{
	return stage_commits(stage) != stage->commit;
}

/* How far the journal had got is known beside the store, which would be refused as one that has lost some of it. */
static void forget_the_turn(const struct stage *stage)
{
	char path[96];

	snprintf(path, sizeof path, "%s/turn", stage->harness->dir);
	must(unlink(path) == 0, "the file of the turn is removed");
}

/* The file stays the same one, so that nothing but its pages is new. */
static void put_back(const struct stage *stage)
{
	FILE *file = fopen(store_path(stage), "r+");

	forget_the_turn(stage);
	must(file && fwrite(stage->store.data, stage->store.len, 1, file) == 1 && fflush(file) == 0 &&
		     ftruncate(fileno(file), (off_t)stage->store.len) == 0 && fclose(file) == 0,
	     "a store is written");
}

void stage_reset(struct stage *stage)
{
	struct harness *harness = stage->harness;
	bool changed = stage_changed(stage);

	if (!stage->used)
		return;
	stage->used = false;
	engine_free(harness->engine);
	arena_rewind(harness->arena, stage->mark);
	*harness = stage->kept;
	if (changed)
		put_back(stage);
	harness_open(harness);
}

void stage_free(struct stage *stage)
{
	buf_free(&stage->store);
	harness_free(stage->harness);
}
