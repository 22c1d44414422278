/* Documents: what may be left, and who may read it. */
#include "fixture.h"

#include "gateway/document.h"

#define DIGEST_REST "0112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define DIGEST      "0" DIGEST_REST

/* One that may be left as it is; a test then spoils one thing. */
static Gateway__Document *document(struct harness *harness)
{
	Gateway__Document *document = arena_alloc(harness->arena, sizeof *document);

	gateway__document__init(document);
	document->digest = DIGEST;
	document->size_bytes = 1;
	document->media_type = "application/pdf";
	document->file_name = "délibération du 12.pdf";
	document->owner_id = "anna";
	return document;
}

static struct answer leave_as(struct harness *harness, const Bus__Actor *actor, Gateway__Document *document)
{
	Gateway__RecordDocumentRequest request = GATEWAY__RECORD_DOCUMENT_REQUEST__INIT;

	request.document = document;
	return harness_call(harness, actor, "RecordDocument", &request.base);
}

static struct answer leave(struct harness *harness, Gateway__Document *document)
{
	return leave_as(harness, gateway(harness), document);
}

static char *left(struct harness *harness, Gateway__Document *document)
{
	struct answer answer = leave(harness, document);

	assert_accepted(answer);
	return ((Gateway__RecordDocumentResponse *)answer.response)->document->id;
}

static struct answer get(struct harness *harness, const Bus__Actor *actor, const char *id)
{
	Gateway__GetDocumentRequest request = GATEWAY__GET_DOCUMENT_REQUEST__INIT;

	request.document_id = (char *)id;
	return harness_call(harness, actor, "GetDocument", &request.base);
}

static Gateway__ListDocumentsResponse *list(struct harness *harness, const Bus__Actor *actor, unsigned size,
					    const char *token)
{
	Gateway__ListDocumentsRequest request = GATEWAY__LIST_DOCUMENTS_REQUEST__INIT;
	struct answer answer;

	request.page_size = size;
	request.page_token = (char *)token;
	answer = harness_call(harness, actor, "ListDocuments", &request.base);
	assert_accepted(answer);
	return answer.response;
}

static char *text_of(struct harness *harness, size_t len)
{
	char *text = arena_alloc(harness->arena, len + 1);

	memset(text, 'a', len);
	return text;
}

static void what_may_be_left(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__Document *d;

	(void)state;
#define SPOILT(change, reason, field_)                                                                       \
	do {                                                                                                 \
		struct answer spoilt_;                                                                       \
		d = document(harness);                                                                       \
		change;                                                                                      \
		spoilt_ = leave(harness, d);                                                                 \
		assert_refused(spoilt_, reason);                                                             \
		assert_string_equal(spoilt_.field, field_);                                                  \
	} while (0)
	SPOILT(d = NULL, "DOCUMENT_MISSING", "document");
	SPOILT(d->digest = DIGEST "0", "DIGEST_INVALID", "document.digest");
	SPOILT(d->digest = DIGEST_REST, "DIGEST_INVALID", "document.digest");
	SPOILT(d->digest = "A" DIGEST_REST, "DIGEST_INVALID", "document.digest");
	SPOILT(d->size_bytes = 0, "DOCUMENT_EMPTY", "document.size_bytes");
	SPOILT(d->media_type = "", "MEDIA_TYPE_INVALID", "document.media_type");
	SPOILT(d->media_type = "pdf", "MEDIA_TYPE_INVALID", "document.media_type");
	SPOILT(d->media_type = "application/", "MEDIA_TYPE_INVALID", "document.media_type");
	SPOILT(d->media_type = "/pdf", "MEDIA_TYPE_INVALID", "document.media_type");
	SPOILT(d->media_type = "text/html; charset=utf-8", "MEDIA_TYPE_INVALID", "document.media_type");
	SPOILT(d->media_type = "text/html\r\nX: y", "MEDIA_TYPE_INVALID", "document.media_type");
	SPOILT(d->media_type =
		       arena_printf(harness->arena, "a/%s", text_of(harness, DOCUMENT_MEDIA_TYPE_MAX - 1)),
	       "MEDIA_TYPE_INVALID", "document.media_type");
	SPOILT(d->file_name = "", "TEXT_MISSING", "document.file_name");
	SPOILT(d->file_name = text_of(harness, DOCUMENT_FILE_NAME_MAX + 1), "TEXT_TOO_LONG",
	       "document.file_name");
	SPOILT(d->file_name = "../a", "FILE_NAME_INVALID", "document.file_name");
	SPOILT(d->file_name = "..", "FILE_NAME_INVALID", "document.file_name");
	SPOILT(d->file_name = ".", "FILE_NAME_INVALID", "document.file_name");
	SPOILT(d->file_name = "a\nb", "FILE_NAME_INVALID", "document.file_name");
	SPOILT(d->owner_id = "clara", "PRINCIPAL_UNKNOWN", "document.owner_id");
	SPOILT((d->departement_codes = (char *[]){"77", "20"}, d->n_departement_codes = 2), "CODE_INVALID",
	       "document.departement_codes[1]");
	SPOILT((d->collectivite_codes = (char *[]){"123456789"}, d->n_collectivite_codes = 1), "CODE_INVALID",
	       "document.collectivite_codes[0]");
	SPOILT((d->partner_ids = (char *[]){""}, d->n_partner_ids = 1), "CODE_INVALID",
	       "document.partner_ids[0]");
	SPOILT((d->partner_ids = (char *[]){text_of(harness, 65)}, d->n_partner_ids = 1), "CODE_INVALID",
	       "document.partner_ids[0]");
#undef SPOILT
	d = document(harness);
	d->file_name = text_of(harness, DOCUMENT_FILE_NAME_MAX);
	d->media_type = arena_printf(harness->arena, "a/%s", text_of(harness, DOCUMENT_MEDIA_TYPE_MAX - 2));
	assert_accepted(leave(harness, d));
	gateway_free(harness);
}

static void is_for_so_many(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__Document *d = document(harness);
	char *codes[CONCERNED_MAX + 1];

	(void)state;
	for (unsigned i = 0; i <= CONCERNED_MAX; i++)
		codes[i] = "77";
	d->departement_codes = codes;
	d->n_departement_codes = CONCERNED_MAX + 1;
	assert_refused(leave(harness, d), "AUDIENCE_TOO_LARGE");
	d->n_departement_codes = CONCERNED_MAX;
	assert_accepted(leave(harness, d));
	gateway_free(harness);
}

static void the_gateway_alone_records(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__Document *d = document(harness), *stored;
	struct answer answer;

	(void)state;
	assert_refused(leave_as(harness, service(harness), d), "NOT_THE_GATEWAY");
	d->id = "01KAAAAAAAAAAAAAAAAAAAAAAA";
	d->left_at = timestamp_new(harness->arena, instant_add_ms(harness->now, -1000));
	answer = leave(harness, d);
	assert_accepted(answer);
	stored = ((Gateway__RecordDocumentResponse *)answer.response)->document;
	assert_string_not_equal(stored->id, d->id);
	assert_int_equal(timestamp_instant(stored->left_at).us, harness->now.us);
	gateway_free(harness);
}

static void is_read_by_its_owner_and_whom_it_names(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__Document *d = document(harness);
	Bus__Actor *bank = harness_actor(harness, "bank", BUS__ROLE__ROLE_PARTNER, NULL);
	Bus__Actor *elsewhere = harness_actor(harness, "elsewhere", BUS__ROLE__ROLE_PREFECTURE, "84");
	Bus__Actor *town = harness_collectivite(harness, "town", "77183");
	const char *alone, *shared;

	(void)state;
	bank->scope->partner = "banque";
	alone = left(harness, d);
	d->departement_codes = (char *[]){"77"};
	d->collectivite_codes = (char *[]){"77183"};
	d->partner_ids = (char *[]){"banque"};
	d->n_departement_codes = d->n_collectivite_codes = d->n_partner_ids = 1;
	shared = left(harness, d);
	assert_accepted(get(harness, person(harness, "anna"), alone));
	assert_accepted(get(harness, auditor(harness), alone));
	assert_refused(get(harness, person(harness, "berta"), alone), "DOCUMENT_UNKNOWN");
	assert_refused(get(harness, bank, alone), "DOCUMENT_UNKNOWN");
	assert_accepted(get(harness, person(harness, "berta"), shared));
	assert_accepted(get(harness, town, shared));
	assert_accepted(get(harness, bank, shared));
	assert_refused(get(harness, elsewhere, shared), "DOCUMENT_UNKNOWN");
	assert_refused(get(harness, auditor(harness), ""), "DOCUMENT_UNKNOWN");
	assert_int_equal(list(harness, person(harness, "anna"), 0, "")->n_documents, 2);
	assert_int_equal(list(harness, person(harness, "berta"), 0, "")->n_documents, 1);
	assert_int_equal(list(harness, elsewhere, 0, "")->n_documents, 0);
	gateway_free(harness);
}

static void the_latest_first(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__ListDocumentsResponse *page;
	const char *ids[3], *token = "";

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		Gateway__Document *others = document(harness);

		ids[i] = left(harness, document(harness));
		others->owner_id = "berta";
		left(harness, others);
		pass(harness, SECOND_MS);
	}
	for (unsigned i = 0; i < 3; i++) {
		page = list(harness, person(harness, "anna"), 1, token);
		assert_int_equal(page->n_documents, 1);
		assert_string_equal(page->documents[0]->id, ids[2 - i]);
		token = page->next_page_token;
	}
	assert_string_equal(token, "");
	gateway_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_may_be_left),
		cmocka_unit_test(is_for_so_many),
		cmocka_unit_test(the_gateway_alone_records),
		cmocka_unit_test(is_read_by_its_owner_and_whom_it_names),
		cmocka_unit_test(the_latest_first),
	};

	return cmocka_run_group_tests_name("gateway/document", tests, NULL, NULL);
}
