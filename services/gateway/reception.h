/* How requests come in: what libmicrohttpd calls, line by line, and what the loop asks of all exchanges together. */
#ifndef PVD_GATEWAY_RECEPTION_H
#define PVD_GATEWAY_RECEPTION_H

#include <microhttpd.h>
#include <stdbool.h>

void *reception_on_uri(void *ctx, const char *uri, struct MHD_Connection *connection);
enum MHD_Result reception_on_request(void *ctx, struct MHD_Connection *connection, const char *url,
				     const char *verb, const char *version, const char *data,
				     size_t *data_size, void **exchange_of);
void reception_on_completed(void *ctx, struct MHD_Connection *connection, void **exchange_of,
			    enum MHD_RequestTerminationCode how);

/* Whether an answer was given since the last call, outside of libmicrohttpd's callbacks. */
bool exchanges_answered(void);
/* Streams whose client has gone end: to be called from time to time. */
void exchanges_end_unread(void);
/* Before the doors close: streams end, and nothing is suspended any more. */
void exchanges_end(void);
/* Gives back what was kept for later exchanges; after the doors have closed. */
void exchanges_free(void);

#endif
