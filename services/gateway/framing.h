/* Where a request ends, as far as its headers tell: libmicrohttpd is more lenient than is good for who stands behind a
 * web server. Two readings of it are what smuggling lives on (RFC 9112 section 11.2): only one is taken. */
#ifndef PVD_GATEWAY_FRAMING_H
#define PVD_GATEWAY_FRAMING_H

#include <microhttpd.h>
#include <stdbool.h>

/* Once the headers have come. False: to be refused, and the connection ended. */
bool framing_is_sound(struct MHD_Connection *connection, const char *version);

#endif
