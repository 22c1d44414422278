/* The few pages that the gateway writes itself: those one needs before there is a console to show. */
#ifndef PVD_GATEWAY_HTML_H
#define PVD_GATEWAY_HTML_H

#include "gateway/exchange.h"

/* Of every page: what it may load, and who may show it in a frame. The two hashes are of the style that DSFR puts into a
 * page, ":root { color-scheme: light; }" and the same of dark. */
#define HTML_POLICY                                                                                          \
	"default-src 'self'; img-src 'self' data:; "                                                         \
	"style-src 'self' 'sha256-HzhUjVBe6Oi2wcxUM7bmy2Rp9VdLMHYDdYr9MalNmOY=' "                            \
	"'sha256-xVQ4mcypV0CvOtZpQgVcKpcoNvdUkR9BrwZBrtBbU+w='; "                                            \
	"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

void html_sign_in(struct exchange *exchange);
/* Whether the client would rather have a page than what programs read. */
bool html_is_wanted(const struct exchange *exchange);
/* What was refused, for a person: under a title, the sentence, the reason, where to go. */
void html_refuse(struct exchange *exchange, const char *title, const struct refusal *refusal);

#endif
