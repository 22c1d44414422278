/* What only test instances accept. */
#include <string.h>

#include "base/killpoint.h"
#include "engine_binding.h"
#include "service/core.h"
#include "store/key.h"

enum { NOTE_MAX = 4096 };

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
	event.text = request->text;
	emit(decision, &event.base, NULL);
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
