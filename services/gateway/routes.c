#include "gateway/routes.h"

#include <stdio.h>
#include <string.h>

#include "gateway/assets_route.h"
#include "gateway/download.h"
#include "gateway/events.h"
#include "gateway/export_job.h"
#include "gateway/health.h"
#include "gateway/rpc.h"
#include "gateway/scrape.h"
#include "gateway/sheet.h"
#include "gateway/signin.h"
#include "gateway/upload.h"

/* The first that fits is taken: what begins alike stands before what is shorter. */
static const struct route ROUTES[] = {
	{"/healthz", VERB_GET, ROUTE_OPEN, .handle = health_handle},
	{"/metrics", VERB_GET, ROUTE_SIGNED_IN, .handle = scrape_handle},
	{"/api/events", VERB_GET, ROUTE_ANYONE, .handle = events_handle},
	{"/api/session", VERB_GET, ROUTE_ANYONE, .handle = signin_session},
	{"/api/session", VERB_DELETE, ROUTE_SIGNED_IN, .handle = signin_sign_out},
	{"/api/uploads", VERB_POST, ROUTE_SIGNED_IN, .body_max = UPLOAD_BEGIN_MAX, .handle = upload_begin},
	{"/api/uploads/", VERB_GET | VERB_POST | VERB_PUT | VERB_DELETE, ROUTE_SIGNED_IN,
	 .body_max = UPLOAD_PART_MAX, .handle = upload_go_on},
	{"/api/documents/", VERB_GET, ROUTE_SIGNED_IN, .handle = download_document},
	{"/api/exports/", VERB_GET, ROUTE_SIGNED_IN, .handle = export_handle},
	{"/api/csv/", VERB_GET, ROUTE_ANYONE, .handle = sheet_handle},
	{"/api/", VERB_GET | VERB_POST, ROUTE_ANYONE, .body_limit = rpc_body_limit, .admit = rpc_admit,
	 .handle = rpc_handle},
	{SECRET_LINK_PATH, VERB_GET, ROUTE_OPEN, .handle = signin_page},
	{SECRET_LINK_PATH, VERB_POST, ROUTE_OPEN, .handle = signin_open},
	{"/", VERB_GET, ROUTE_OPEN, .handle = assets_handle},
};

static bool path_fits(const struct route *route, const char *path)
{
	size_t len = strlen(route->path);

	if (route->path[len - 1] == '/')
		return strncmp(path, route->path, len) == 0;
	return strcmp(path, route->path) == 0;
}

/* Of a path, all routes have the same form: "/api/session" is not one of "/api/". */
const struct route *route_find(enum verb verb, const char *path, unsigned *ret_verbs)
{
	const char *found = NULL;

	*ret_verbs = 0;
	for (size_t i = 0; i < sizeof ROUTES / sizeof *ROUTES; i++) {
		if (!path_fits(&ROUTES[i], path) || (found && strcmp(found, ROUTES[i].path) != 0))
			continue;
		found = ROUTES[i].path;
		*ret_verbs |= ROUTES[i].verbs;
		if (ROUTES[i].verbs & verb)
			return &ROUTES[i];
	}
	return NULL;
}

bool route_has_segment(const char *segment)
{
	for (size_t i = 0; i < sizeof ROUTES / sizeof *ROUTES; i++)
		if (path_is_in_section(ROUTES[i].path, segment))
			return true;
	return false;
}

void verbs_text(unsigned verbs, char out[VERBS_TEXT_SIZE])
{
	snprintf(out, VERBS_TEXT_SIZE, "%s%s%s%s", verbs & VERB_GET ? ", GET, HEAD" : "",
		 verbs & VERB_POST ? ", POST" : "", verbs & VERB_PUT ? ", PUT" : "",
		 verbs & VERB_DELETE ? ", DELETE" : "");
	memmove(out, out + 2, strlen(out) - 1);
}
