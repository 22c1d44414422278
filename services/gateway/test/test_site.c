/* The site's notice: what must be said, in which form, and who reads it. */
#include "fixture.h"

#include "gateway/site.h"

#define LCEN "art. 1-1"

/* One that says all that it must; a test then spoils one thing. */
static Gateway__Site *site(struct harness *harness)
{
	Gateway__Site *site = arena_alloc(harness->arena, sizeof *site);

	gateway__site__init(site);
	site->publisher = "Agence nationale de la cohésion des territoires";
	site->publisher_address = "20 avenue de Ségur, 75007 Paris";
	site->publication_director = "La directrice générale";
	site->hosting_name = "Un hébergeur";
	site->hosting_address = "1 rue de la Paix, 75002 Paris";
	site->hosting_phone = "+33 (0)1 23 45 67 89";
	site->contact_phone = "3939";
	site->contact_email = "contact@pvd.example";
	site->data_protection_officer = "dpd@pvd.example";
	site->data_retention = "Les comptes sans usage sont gardés trois ans.";
	return site;
}

static struct answer describe_as(struct harness *harness, const Bus__Actor *actor, Gateway__Site *said)
{
	Gateway__DescribeSiteRequest request = GATEWAY__DESCRIBE_SITE_REQUEST__INIT;

	request.site = said;
	return harness_call(harness, actor, "DescribeSite", &request.base);
}

static struct answer describe(struct harness *harness, Gateway__Site *said)
{
	return describe_as(harness, operator_(harness), said);
}

static bool changes(struct harness *harness, Gateway__Site *said)
{
	struct answer answer = describe(harness, said);

	assert_accepted(answer);
	return ((Gateway__DescribeSiteResponse *)answer.response)->changed;
}

static Gateway__GetSiteResponse *read_site(struct harness *harness)
{
	Gateway__GetSiteRequest request = GATEWAY__GET_SITE_REQUEST__INIT;
	const Bus__Actor *anybody = harness_actor(harness, "public", BUS__ROLE__ROLE_PUBLIC, NULL);
	struct answer answer = harness_call(harness, anybody, "GetSite", &request.base);

	assert_accepted(answer);
	return answer.response;
}

/* `law` "": none is cited. */
static void assert_refused_at(struct answer answer, const char *reason, const char *field, const char *law)
{
	assert_refused(answer, reason);
	assert_string_equal(answer.field, field);
	if (*law ? !strstr(answer.legal_reference, law) : *answer.legal_reference)
		fail_msg("%s: %s", field, answer.legal_reference);
}

static void is_said_by_the_operator_and_read_by_anybody(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__GetSiteResponse *read = read_site(harness);

	(void)state;
	assert_null(read->site);
	assert_int_equal(read->accessibility_state,
			 GATEWAY__ACCESSIBILITY_STATE__ACCESSIBILITY_STATE_NOT_ASSESSED);
	assert_refused(describe_as(harness, person(harness, "anna"), site(harness)), "ROLE_REQUIRED");
	assert_true(changes(harness, site(harness)));
	read = read_site(harness);
	assert_string_equal(read->site->publisher, site(harness)->publisher);
	assert_string_equal(read->site->data_retention, site(harness)->data_retention);
	assert_int_equal(timestamp_instant(read->site->described_at).us, harness->now.us);
	gateway_free(harness);
}

static void the_last_word_stands_and_the_same_again_is_none(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__Site *said = site(harness);
	struct instant first;

	(void)state;
	assert_true(changes(harness, said));
	first = timestamp_instant(read_site(harness)->site->described_at);
	harness_advance(harness, DAY_MS);
	said->described_at = timestamp_new(harness->arena, harness->now); /* which is not theirs to say */
	assert_false(changes(harness, said));
	assert_int_equal(timestamp_instant(read_site(harness)->site->described_at).us, first.us);
	said = site(harness);
	said->contact_email = "";
	said->contact_page = "https://pvd.example/contact";
	assert_true(changes(harness, said));
	assert_string_equal(read_site(harness)->site->contact_email, "");
	assert_int_equal(timestamp_instant(read_site(harness)->site->described_at).us, harness->now.us);
	gateway_free(harness);
}

/* Offsets into a message of what must not be missing, and under which law. */
static void what_the_law_asks_for_is_there(void **state)
{
	static const struct {
		size_t offset;
		const char *reason, *field, *law;
	} OWED[] = {
		{offsetof(Gateway__Site, publisher), "TEXT_MISSING", "site.publisher", LCEN},
		{offsetof(Gateway__Site, publisher_address), "TEXT_MISSING", "site.publisher_address", LCEN},
		{offsetof(Gateway__Site, publication_director), "TEXT_MISSING", "site.publication_director",
		 LCEN},
		{offsetof(Gateway__Site, hosting_name), "TEXT_MISSING", "site.hosting_name", LCEN},
		{offsetof(Gateway__Site, hosting_address), "TEXT_MISSING", "site.hosting_address", LCEN},
		{offsetof(Gateway__Site, hosting_phone), "PHONE_INVALID", "site.hosting_phone", LCEN},
		{offsetof(Gateway__Site, contact_phone), "PHONE_INVALID", "site.contact_phone", LCEN},
		{offsetof(Gateway__Site, contact_email), "CONTACT_MISSING", "site.contact_email", "2019-768"},
		{offsetof(Gateway__Site, data_protection_officer), "CONTACT_INVALID",
		 "site.data_protection_officer", "2016/679"},
		{offsetof(Gateway__Site, data_retention), "TEXT_MISSING", "site.data_retention", "2016/679"},
	};
	struct harness *harness = gateway_new();

	(void)state;
	assert_refused_at(describe(harness, NULL), "SITE_MISSING", "site", "");
	for (size_t i = 0; i < sizeof OWED / sizeof *OWED; i++) {
		Gateway__Site *said = site(harness);

		memcpy((char *)said + OWED[i].offset, &(char *){""}, sizeof(char *));
		assert_refused_at(describe(harness, said), OWED[i].reason, OWED[i].field, OWED[i].law);
	}
	assert_null(read_site(harness)->site);
	gateway_free(harness);
}

static void texts_are_bounded(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__Site *said = site(harness);
	char text[3002];

	(void)state;
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	said->data_retention = text;
	assert_refused_at(describe(harness, said), "TEXT_TOO_LONG", "site.data_retention", "2016/679");
	said->data_retention = text + 1;
	said->accessibility_exceptions = text;
	assert_refused_at(describe(harness, said), "TEXT_TOO_LONG", "site.accessibility_exceptions", "");
	said->accessibility_exceptions = text + 1;
	said->publisher = text + sizeof text - 1 - 161;
	assert_refused_at(describe(harness, said), "TEXT_TOO_LONG", "site.publisher", LCEN);
	said->publisher = text + sizeof text - 1 - 160;
	said->hosting_address = text + sizeof text - 1 - 301;
	assert_refused_at(describe(harness, said), "TEXT_TOO_LONG", "site.hosting_address", LCEN);
	said->hosting_address = text + sizeof text - 1 - 300;
	assert_accepted(describe(harness, said));
	gateway_free(harness);
}

static void phones_are_numbers(void **state)
{
	static const char *const GOOD[] = {"3939", "01.85.58.60.00", "+33 1-85 (58) 60 00"};
	static const char *const BAD[] = {"393", "01 85 58 60 OO", "tel:3939", "....",
					  "123456789012345678901234567890123"};
	struct harness *harness = gateway_new();
	Gateway__Site *said = site(harness);

	(void)state;
	for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
		said->hosting_phone = (char *)GOOD[i];
		assert_accepted(describe(harness, said));
	}
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		said->hosting_phone = (char *)BAD[i];
		assert_refused_at(describe(harness, said), "PHONE_INVALID", "site.hosting_phone", LCEN);
	}
	gateway_free(harness);
}

static void addresses_are_what_one_can_write_to(void **state)
{
	static const char *const GOOD[] = {"a@b.fr", "prenom.nom+pvd@anct.gouv.fr", "x_y-z@a-b.c.example"};
	static const char *const BAD[] = {
		"a",
		"@b.fr",
		"a@",
		"a@b",
		"a@b.",
		"a@.b",
		"a@b..fr",
		"a@-b.fr",
		"a@b-.fr",
		"a b@c.fr",
		"a@b.fr ",
		"a@b@c.fr",
		"a@b.fr,c@d.fr",
		"\"a\"@b.fr",
		"a@b_c.fr",
		"é@b.fr",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.fr"};
	struct harness *harness = gateway_new();
	Gateway__Site *said = site(harness);

	(void)state;
	for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
		said->contact_email = (char *)GOOD[i];
		assert_accepted(describe(harness, said));
	}
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		said->contact_email = (char *)BAD[i];
		assert_refused_at(describe(harness, said), "EMAIL_INVALID", "site.contact_email", "");
	}
	gateway_free(harness);
}

static void pages_are_https(void **state)
{
	static const char *const GOOD[] = {"https://pvd.example", "https://a.b-c.fr/x?y=%C3%A9&z#t"};
	static const char *const BAD[] = {"http://pvd.example",
					  "javascript:alert(1)",
					  "HTTPS://pvd.example",
					  "https://",
					  "https://localhost",
					  "https:///x",
					  "https://u@pvd.example",
					  "https://pvd.example:80",
					  "https://pvd.example/a b",
					  "https://pvd.example/\"x",
					  "https://pvd.example/<x>",
					  "https://pvd.example/é",
					  "//pvd.example"};
	struct harness *harness = gateway_new();
	Gateway__Site *said = site(harness);

	(void)state;
	for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
		said->contact_page = said->accessibility_plan_page = (char *)GOOD[i];
		said->data_protection_officer = (char *)GOOD[i];
		assert_accepted(describe(harness, said));
	}
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		said = site(harness);
		said->contact_page = (char *)BAD[i];
		assert_refused_at(describe(harness, said), "PAGE_INVALID", "site.contact_page", "");
		said->contact_page = "";
		said->accessibility_plan_page = (char *)BAD[i];
		assert_refused_at(describe(harness, said), "PAGE_INVALID", "site.accessibility_plan_page",
				  "");
		said->accessibility_plan_page = "";
		said->data_protection_officer = (char *)BAD[i];
		assert_refused_at(describe(harness, said), "CONTACT_INVALID", "site.data_protection_officer",
				  "2016/679");
	}
	gateway_free(harness);
}

static void an_audit_has_a_day_an_author_and_a_rate(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__Site *said = site(harness);

	(void)state;
	said->accessibility_rate_bp = 5000;
	assert_refused_at(describe(harness, said), "DATE_INVALID", "site.accessibility_assessed_on", "");
	said->accessibility_assessed_on = "2099-01-01";
	assert_refused_at(describe(harness, said), "DATE_IN_FUTURE", "site.accessibility_assessed_on", "");
	said->accessibility_assessed_on = "2024-02-29";
	assert_refused_at(describe(harness, said), "TEXT_MISSING", "site.accessibility_assessor", "");
	said->accessibility_assessor = "Un cabinet";
	said->accessibility_rate_bp = 10001;
	assert_refused_at(describe(harness, said), "RATE", "site.accessibility_rate_bp", "");
	said->accessibility_rate_bp = 10000;
	assert_accepted(describe(harness, said));
	said = site(harness);
	said->accessibility_assessor = "Un cabinet";
	assert_refused_at(describe(harness, said), "DATE_INVALID", "site.accessibility_assessed_on", "");
	gateway_free(harness);
}

static void the_rate_says_how_far_it_is_accessible(void **state)
{
	static const struct {
		uint32_t rate_bp;
		Gateway__AccessibilityState state;
	} RATES[] = {
		{0, GATEWAY__ACCESSIBILITY_STATE__ACCESSIBILITY_STATE_NONE},
		{4999, GATEWAY__ACCESSIBILITY_STATE__ACCESSIBILITY_STATE_NONE},
		{5000, GATEWAY__ACCESSIBILITY_STATE__ACCESSIBILITY_STATE_PARTIAL},
		{9999, GATEWAY__ACCESSIBILITY_STATE__ACCESSIBILITY_STATE_PARTIAL},
		{10000, GATEWAY__ACCESSIBILITY_STATE__ACCESSIBILITY_STATE_FULL},
	};
	struct harness *harness = gateway_new();
	Gateway__Site *said = site(harness);

	(void)state;
	assert_accepted(describe(harness, said));
	assert_int_equal(read_site(harness)->accessibility_state,
			 GATEWAY__ACCESSIBILITY_STATE__ACCESSIBILITY_STATE_NOT_ASSESSED);
	said->accessibility_assessed_on = "2024-02-29";
	said->accessibility_assessor = "Un cabinet";
	for (size_t i = 0; i < sizeof RATES / sizeof *RATES; i++) {
		said->accessibility_rate_bp = RATES[i].rate_bp;
		assert_accepted(describe(harness, said));
		assert_int_equal(read_site(harness)->accessibility_state, RATES[i].state);
	}
	gateway_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_said_by_the_operator_and_read_by_anybody),
		cmocka_unit_test(the_last_word_stands_and_the_same_again_is_none),
		cmocka_unit_test(what_the_law_asks_for_is_there),
		cmocka_unit_test(texts_are_bounded),
		cmocka_unit_test(phones_are_numbers),
		cmocka_unit_test(addresses_are_what_one_can_write_to),
		cmocka_unit_test(pages_are_https),
		cmocka_unit_test(an_audit_has_a_day_an_author_and_a_rate),
		cmocka_unit_test(the_rate_says_how_far_it_is_accessible),
	};

	return cmocka_run_group_tests_name("gateway/site", tests, NULL, NULL);
}
