#include "gateway/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

#include "base/require.h"
#include "gateway/owned.h"
#include "gateway/state.h"
#include "service/check.h"
#include "service/record.h"

/* ---- Lists */

static bool has_field(const ProtobufCMessageDescriptor *type, const char *name, ProtobufCType kind)
{
	const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(type, name);

	return field && field->type == kind && field->label != PROTOBUF_C_LABEL_REPEATED;
}

/* NULL if there are none, or several kinds of them. */
static const ProtobufCFieldDescriptor *only_rows(const ProtobufCMessageDescriptor *type)
{
	const ProtobufCFieldDescriptor *rows = NULL;

	for (unsigned i = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];

		if (field->label != PROTOBUF_C_LABEL_REPEATED || field->type != PROTOBUF_C_TYPE_MESSAGE)
			continue;
		if (rows)
			return NULL;
		rows = field;
	}
	return rows;
}

const ProtobufCFieldDescriptor *method_rows(const struct method *method)
{
	if (method->kind != METHOD_QUERY || !method->service ||
	    !has_field(method->request, LIST_PAGE_SIZE, PROTOBUF_C_TYPE_UINT32) ||
	    !has_field(method->request, LIST_PAGE_TOKEN, PROTOBUF_C_TYPE_STRING) ||
	    !has_field(method->response, LIST_NEXT_PAGE_TOKEN, PROTOBUF_C_TYPE_STRING))
		return NULL;
	return only_rows(method->response);
}

bool method_is_list(const struct method *method)
{
	return method_rows(method) != NULL;
}

/* ---- In the state */

Gateway__Export *export_load(struct txn *txn, struct arena *arena, const char *id)
{
	return record_get_id(txn, arena, TABLE_EXPORTS, id, &gateway__export__descriptor);
}

void export_put(struct application *application, const Gateway__Export *export)
{
	struct bytes id = bytes_text(export->id);

	record_put_text(application->txn, application->arena, TABLE_EXPORTS, export->id, &export->base);
	owned_put(application->txn, TABLE_EXPORTS_OWNED, export->owner_id, id);
	owned_put(application->txn, TABLE_EXPORTS_RUNNING, export->owner_id, id);
}

void export_end(struct application *application, const Gateway__ExportEnded *event)
{
	Gateway__Export *export = export_load(application->txn, application->arena, event->export_id);
	struct instant expires = instant_add_ms(application->at, EXPORT_KEPT_DAYS * 24LL * 3600 * 1000);

	if (!export)
		return;
	export->state = *event->failure ? EXPORT_FAILED : EXPORT_DONE;
	export->rows = event->rows;
	export->size_bytes = event->size_bytes;
	export->failure = event->failure;
	export->ended_at = timestamp_new(application->arena, application->at);
	export->expires_at = timestamp_new(application->arena, expires);
	record_put_text(application->txn, application->arena, TABLE_EXPORTS, export->id, &export->base);
	owned_delete(application->txn, TABLE_EXPORTS_RUNNING, export->owner_id, bytes_text(export->id));
	deadline_set(application->txn, export->id, DEADLINE_EXPORT, expires);
}

void export_delete(struct application *application, const char *id)
{
	const Gateway__Export *export = export_load(application->txn, application->arena, id);

	if (!export)
		return;
	owned_delete(application->txn, TABLE_EXPORTS_OWNED, export->owner_id, bytes_text(id));
	txn_delete(application->txn, TABLE_EXPORTS, bytes_text(id));
	deadline_clear(application->txn, id, DEADLINE_EXPORT);
}

size_t exports_running(struct txn *txn, const char *owner_id)
{
	return owned_count(txn, TABLE_EXPORTS_RUNNING, owner_id);
}

Gateway__Export *export_next_running(struct txn *txn, struct arena *arena, struct key *position)
{
	struct bytes row = {0};
	struct owned owned;
	struct reader reader;
	bool more;

	owned_open(&owned, txn, TABLE_EXPORTS_RUNNING, NULL, key_bytes(position));
	more = owned_next(&owned, &row);
	owned_close(&owned);
	if (!more)
		return NULL;
	key_clear(position);
	key_raw(position, row);
	reader = reader_of(key_bytes(position));
	key_read_text(&reader); /* the owner */
	return export_load(txn, arena,
			   arena_strndup(arena, (const char *)reader.at, (size_t)(reader.end - reader.at)));
}

/* ---- Progress */

struct progress {
	char id[ID_TEXT_SIZE];
	uint64_t rows, bytes;
	UT_hash_handle hh;
};

static struct progress *under_way;

static struct progress *progress_find(const char *id)
{
	struct progress *progress;

	HASH_FIND_STR(under_way, id, progress);
	return progress;
}

void export_progress_set(const char *id, uint64_t rows, uint64_t bytes)
{
	struct progress *progress = progress_find(id);

	if (!progress) {
		progress = xcalloc(1, sizeof *progress);
		snprintf(progress->id, sizeof progress->id, "%s", id);
		HASH_ADD_STR(under_way, id, progress);
	}
	progress->rows = rows;
	progress->bytes = bytes;
}

void export_progress_get(Gateway__Export *export)
{
	const struct progress *progress = export->state == EXPORT_RUNNING ? progress_find(export->id) : NULL;

	if (!progress)
		return;
	export->rows = progress->rows;
	export->size_bytes = progress->bytes;
}

void export_progress_clear(const char *id)
{
	struct progress *progress = progress_find(id);

	if (!progress)
		return;
	HASH_DEL(under_way, progress);
	free(progress);
}
