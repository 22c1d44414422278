/* Members of the Club, and what the services it follows say. */
#ifndef PVD_CLUB_TEST_FIXTURE_H
#define PVD_CLUB_TEST_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"

#include "club/service.h"
#include "pvd/club/v1/club.pb-c.h"
#include "pvd/eligibility/v1/run.pb-c.h"
#include "pvd/eligibility/v1/score.pb-c.h"
#include "pvd/funding/v1/application.pb-c.h"
#include "pvd/funding/v1/measure.pb-c.h"
#include "pvd/registry/v1/candidacy.pb-c.h"
#include "pvd/registry/v1/label.pb-c.h"
#include "pvd/registry/v1/selection.pb-c.h"
#include "pvd/registry/v1/territory.pb-c.h"

#define TOPIC(name)  CLUB__TOPIC__TOPIC_##name
#define DIGEST(name) CLUB__DIGEST_PERIOD__DIGEST_PERIOD_##name

/* A département and the towns of it that the tests are about. */
#define CANDIDACY_ID   "01KAAAAAAAAAAAAAAAAAAAAAAA"
#define LABEL_ID       "01KBBBBBBBBBBBBBBBBBBBBBBB"
#define TERRITORY_ID   "01KCCCCCCCCCCCCCCCCCCCCCCC"
#define APPLICATION_ID "01KDDDDDDDDDDDDDDDDDDDDDDD"
#define RUN_ID         "01KEEEEEEEEEEEEEEEEEEEEEEE"

static char *communes[] = {"77183", "77131"}, *names[] = {"La Ferté-sous-Jouarre", "Coulommiers"};
static char *departements[] = {"77"};
static const char *const departement_77[] = {"77"};
static const char *const collectivites_77[] = {"77183", "77131"};
static const struct audience CONCERNED = {.departements = departement_77,
					  .departement_count = 1,
					  .collectivites = collectivites_77,
					  .collectivite_count = 2};

static inline void club_free(struct harness *harness)
{
	harness_check(harness);
	harness_free(harness);
}

/* ---- Members */

static inline Bus__Actor *nation(struct harness *harness, const char *principal)
{
	return harness_actor(harness, principal, BUS__ROLE__ROLE_ANCT, NULL);
}

static inline Bus__Actor *prefecture(struct harness *harness, const char *principal, const char *departement)
{
	return harness_actor(harness, principal, BUS__ROLE__ROLE_PREFECTURE, departement);
}

/* Nothing but a member: it may read what is public. */
static inline Bus__Actor *plain(struct harness *harness, const char *principal)
{
	return harness_actor(harness, principal, BUS__ROLE__ROLE_MEMBER, NULL);
}

static inline struct answer join_with(struct harness *harness, const Bus__Actor *actor, char **wanted,
				      size_t count, Club__Topic topic, Club__DigestPeriod digest)
{
	Club__JoinClubRequest request = CLUB__JOIN_CLUB_REQUEST__INIT;

	request.departement_codes = wanted;
	request.n_departement_codes = count;
	request.topics = &topic;
	request.n_topics = topic != TOPIC(UNSPECIFIED);
	request.digest = digest;
	return harness_call(harness, actor, "JoinClub", &request.base);
}

static inline void join(struct harness *harness, const Bus__Actor *actor)
{
	assert_accepted(join_with(harness, actor, NULL, 0, TOPIC(UNSPECIFIED), DIGEST(UNSPECIFIED)));
}

static inline struct answer change(struct harness *harness, const Bus__Actor *actor, char **wanted,
				   size_t count, Club__DigestPeriod digest)
{
	Club__ChangePreferencesRequest request = CLUB__CHANGE_PREFERENCES_REQUEST__INIT;

	request.departement_codes = wanted;
	request.n_departement_codes = count;
	request.digest = digest;
	return harness_call(harness, actor, "ChangePreferences", &request.base);
}

static inline struct answer leave(struct harness *harness, const Bus__Actor *actor)
{
	Club__LeaveClubRequest request = CLUB__LEAVE_CLUB_REQUEST__INIT;

	return harness_call(harness, actor, "LeaveClub", &request.base);
}

static inline Club__ListNoticesResponse *notices(struct harness *harness, const Bus__Actor *actor)
{
	Club__ListNoticesRequest request = CLUB__LIST_NOTICES_REQUEST__INIT;
	struct answer answer = harness_call(harness, actor, "ListNotices", &request.base);

	assert_accepted(answer);
	return answer.response;
}

static inline struct answer mark_read(struct harness *harness, const Bus__Actor *actor, char **ids,
				      size_t count)
{
	Club__MarkReadRequest request = CLUB__MARK_READ_REQUEST__INIT;

	request.notice_ids = ids;
	request.n_notice_ids = count;
	return harness_call(harness, actor, "MarkRead", &request.base);
}

/* ---- What is said */

static inline Registry__CandidacySubmitted candidacy_submitted(void)
{
	Registry__CandidacySubmitted event = REGISTRY__CANDIDACY_SUBMITTED__INIT;

	event.candidacy_id = CANDIDACY_ID;
	event.commune_codes = communes;
	event.commune_names = names;
	event.n_commune_codes = event.n_commune_names = 2;
	event.coordinating_departement_code = "77";
	event.departement_codes = departements;
	event.n_departement_codes = 1;
	return event;
}

/* Restricted to those it concerns. */
static inline uint64_t submit(struct harness *harness)
{
	Registry__CandidacySubmitted event = candidacy_submitted();

	return harness_source(harness, "registry", &event.base, &CONCERNED);
}

static inline Registry__LabelGranted label_granted(void)
{
	Registry__LabelGranted event = REGISTRY__LABEL_GRANTED__INIT;

	event.label_id = LABEL_ID;
	event.candidacy_id = CANDIDACY_ID;
	event.territory_name = "Pays fertois";
	event.commune_codes = communes;
	event.n_commune_codes = 2;
	event.departement_codes = departements;
	event.n_departement_codes = 1;
	event.decision_reference = "ANCT 2026-12";
	event.decision_date = "2026-01-01";
	return event;
}

/* Public. */
static inline uint64_t grant(struct harness *harness)
{
	Registry__LabelGranted event = label_granted();

	return harness_source(harness, "registry", &event.base, NULL);
}

static inline void run_completed(struct harness *harness)
{
	Eligibility__RunCompleted event = ELIGIBILITY__RUN_COMPLETED__INIT;

	event.run_id = RUN_ID;
	event.grid_version = "grille-2026";
	event.criteria_version = "criteria-2026";
	event.commune_count = 34969;
	event.eligible_count = 2560;
	harness_source(harness, "eligibility", &event.base, NULL);
}

static inline void file_application(struct harness *harness)
{
	Funding__ApplicationFiled event = FUNDING__APPLICATION_FILED__INIT;
	Funding__PayerAmount state = FUNDING__PAYER_AMOUNT__INIT, bank = FUNDING__PAYER_AMOUNT__INIT;
	Funding__PayerAmount *amounts[] = {&state, &bank};

	state.payer = "etat";
	state.amount_cents = 3000000;
	bank.payer = "banque-des-territoires";
	bank.amount_cents = 1500050;
	event.application_id = APPLICATION_ID;
	event.territory_id = TERRITORY_ID;
	event.territory_name = "Pays fertois";
	event.measure_id = "chef-de-projet";
	event.measure_title = "Chef de projet";
	event.title = "Poste de 2026";
	event.amounts = amounts;
	event.n_amounts = 2;
	event.departement_codes = departements;
	event.n_departement_codes = 1;
	harness_source(harness, "funding", &event.base, &CONCERNED);
}

#endif
