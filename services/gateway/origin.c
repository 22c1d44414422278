#include "gateway/origin.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Headers of proxies, which have no business on the port. */
static const char *const FORWARDED[] = {"Forwarded",        "X-Forwarded-For", "X-Forwarded-Proto",
					"X-Forwarded-Host", "X-Real-IP",       "Via"};

static bool came_by_proxy(const struct exchange *exchange)
{
	for (size_t i = 0; i < sizeof FORWARDED / sizeof *FORWARDED; i++)
		if (exchange_header(exchange, FORWARDED[i]))
			return true;
	return false;
}

/* By name too: a page elsewhere whose name was made to lead here sends its own name. */
static bool host_is_local(const char *host)
{
	static const char *const LOCAL[] = {"localhost", "127.0.0.1", "[::1]"};
	size_t len = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");

	for (size_t i = 0; i < sizeof LOCAL / sizeof *LOCAL; i++)
		if (strlen(LOCAL[i]) == len && strncasecmp(host, LOCAL[i], len) == 0)
			return true;
	return false;
}

struct origin origin_of(const struct exchange *exchange)
{
	const char *host = exchange_header(exchange, "Host");
	const char *scheme = "http";
	struct origin origin = {0};

	if (!host)
		host = "";
	if (exchange_is_front(exchange)) {
		scheme = exchange_header(exchange, "X-Forwarded-Proto");
		origin.is_safe = scheme && strcmp(scheme, "https") == 0;
	} else {
		origin.is_safe =
			exchange_is_local(exchange) && !came_by_proxy(exchange) && host_is_local(host);
	}
	snprintf(origin.text, sizeof origin.text, "%.8s://%.255s", scheme ? scheme : "http", host);
	return origin;
}

bool origin_check_safe(const struct origin *origin, struct refusal *refusal)
{
	return origin->is_safe ||
	       refuse(refusal, FAULT_PERMISSION_DENIED, "TLS_REQUIRED", NULL,
		      "La connexion et les jetons passent par HTTPS : adressez-vous au serveur web placé "
		      "devant la "
		      "passerelle (deploy/nginx), ou à http://localhost sur la machine même.");
}

/* Browsers say Sec-Fetch-Site since 2023, and Origin with every request that is not a GET. */
bool origin_check_same(const struct exchange *exchange, const struct origin *origin, struct refusal *refusal)
{
	const char *from = exchange_header(exchange, "Origin");
	const char *site = exchange_header(exchange, "Sec-Fetch-Site");

	if (from ? strcmp(from, origin->text) == 0 : site && strcmp(site, "same-origin") == 0)
		return true;
	return refuse(refusal, FAULT_PERMISSION_DENIED, "CROSS_SITE", "Origin",
		      "Cette demande ne vient pas d'une page de ce site ; rouvrez-la depuis %s.",
		      origin->text);
}
