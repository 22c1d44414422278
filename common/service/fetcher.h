/* The reads of other services' journals, over a link: at most one FETCH at a time for each source followed,
 * asked again at once when it is answered, after a pause when it fails. Takes time as an argument, as the
 * link and the engine do. */
#ifndef PVD_SERVICE_FETCHER_H
#define PVD_SERVICE_FETCHER_H

#include "bus/link.h"
#include "service/engine.h"

struct fetchers;

/* `upstream`: the reads of the owner's instance, over a link to it; else those of this one's services. Both live longer; free after the link, which answers what is pending when it ends. */
struct fetchers *fetchers_new(struct engine *engine, struct link *link, bool upstream);
void fetchers_free(struct fetchers *fetchers);

/* After each turn of the engine: asks for what may be asked for. */
void fetchers_turn(struct fetchers *fetchers, struct instant now, struct monotonic mono);

#endif
