#include "gateway/html.h"

#include <string.h>

#include "gateway/assets_route.h"
#include "gateway/connect.h"

#define HTML_TYPE "text/html; charset=utf-8"

static void append_escaped(struct buf *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '<':
			buf_append(out, "&lt;", 4);
			break;
		case '>':
			buf_append(out, "&gt;", 4);
			break;
		case '&':
			buf_append(out, "&amp;", 5);
			break;
		case '"':
			buf_append(out, "&quot;", 6);
			break;
		default:
			buf_byte(out, (uint8_t)*text);
		}
	}
}

static void begin(struct buf *out, const char *title)
{
	const char *style = assets_route_url("style.css"), *icon = assets_route_url("favicon.svg");

	buf_printf(out, "<!doctype html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n"
			"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
			"<meta name=\"robots\" content=\"noindex\">\n");
	if (style)
		buf_printf(out, "<link rel=\"stylesheet\" href=\"%s\">\n", style);
	if (icon)
		buf_printf(out, "<link rel=\"icon\" type=\"image/svg+xml\" href=\"%s\">\n", icon);
	buf_printf(out, "<title>");
	append_escaped(out, title);
	buf_printf(out,
		   " - Petites villes de demain</title>\n</head>\n<body>\n"
		   "<header>\n<p class=\"service\">Petites villes de demain</p>\n"
		   "<p class=\"programme\">Système d'information du programme</p>\n</header>\n<main>\n<h1>");
	append_escaped(out, title);
	buf_printf(out, "</h1>\n");
}

static void send(struct exchange *exchange, unsigned status, struct buf *out)
{
	buf_printf(out, "</main>\n</body>\n</html>\n");
	exchange_add_header(exchange, "Content-Security-Policy", HTML_POLICY);
	exchange_reply(exchange, status, HTML_TYPE, buf_bytes(out));
	buf_free(out);
}

/* The form goes to its own address, which holds the secret: nothing is written into the page. */
void html_sign_in(struct exchange *exchange)
{
	struct buf out = {0};

	begin(&out, "Connexion");
	buf_printf(&out, "<p>Ce lien vous connecte à cet appareil. Il sert une seule fois.</p>\n"
			 "<form method=\"post\">\n<button class=\"button\" type=\"submit\">Me "
			 "connecter</button>\n</form>\n"
			 "<p class=\"hint\">Si vous n'avez pas demandé ce lien, fermez cette page et "
			 "prévenez l'exploitant.</p>\n");
	send(exchange, 200, &out);
}

/* Browsers name the type when somebody goes to an address; programs that take anything do not. */
bool html_is_wanted(const struct exchange *exchange)
{
	const char *accept = exchange_header(exchange, "Accept");

	return accept && strstr(accept, "text/html");
}

void html_refuse(struct exchange *exchange, const char *title, const struct refusal *refusal)
{
	struct buf out = {0};

	begin(&out, title);
	buf_printf(&out, "<p class=\"notice fault\" role=\"alert\">");
	append_escaped(&out, refusal->message);
	buf_printf(&out, "</p>\n<p>Motif : <code>");
	append_escaped(&out, refusal->reason);
	buf_printf(&out, "</code></p>\n<p><a href=\"/\">Aller à l'accueil</a></p>\n");
	send(exchange, connect_status(refusal->fault), &out);
}
