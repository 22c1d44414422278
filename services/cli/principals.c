#include "cli/principals.h"

#include "pvd/bus/v1/bus.pb-c.h"

enum { LIST_PAGE = 1000 };

const Bus__Principal *principals_find(struct client *client, struct arena *arena,
				      bool (*is_wanted)(const Bus__Principal *principal, const char *text),
				      const char *text, struct answer *ret)
{
	Bus__ListPrincipalsRequest request = BUS__LIST_PRINCIPALS_REQUEST__INIT;
	const Bus__ListPrincipalsResponse *page;

	request.page_size = LIST_PAGE;
	request.with_revoked = true;
	do {
		if (!client_ask(client, "pvd.bus.v1.BusService/ListPrincipals", NULL, &request.base, arena,
				ret))
			return NULL;
		page = (const Bus__ListPrincipalsResponse *)ret->message;
		for (size_t i = 0; i < page->n_principals; i++)
			if (is_wanted(page->principals[i], text))
				return page->principals[i];
		request.page_token = page->next_page_token;
	} while (*request.page_token);
	return NULL;
}
