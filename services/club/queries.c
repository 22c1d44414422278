/* What a member sees: its own membership, notices and digests. What is not public is shown as far as the scope
 * of who asks reaches now, whatever it was told before. */
#include <string.h>

#include "club/digest.h"
#include "club/member.h"
#include "club/notice.h"
#include "club_binding.h"
#include "service/check.h"
#include "service/record.h"

bool club_query_get_membership(struct query *query, const Club__GetMembershipRequest *request,
			       Club__GetMembershipResponse *response)
{
	(void)request;
	response->member = member_find(query->txn, query->arena, query->actor->principal, query->refusal);
	if (!response->member)
		return false;
	response->unread_count = notices_unread(query->txn, query->arena, response->member->id, query->actor);
	return true;
}

bool club_query_list_members(struct query *query, const Club__ListMembersRequest *request,
			     Club__ListMembersResponse *response)
{
	struct bytes key, value, last = {0};
	struct page page;
	struct scan scan;

	if (!page_parse(query->arena, request->page_size, request->page_token, &page, query->refusal))
		return false;
	response->members = arena_array(query->arena, page.size, sizeof(*response->members));
	if (!response->members)
		return refuse_too_large(query->refusal);
	scan_open(&scan, query->txn, TABLE_MEMBERS, page.after);
	while (scan_next(&scan, &key, &value)) {
		if (bytes_equal(key, page.after))
			continue;
		if (response->n_members == page.size) {
			response->next_page_token = page_token(query->arena, last);
			break;
		}
		response->members[response->n_members] =
			arena_unpack(query->arena, &club__member__descriptor, value);
		if (!response->members[response->n_members++]) {
			refuse_too_large(query->refusal);
			break;
		}
		last = key; /* in the map, which a query does not write to */
	}
	scan_close(&scan);
	return !refused(query->refusal);
}

/* ---- Notices: pages resume by the number of the last one given */

enum { NUMBER_SIZE = 8, SUBJECTS_MAX = 100 };

static bool parse_number(struct query *query, const struct page *page, uint64_t *ret)
{
	*ret = UINT64_MAX;
	if (page->after.len == 0)
		return true;
	if (page->after.len != NUMBER_SIZE)
		return page_refuse(query->refusal);
	*ret = get_be64(page->after.data);
	return true;
}

static char *number_token(struct query *query, uint64_t number)
{
	uint8_t be[NUMBER_SIZE];

	put_be64(be, number);
	return page_token(query->arena, bytes_of(be, sizeof be));
}

static bool check_subjects(struct query *query, const Club__ListNoticesRequest *request)
{
	return request->n_subject_ids <= SUBJECTS_MAX ||
	       refuse(query->refusal, FAULT_INVALID_ARGUMENT, "SUBJECTS_COUNT", "subject_ids",
		      "Les notifications se cherchent sur %d objets au plus à la fois ; en voici %zu. "
		      "Demandez "
		      "moins d'objets, en plusieurs fois.",
		      SUBJECTS_MAX, request->n_subject_ids);
}

static bool is_wanted(const Club__ListNoticesRequest *request, const Club__Notice *notice)
{
	if (request->topic && notice->topic != request->topic)
		return false;
	for (size_t i = 0; i < request->n_subject_ids; i++)
		if (strcmp(request->subject_ids[i], notice->subject_id) == 0)
			return true;
	return request->n_subject_ids == 0;
}

/* The notice of a delivery, as the one who asks sees it; NULL if it does not, or did not ask for it. */
static Club__Notice *visible(struct query *query, const Club__ListNoticesRequest *request,
			     const struct delivery *delivery)
{
	Club__NoticePosted *posted = notice_load(query->txn, query->arena, delivery->notice_id);

	if (!posted) {
		refuse_too_large(query->refusal);
		return NULL;
	}
	if (!is_wanted(request, posted->notice) || !notice_covered(posted, query->actor))
		return NULL;
	posted->notice->read = !notice_is_unread(query->txn, query->actor->principal, delivery->number);
	return posted->notice;
}

static void list_notices(struct query *query, const Club__ListNoticesRequest *request,
			 struct deliveries *deliveries, size_t size, Club__ListNoticesResponse *response)
{
	struct delivery delivery;
	uint64_t last = 0;

	while (!refused(query->refusal)) {
		struct arena_mark mark = arena_mark(query->arena);
		Club__Notice *notice;

		if (!deliveries_next(deliveries, &delivery))
			return;
		notice = visible(query, request, &delivery);
		if (!notice) {
			arena_rewind(query->arena, mark);
			continue;
		}
		if (response->n_notices == size) {
			response->next_page_token = number_token(query, last);
			return;
		}
		response->notices[response->n_notices++] = notice;
		last = delivery.number;
	}
}

bool club_query_list_notices(struct query *query, const Club__ListNoticesRequest *request,
			     Club__ListNoticesResponse *response)
{
	const Club__Member *member =
		member_find(query->txn, query->arena, query->actor->principal, query->refusal);
	unsigned table = request->unread_only ? TABLE_UNREAD : TABLE_INBOX;
	struct deliveries deliveries;
	struct page page;
	uint64_t before;

	if (!member || !check_subjects(query, request) ||
	    !page_parse(query->arena, request->page_size, request->page_token, &page, query->refusal) ||
	    !parse_number(query, &page, &before))
		return false;
	response->notices = arena_array(query->arena, page.size, sizeof(*response->notices));
	if (!response->notices)
		return refuse_too_large(query->refusal);
	deliveries_open_latest(&deliveries, query->txn, query->arena, table, member->id, before);
	list_notices(query, request, &deliveries, page.size, response);
	deliveries_close(&deliveries);
	response->unread_count = notices_unread(query->txn, query->arena, member->id, query->actor);
	return !refused(query->refusal);
}

/* ---- Digests */

bool club_query_preview_digest(struct query *query, const Club__PreviewDigestRequest *request,
			       Club__PreviewDigestResponse *response)
{
	const Club__Member *member =
		member_find(query->txn, query->arena, query->actor->principal, query->refusal);
	Club__Digest *digest = arena_alloc(query->arena, sizeof *digest);

	(void)request;
	if (!member)
		return false;
	if (!digest)
		return refuse_too_large(query->refusal);
	if (digest_compose(query->txn, query->arena, member->id, query->actor, query->now, digest))
		response->digest = digest;
	return true;
}

bool club_query_list_digests(struct query *query, const Club__ListDigestsRequest *request,
			     Club__ListDigestsResponse *response)
{
	const Club__Member *member =
		member_find(query->txn, query->arena, query->actor->principal, query->refusal);
	struct digests digests;
	struct page page;
	const char *last = "";
	Club__Digest *digest;

	if (!member ||
	    !page_parse(query->arena, request->page_size, request->page_token, &page, query->refusal))
		return false;
	response->digests = arena_array(query->arena, page.size, sizeof(*response->digests));
	if (!response->digests)
		return refuse_too_large(query->refusal);
	digests_open_latest(&digests, query->txn, query->arena, member->id, page.after);
	while ((digest = digests_next(&digests)) != NULL) {
		if (response->n_digests == page.size) {
			response->next_page_token = page_token(query->arena, bytes_text(last));
			break;
		}
		response->digests[response->n_digests++] = digest;
		last = digest->id;
	}
	digests_close(&digests);
	return !arena_exceeded(query->arena) || refuse_too_large(query->refusal);
}
