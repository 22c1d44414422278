/* The site's notice: the operator says the whole of it, as often as something changes. */
#include "gateway/site.h"
#include "gateway_binding.h"
#include "service/check.h"

/* Whenever it was said. */
static bool says_the_same(struct arena *arena, const Gateway__Site *a, const Gateway__Site *b)
{
	Gateway__Site left = *a, right = *b;
	struct bytes packed_left, packed_right;

	left.described_at = right.described_at = NULL;
	packed_left = arena_pack(arena, &left.base);
	packed_right = arena_pack(arena, &right.base);
	return packed_left.data && packed_right.data && bytes_equal(packed_left, packed_right);
}

bool gateway_decide_describe_site(struct decision *decision, const Gateway__DescribeSiteRequest *request,
				  Gateway__DescribeSiteResponse *response)
{
	Gateway__SiteDescribed event = GATEWAY__SITE_DESCRIBED__INIT;
	const Gateway__Site *known = site_load(decision->txn, decision->arena);
	Gateway__Site site;

	if (!site_check(request->site, decision->now, decision->refusal))
		return false;
	if (known && says_the_same(decision->arena, known, request->site))
		return true;
	site = *request->site;
	site.described_at = timestamp_new(decision->arena, decision->now);
	event.site = &site;
	emit(decision, &event.base, NULL);
	response->changed = true;
	return true;
}
