/* Exports: which list, for whom, and how it ended. The file is made beside, by whoever RecordExport tells of it. */
#include "gateway/directory.h"
#include "gateway/export.h"
#include "gateway_binding.h"
#include "service/check.h"

static bool check_list(struct decision *decision, const char *path)
{
	const struct method *method = method_find(path, strlen(path));

	if (method && method_is_list(method))
		return true;
	return refuse(
		decision->refusal, FAULT_INVALID_ARGUMENT, "NOT_A_LIST", "method",
		"« %.128s » n'est pas une liste qui s'exporte. Nommez une demande qui répond par pages, "
		"par exemple « pvd.registry.v1.RegistryService/ListTerritories ».",
		path);
}

static bool check_room(struct decision *decision)
{
	size_t running = exports_running(decision->txn, decision->actor->principal);

	return running < EXPORTS_RUNNING_PER_OWNER ||
	       refuse(decision->refusal, FAULT_RESOURCE_EXHAUSTED, "TOO_MANY_EXPORTS", NULL,
		      "%zu de vos exports sont en cours ; attendez que l'un d'eux finisse.", running);
}

static Gateway__Export *export_of(struct decision *decision, const Gateway__RequestExportRequest *request)
{
	Gateway__Export *export = arena_alloc(decision->arena, sizeof *export);

	if (!export)
		return NULL;
	gateway__export__init(export);
	export->id = decision_id(decision, "export", 0);
	export->owner_id = decision->actor->principal;
	export->method = request->method;
	export->request_json = *request->request_json ? request->request_json : "{}";
	export->form = request->form ? request->form : GATEWAY__CSV_FORM__CSV_FORM_SPREADSHEET;
	export->state = EXPORT_RUNNING;
	export->requested_at = timestamp_new(decision->arena, decision->now);
	return export;
}

bool gateway_decide_request_export(struct decision *decision, const Gateway__RequestExportRequest *request,
				   Gateway__RequestExportResponse *response)
{
	Gateway__ExportRequested event = GATEWAY__EXPORT_REQUESTED__INIT;

	if (!check_list(decision, request->method) ||
	    !check_optional_text(decision->refusal, "request_json", request->request_json,
				 EXPORT_REQUEST_MAX) ||
	    !check_room(decision))
		return false;
	response->export = export_of(decision, request);
	if (!response->export)
		return refuse_too_large(decision->refusal);
	event.export = response->export;
	emit(decision, &event.base, &AUDIENCE_INSTANCE);
	return true;
}

bool gateway_decide_record_export(struct decision *decision, const Gateway__RecordExportRequest *request,
				  Gateway__RecordExportResponse *response)
{
	Gateway__ExportEnded event = GATEWAY__EXPORT_ENDED__INIT;
	const Gateway__Export *export;

	(void)response;
	if (!check_gateway(decision))
		return false;
	export = export_load(decision->txn, decision->arena, request->export_id);
	if (!export)
		return refuse(decision->refusal, FAULT_NOT_FOUND, "EXPORT_UNKNOWN", "export_id",
			      "Aucun export « %.26s ». Vérifiez son identifiant.", request->export_id);
	if (export->state != EXPORT_RUNNING)
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "EXPORT_ENDED", "export_id",
			      "L'export « %s » est déjà terminé.", export->id);
	if (!check_optional_text(decision->refusal, "failure", request->failure, EXPORT_FAILURE_MAX))
		return false;
	event.export_id = request->export_id;
	event.rows = request->rows;
	event.size_bytes = request->size_bytes;
	event.failure = request->failure;
	emit(decision, &event.base, &AUDIENCE_INSTANCE);
	return true;
}
