/* Folds the Club's events into its state. */
#include "club/digest.h"
#include "club/member.h"
#include "club/notice.h"
#include "service/check.h"
#include "club_binding.h"

void club_apply_member_joined(struct application *application, const Club__MemberJoined *event)
{
	member_put(application, event->member);
}

/* What waited for the hour of another period is scheduled anew. */
void club_apply_preferences_changed(struct application *application, const Club__PreferencesChanged *event)
{
	member_put(application, event->member);
	digest_unschedule(application, event->member->id);
	digest_schedule(application, event->member);
}

void club_apply_member_left(struct application *application, const Club__MemberLeft *event)
{
	member_rows_delete(application->txn, TABLE_INBOX, event->member_id);
	member_rows_delete(application->txn, TABLE_UNREAD, event->member_id);
	member_rows_delete(application->txn, TABLE_RECEIVED, event->member_id);
	digests_delete(application, event->member_id);
	digest_unschedule(application, event->member_id);
	member_delete(application, event->member_id);
}

void club_apply_notice_posted(struct application *application, const Club__NoticePosted *event)
{
	notice_put(application, event);
	for (size_t i = 0; i < event->n_member_ids; i++) {
		struct arena_mark mark = arena_mark(application->arena);
		const Club__Member *member =
			member_load(application->txn, application->arena, event->member_ids[i]);

		notice_deliver(application, event, event->member_ids[i]);
		if (member)
			digest_schedule(application, member);
		arena_rewind(application->arena, mark);
	}
}

void club_apply_notices_read(struct application *application, const Club__NoticesRead *event)
{
	for (size_t i = 0; i < event->n_notice_ids; i++)
		notice_read(application->txn, event->member_id,
			    notice_number(application->txn, event->member_id, event->notice_ids[i]));
}

void club_apply_digest_composed(struct application *application, const Club__DigestComposed *event)
{
	digest_put(application, event->member_id, event->digest);
	digest_mark(application, event->member_id);
}

void club_apply_digest_delivered(struct application *application, const Club__DigestDelivered *event)
{
	Club__Digest *digest =
		digest_load(application->txn, application->arena, event->member_id, event->digest_id);

	if (!digest)
		return;
	digest->delivered_at = timestamp_new(application->arena, application->at);
	digest_put(application, event->member_id, digest);
}
