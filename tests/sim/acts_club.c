/* Members of the Club: they come and go, and read what they are told. */
#include <string.h>

#include "acts.h"
#include "cast.h"
#include "geography.h"
#include "pvd/club/v1/club.pb-c.h"
#include "world.h"

enum { READ_AT_ONCE = 10 };

/* What a user wants to be told, by chance: everything, or some départements, or one topic. */
struct wish {
	char *departements[GEO_DEPARTEMENTS];
	size_t departement_count;
	Club__Topic topic;
	size_t topic_count;
	Club__DigestPeriod digest;
};

static struct wish some_wish(struct user *user)
{
	struct wish wish = {.digest = chance_below(&user->chance, 4)};

	for (unsigned i = 0; i < GEO_DEPARTEMENTS; i++)
		if (chance_percent(&user->chance, 80))
			wish.departements[wish.departement_count++] = (char *)GEO_DEPARTEMENT_CODES[i];
	wish.topic_count = chance_percent(&user->chance, 20);
	wish.topic = 1 + chance_below(&user->chance, CLUB__TOPIC__TOPIC_FUNDING);
	return wish;
}

static void check_member(const struct user *user, const Club__Member *member)
{
	holds(strcmp(member->id, user->name) == 0, "a membership is one's own", "%s was shown that of %s",
	      user->name, member->id);
}

static void joined(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Club__JoinClubResponse *response = verdict->response;

	(void)intent;
	if (verdict->ok)
		check_member(user, response->member);
}

void act_join_club(struct user *user)
{
	struct wish wish = some_wish(user);

	if (chance_percent(&user->chance, 60)) {
		Club__JoinClubRequest request = CLUB__JOIN_CLUB_REQUEST__INIT;

		request.departement_codes = wish.departements;
		request.n_departement_codes = wish.departement_count;
		request.topics = &wish.topic;
		request.n_topics = wish.topic_count;
		request.digest = wish.digest;
		user_ask(user, "club", "JoinClub", &request.base, joined, NULL);
	} else {
		Club__ChangePreferencesRequest request = CLUB__CHANGE_PREFERENCES_REQUEST__INIT;

		request.departement_codes = wish.departements;
		request.n_departement_codes = wish.departement_count;
		request.topics = &wish.topic;
		request.n_topics = wish.topic_count;
		request.digest = wish.digest;
		user_ask(user, "club", "ChangePreferences", &request.base, NULL, NULL);
	}
}

void act_leave_club(struct user *user)
{
	Club__LeaveClubRequest request = CLUB__LEAVE_CLUB_REQUEST__INIT;

	user_ask(user, "club", "LeaveClub", &request.base, NULL, NULL);
}

/* ---- Reading */

static bool sees(const struct user *user, const Club__Notice *notice)
{
	bool seen = !notice->restricted || !user->character->departements;

	for (size_t i = 0; i < notice->n_departement_codes && !seen; i++)
		seen = user_sees(user, notice->departement_codes[i]);
	return seen;
}

static bool same_source(const Bus__SourceEvent *a, const Bus__SourceEvent *b)
{
	return a->epoch == b->epoch && a->sequence == b->sequence && strcmp(a->service, b->service) == 0;
}

static void check_page(const struct user *user, const Club__ListNoticesResponse *page)
{
	uint32_t unread = 0;

	for (size_t i = 0; i < page->n_notices; i++) {
		const Club__Notice *notice = page->notices[i];

		unread += !notice->read;
		holds(sees(user, notice), "scope is never crossed", "%s was shown « %s »", user->name,
		      notice->title);
		for (size_t j = 0; j < i; j++)
			holds(!same_source(notice->source, page->notices[j]->source),
			      "nobody is told of an event twice", "%s: « %s »", user->name, notice->title);
	}
	/* A page that holds everything holds all that is unread. */
	holds(*page->next_page_token ? unread <= page->unread_count : unread == page->unread_count,
	      "unread notices are counted", "%s was shown %u, and told %u", user->name, unread,
	      page->unread_count);
}

static void marked(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Club__MarkReadResponse *response = verdict->response;

	(void)intent;
	holds(!verdict->ok || response->marked <= READ_AT_ONCE, "unread notices are counted",
	      "%s has read %u at once", user->name, verdict->ok ? response->marked : 0);
}

static void mark(struct user *user, const Club__ListNoticesResponse *page)
{
	Club__MarkReadRequest request = CLUB__MARK_READ_REQUEST__INIT;
	char *ids[READ_AT_ONCE];

	request.notice_ids = ids;
	for (size_t i = 0; i < page->n_notices && request.n_notice_ids < READ_AT_ONCE; i++)
		if (chance_percent(&user->chance, 50))
			ids[request.n_notice_ids++] = page->notices[i]->id;
	if (request.n_notice_ids > 0)
		user_ask(user, "club", "MarkRead", &request.base, marked, NULL);
}

static void listed(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Club__ListNoticesResponse *page = verdict->response;

	(void)intent;
	if (!verdict->ok)
		return;
	check_page(user, page);
	if (!world.calm)
		mark(user, page);
}

void act_notices(struct user *user)
{
	Club__ListNoticesRequest list = CLUB__LIST_NOTICES_REQUEST__INIT;
	Club__PreviewDigestRequest preview = CLUB__PREVIEW_DIGEST_REQUEST__INIT;
	Club__ListDigestsRequest digests = CLUB__LIST_DIGESTS_REQUEST__INIT;

	switch (chance_below(&user->chance, 6)) {
	case 0:
		user_ask(user, "club", "PreviewDigest", &preview.base, NULL, NULL);
		return;
	case 1:
		user_ask(user, "club", "ListDigests", &digests.base, NULL, NULL);
		return;
	default:
		list.page_size = 1 + chance_below(&user->chance, 40);
		user_ask(user, "club", "ListNotices", &list.base, listed, NULL);
	}
}
