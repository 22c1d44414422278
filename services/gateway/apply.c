/* Folds the gateway's events into its state. */
#include "gateway/document.h"
#include "gateway/export.h"
#include "gateway/login_link.h"
#include "gateway/secret.h"
#include "gateway/session.h"
#include "gateway/site.h"
#include "gateway/token.h"
#include "gateway_binding.h"

void gateway_apply_login_link_created(struct application *application, const Gateway__LoginLinkCreated *event)
{
	login_link_put(application, event->link);
}

void gateway_apply_login_link_expired(struct application *application, const Gateway__LoginLinkExpired *event)
{
	login_link_delete(application, secret_bytes(event->secret_hash));
}

void gateway_apply_session_opened(struct application *application, const Gateway__SessionOpened *event)
{
	login_link_delete(application, secret_bytes(event->login_link_hash));
	session_open(application, event->session);
}

void gateway_apply_sessions_seen(struct application *application, const Gateway__SessionsSeen *event)
{
	for (size_t i = 0; i < event->n_session_ids; i++) {
		struct arena_mark mark = arena_mark(application->arena);

		session_see(application, event->session_ids[i]);
		arena_rewind(application->arena, mark);
	}
}

void gateway_apply_session_closed(struct application *application, const Gateway__SessionClosed *event)
{
	session_close(application, event->session_id);
}

void gateway_apply_token_created(struct application *application, const Gateway__TokenCreated *event)
{
	token_put(application, event->token);
}

void gateway_apply_token_revoked(struct application *application, const Gateway__TokenRevoked *event)
{
	token_delete(application, event->token_id);
}

void gateway_apply_document_recorded(struct application *application, const Gateway__DocumentRecorded *event)
{
	document_put(application, event->document);
}

void gateway_apply_export_requested(struct application *application, const Gateway__ExportRequested *event)
{
	export_put(application, event->export);
}

void gateway_apply_export_ended(struct application *application, const Gateway__ExportEnded *event)
{
	export_end(application, event);
}

void gateway_apply_export_expired(struct application *application, const Gateway__ExportExpired *event)
{
	export_delete(application, event->export_id);
}

void gateway_apply_site_described(struct application *application, const Gateway__SiteDescribed *event)
{
	site_put(application, event->site);
}
