/* Joining, saying what one wants to be told, leaving, having read. A member is the principal who asks. */
#include <stdlib.h>
#include <string.h>

#include "base/code.h"
#include "club/member.h"
#include "club/notice.h"
#include "club_binding.h"
#include "service/check.h"

enum { READ_MAX = 1000 };

/* What a member says it wants. */
struct preferences {
	char **departements;
	size_t departement_count;
	Club__Topic *topics;
	size_t topic_count;
	Club__DigestPeriod digest;
};

static bool refuse_item(struct decision *decision, const char *field, size_t n, const char *reason,
			const char *sentence)
{
	return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, reason,
		      arena_printf(decision->arena, "%s[%zu]", field, n), "%s", sentence);
}

static bool check_departements(struct decision *decision, char *const *codes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!code_is_departement(codes[i]))
			return refuse_item(decision, "departement_codes", i, "CODE_INVALID",
					   "Ce n'est pas un code de département : « 01 » à « 95 », « 2A », "
					   "« 2B », « 971 » à « 978 ».");
		for (size_t j = 0; j < i; j++)
			if (strcmp(codes[i], codes[j]) == 0)
				return refuse_item(decision, "departement_codes", i, "DEPARTEMENT_TWICE",
						   "Ce département figure deux fois. Retirez le doublon.");
	}
	return true;
}

static bool check_topics(struct decision *decision, const Club__Topic *topics, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (topics[i] == CLUB__TOPIC__TOPIC_UNSPECIFIED)
			return refuse_item(decision, "topics", i, "TOPIC_INVALID",
					   "Indiquez un thème, ou aucun pour les recevoir tous.");
		for (size_t j = 0; j < i; j++)
			if (topics[i] == topics[j])
				return refuse_item(decision, "topics", i, "TOPIC_TWICE",
						   "Ce thème figure deux fois. Retirez le doublon.");
	}
	return true;
}

/* Where the actor may read what is not public, as the bus says now. */
static Bus__Scope *scope_of(struct decision *decision)
{
	Bus__Scope *scope = arena_alloc(decision->arena, sizeof *scope);

	if (!scope)
		return NULL;
	bus__scope__init(scope);
	if (decision->actor->scope)
		*scope = *decision->actor->scope;
	scope->nationwide = actor_is_nationwide(decision->actor);
	return scope;
}

/* The member as it wants to be; NULL, and refused, if it cannot be so. */
static Club__Member *member_of(struct decision *decision, const struct preferences *wanted)
{
	Club__Member *member = arena_alloc(decision->arena, sizeof *member);

	if (!check_departements(decision, wanted->departements, wanted->departement_count) ||
	    !check_topics(decision, wanted->topics, wanted->topic_count))
		return NULL;
	if (!member) {
		refuse_too_large(decision->refusal);
		return NULL;
	}
	club__member__init(member);
	member->id = decision->actor->principal;
	member->departement_codes = wanted->departements;
	member->n_departement_codes = wanted->departement_count;
	member->topics = wanted->topics;
	member->n_topics = wanted->topic_count;
	member->digest = wanted->digest == DIGEST_UNSPECIFIED ? DIGEST_NEVER : wanted->digest;
	member->joined_at = timestamp_new(decision->arena, decision->now);
	member->scope = scope_of(decision);
	return member;
}

static bool same_preferences(const Club__Member *a, const Club__Member *b)
{
	if (a->digest != b->digest || a->n_departement_codes != b->n_departement_codes ||
	    a->n_topics != b->n_topics)
		return false;
	for (size_t i = 0; i < a->n_departement_codes; i++)
		if (strcmp(a->departement_codes[i], b->departement_codes[i]) != 0)
			return false;
	for (size_t i = 0; i < a->n_topics; i++)
		if (a->topics[i] != b->topics[i])
			return false;
	return true;
}

static bool same_scope(struct decision *decision, const Club__Member *a, const Club__Member *b)
{
	return bytes_equal(arena_pack(decision->arena, &a->scope->base),
			   arena_pack(decision->arena, &b->scope->base));
}

bool club_decide_join_club(struct decision *decision, const Club__JoinClubRequest *request,
			   Club__JoinClubResponse *response)
{
	struct preferences wanted = {request->departement_codes, request->n_departement_codes,
				     request->topics, request->n_topics, request->digest};
	Club__MemberJoined event = CLUB__MEMBER_JOINED__INIT;
	Club__Member *member = member_of(decision, &wanted);
	Club__Member *known = member_load(decision->txn, decision->arena, decision->actor->principal);

	if (!member)
		return false;
	response->member = known ? known : member;
	if (known)
		return same_preferences(known, member) ||
		       refuse(decision->refusal, FAULT_ALREADY_EXISTS, "ALREADY_MEMBER", NULL,
			      "« %s » est déjà membre du Club, avec d'autres préférences : changez-les "
			      "(ChangePreferences).",
			      member->id);
	event.member = member;
	emit(decision, &event.base, &AUDIENCE_INSTANCE);
	return true;
}

bool club_decide_change_preferences(struct decision *decision, const Club__ChangePreferencesRequest *request,
				    Club__ChangePreferencesResponse *response)
{
	struct preferences wanted = {request->departement_codes, request->n_departement_codes,
				     request->topics, request->n_topics, request->digest};
	Club__PreferencesChanged event = CLUB__PREFERENCES_CHANGED__INIT;
	Club__Member *known =
		member_find(decision->txn, decision->arena, decision->actor->principal, decision->refusal);
	Club__Member *member = known ? member_of(decision, &wanted) : NULL;

	if (!member)
		return false;
	member->joined_at = known->joined_at;
	response->member = member;
	if (same_preferences(known, member) && same_scope(decision, known, member))
		return true;
	event.member = member;
	emit(decision, &event.base, &AUDIENCE_INSTANCE);
	return true;
}

bool club_decide_leave_club(struct decision *decision, const Club__LeaveClubRequest *request,
			    Club__LeaveClubResponse *response)
{
	Club__MemberLeft event = CLUB__MEMBER_LEFT__INIT;
	const Club__Member *member =
		member_find(decision->txn, decision->arena, decision->actor->principal, decision->refusal);

	(void)request, (void)response;
	if (!member)
		return false;
	event.member_id = member->id;
	emit(decision, &event.base, &AUDIENCE_INSTANCE);
	return true;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A notice named twice is read once. */
static size_t sort_once(char **ids, size_t count)
{
	size_t kept = 0;

	qsort(ids, count, sizeof *ids, compare);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || strcmp(ids[kept - 1], ids[i]) != 0)
			ids[kept++] = ids[i];
	return kept;
}

bool club_decide_mark_read(struct decision *decision, const Club__MarkReadRequest *request,
			   Club__MarkReadResponse *response)
{
	const Club__Member *member =
		member_find(decision->txn, decision->arena, decision->actor->principal, decision->refusal);
	char **ids = arena_array(decision->arena, request->n_notice_ids + 1, sizeof *ids);
	Club__NoticesRead event = CLUB__NOTICES_READ__INIT;
	size_t count = 0;

	if (!member)
		return false;
	if (!ids)
		return refuse_too_large(decision->refusal);
	if (request->n_notice_ids == 0 || request->n_notice_ids > READ_MAX)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "NOTICES_COUNT", "notice_ids",
			      "Indiquez de 1 à %d notifications ; en voici %zu.", READ_MAX,
			      request->n_notice_ids);
	for (size_t i = 0; i < request->n_notice_ids; i++) {
		uint64_t number = notice_number(decision->txn, member->id, request->notice_ids[i]);

		if (number == 0)
			return refuse(decision->refusal, FAULT_NOT_FOUND, "NOTICE_UNKNOWN",
				      arena_printf(decision->arena, "notice_ids[%zu]", i),
				      "Vous n'avez reçu aucune notification « %.26s ». Vérifiez son "
				      "identifiant.",
				      request->notice_ids[i]);
		if (notice_is_unread(decision->txn, member->id, number))
			ids[count++] = request->notice_ids[i];
	}
	event.member_id = member->id;
	event.notice_ids = ids;
	event.n_notice_ids = sort_once(ids, count);
	response->marked = (uint32_t)event.n_notice_ids;
	if (event.n_notice_ids > 0)
		emit(decision, &event.base, &AUDIENCE_INSTANCE);
	return true;
}
