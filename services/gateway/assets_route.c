#include "gateway/assets_route.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "gateway/html.h"

static const struct assets *served;

void assets_route_serve(const struct assets *assets)
{
	served = assets;
}

const char *assets_route_url(const char *name)
{
	return served ? assets_url(served, name) : NULL;
}

static void refuse_path(struct exchange *exchange)
{
	struct refusal refusal = {0};

	refuse(&refusal, FAULT_NOT_FOUND, "NO_SUCH_PAGE", NULL,
	       "Il n'y a rien à l'adresse « %.100s » : vérifiez-la, ou partez de la page d'accueil.",
	       exchange_path(exchange));
	exchange_add_header(exchange, "Vary", "Accept");
	if (html_is_wanted(exchange))
		html_refuse(exchange, "Page introuvable", &refusal);
	else
		exchange_refuse(exchange, &refusal);
}

static void refuse_file(struct exchange *exchange)
{
	struct refusal refusal = {0};

	log_error("asset_unreadable", log_text("path", exchange_path(exchange)),
		  log_text("error", strerror(errno)));
	refuse(&refusal, FAULT_INTERNAL, "ASSET_UNREADABLE", NULL,
	       "Ce fichier ne se lit pas en ce moment : réessayez plus tard.");
	exchange_refuse(exchange, &refusal);
}

static void add_headers(struct exchange *exchange, const struct asset *asset, enum coding coding)
{
	char etag[ASSET_ETAG_SIZE];

	asset_etag(asset, coding, etag);
	exchange_add_header(exchange, "ETag", etag);
	exchange_add_header(exchange, "Cache-Control",
			    asset_is_immutable(asset) ? "public, max-age=31536000, immutable" : "no-cache");
	exchange_add_header(exchange, "Vary", "Accept-Encoding");
	if (strncmp(asset_type(asset), "text/html", 9) == 0)
		exchange_add_header(exchange, "Content-Security-Policy", HTML_POLICY);
}

static void send_asset(struct exchange *exchange, const struct asset *asset)
{
	enum coding coding = asset_coding(asset, exchange_header(exchange, "Accept-Encoding"));
	uint64_t size = 0;
	int fd;

	if (asset_is_held(asset, coding, exchange_header(exchange, "If-None-Match"))) {
		add_headers(exchange, asset, coding);
		exchange_reply(exchange, 304, asset_type(asset), (struct bytes){0});
		return;
	}
	fd = asset_open(served, asset, coding, &size);
	if (fd < 0) {
		refuse_file(exchange);
		return;
	}
	add_headers(exchange, asset, coding);
	if (coding != CODING_IDENTITY)
		exchange_add_header(exchange, "Content-Encoding", coding_name(coding));
	exchange_send_file(exchange, asset_type(asset), fd, size);
}

void assets_handle(struct exchange *exchange)
{
	const struct asset *asset = served ? asset_find(served, exchange_path(exchange)) : NULL;

	if (asset)
		send_asset(exchange, asset);
	else
		refuse_path(exchange);
}
