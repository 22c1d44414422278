/* What only test instances accept. */
#include <string.h>

#include "base/killpoint.h"
#include "engine_binding.h"
#include "service/core.h"
#include "store/key.h"

enum { NOTE_MAX = 4096 };

static void put_into_outbox(struct decision *decision, const Bus__NoteRequest *request)
{
	Bus__OutboxFile file = BUS__OUTBOX_FILE__INIT;

	file.name = request->file;
	file.content.data = (uint8_t *)request->text;
	file.content.len = strlen(request->text);
	emit_effect(decision, "file", request->file, arena_pack(decision->arena, &file.base));
}

bool engine_decide_note(struct decision *decision, const Bus__NoteRequest *request,
			Bus__NoteResponse *response)
{
	Bus__Noted event = BUS__NOTED__INIT;
	size_t len = strlen(request->text);

	(void)response;
	if (len == 0 || len > NOTE_MAX)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "TEXT_LENGTH", "text",
			      "Une note a de 1 à %d octets.", NOTE_MAX);
	if (strcmp(request->text, "poison") == 0)
		KILLPOINT("note_poison"); /* the call that kills, whoever sends it again */
	if (*request->file && !effect_file_name_valid(request->file))
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "FILE_NAME_INVALID", "file",
			      "Ce n'est pas un nom de fichier de l'outbox.");
	event.text = request->text;
	emit(decision, &event.base, NULL);
	if (*request->file)
		put_into_outbox(decision, request);
	return true;
}

void engine_apply_noted(struct application *application, const Bus__Noted *event)
{
	struct key key = key_of_u64(application->header->sequence);

#ifdef PLANT_APPLY_READS_RECEIPTS
	if (txn_count(application->txn, TABLE_RECEIPTS) % 2)
		return;
#endif
	txn_append(application->txn, TABLE_NOTES, key_bytes(&key), bytes_text(event->text));
}
