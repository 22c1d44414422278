/* Who is told of an event: the members who want its topic in one of its départements and, where it is not
 * public, whose scope covers one of those it concerns. One notice for an event, whoever they are; its id
 * derives from the event. */
#include "club/react.h"

#include "base/code.h"
#include "club/digest.h"
#include "club/member.h"
#include "club/notice.h"
#include "club/wording.h"
#include "pvd/bus/v1/effect.pb-c.h"
#include "service/check.h"

enum { ENTRY_MEMBERS_MAX = 1000 };

/* Those of a header that are codes: an entry for the instance alone names none. */
static void take_departements(struct arena *arena, const Bus__EntryHeader *header, struct wording *wording)
{
	wording->departements = arena_array(arena, header->n_departements + 1, sizeof *wording->departements);
	wording->departement_count = 0;
	for (size_t i = 0; wording->departements && i < header->n_departements; i++)
		if (code_is_departement(header->departements[i]))
			wording->departements[wording->departement_count++] = header->departements[i];
}

/* Keeps those who may know it. */
static void keep_covered(struct decision *decision, const Club__NoticePosted *posted,
			 struct recipients *recipients)
{
	size_t kept = 0;

	for (size_t i = 0; i < recipients->count; i++) {
		struct arena_mark mark = arena_mark(decision->arena);
		const Club__Member *member = member_load(decision->txn, decision->arena, recipients->ids[i]);
		Bus__Actor reader = member_reader(member);

		if (notice_covered(posted, &reader))
			recipients->ids[kept++] = recipients->ids[i];
		arena_rewind(decision->arena, mark);
	}
	recipients->count = kept;
}

static void post(struct decision *decision, Club__NoticePosted *posted, const struct recipients *recipients)
{
	for (size_t told = 0; told < recipients->count; told += posted->n_member_ids) {
		size_t left = recipients->count - told;

		posted->member_ids = recipients->ids + told;
		posted->n_member_ids = left < ENTRY_MEMBERS_MAX ? left : ENTRY_MEMBERS_MAX;
		emit(decision, &posted->base, &AUDIENCE_INSTANCE);
	}
}

void react_tell(struct decision *decision, const Bus__EntryHeader *header, const ProtobufCMessage *message)
{
	const struct told_event *event = told_event_of(message);
	struct telling telling = {
		.txn = decision->txn, .arena = decision->arena, .sequence = header->sequence};
	struct wording wording = {0};
	Club__NoticePosted posted = CLUB__NOTICE_POSTED__INIT;
	Club__Notice notice = CLUB__NOTICE__INIT;
	Bus__SourceEvent source = BUS__SOURCE_EVENT__INIT;
	const struct audience audience = audience_of_entry(header);
	struct recipients recipients;

	if (!event->word(&telling, message, &wording))
		return;
	notice.restricted = !audience_is_everyone(&audience);
	if (notice.restricted)
		take_departements(decision->arena, header, &wording);
	posted.notice = &notice;
	posted.collectivite_codes = header->collectivites;
	posted.n_collectivite_codes = header->n_collectivites;
	posted.partner_ids = header->partners;
	posted.n_partner_ids = header->n_partners;
	notice.departement_codes = wording.departements;
	notice.n_departement_codes = wording.departement_count;
	recipients = members_interested(decision->txn, decision->arena, event->topic, wording.departements,
					wording.departement_count);
	keep_covered(decision, &posted, &recipients);
	source.service = (char *)event->source;
	source.instance = header->instance;
	source.epoch = header->epoch;
	source.sequence = header->sequence;
	notice.id = decision_id(decision, "notice", 0);
	notice.topic = event->topic;
	notice.title = wording.title;
	notice.text = wording.text;
	notice.source = &source;
	notice.subject_id = wording.subject_id;
	notice.posted_at = timestamp_new(decision->arena, decision->now);
	post(decision, &posted, &recipients);
}

void react_effect_carried_out(struct decision *decision, const Bus__EntryHeader *header,
			      const ProtobufCMessage *message)
{
	const Bus__EffectCarriedOut *carried_out = (const Bus__EffectCarriedOut *)message;
	Club__DigestDelivered event = CLUB__DIGEST_DELIVERED__INIT;

	(void)header;
	event.member_id = digest_member(decision->txn, decision->arena, carried_out->subject);
	if (!event.member_id) /* who has left since */
		return;
	event.digest_id = carried_out->subject;
	emit(decision, &event.base, &AUDIENCE_INSTANCE);
}
