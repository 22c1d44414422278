#include "gateway/health.h"

#include "gateway/frontend.h"

/* Nothing but yes or no: anyone may ask. */
void health_handle(struct exchange *exchange)
{
	bool is_up = link_current_state(frontend_link()) == LINK_UP;

	exchange_reply(exchange, is_up ? 200 : 503, "application/json",
		       bytes_text(is_up ? "{\"status\":\"ok\"}\n" : "{\"status\":\"bus absent\"}\n"));
}
