/* The few pages that the gateway writes itself: those one needs before there is a console to show. */
#ifndef PVD_GATEWAY_HTML_H
#define PVD_GATEWAY_HTML_H

#include "gateway/exchange.h"

/* Of every page: what it may load, and who may show it in a frame. */
#define HTML_POLICY                                                                                          \
	"default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; " \
	"frame-ancestors 'none'"

void html_sign_in(struct exchange *exchange);
/* What was refused, for a person: the sentence, the reason, what to do. */
void html_refuse(struct exchange *exchange, const struct refusal *refusal);

#endif
