/* The gateway's way in: HTTP beside the bus. */
#ifndef PVD_GATEWAY_FRONTEND_H
#define PVD_GATEWAY_FRONTEND_H

#include "bus/link.h"
#include "service/engine.h"

extern const struct frontend HTTP;
/* --address, --port, --socket (nothing is then written into run/), --connections, --per-address. False: none of
 * them, or not such a value. `value` is kept. */
bool http_option(const char *name, const char *value);

/* The process's own, while it runs. */
struct link *frontend_link(void);
struct engine *frontend_engine(void);
struct loop *frontend_loop(void);
/* For one thing at a time: forget what was taken before anybody else is called. */
struct arena *frontend_scratch(void);

#endif
