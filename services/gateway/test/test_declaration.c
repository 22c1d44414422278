/* What may be said of a file, and how it is kept. */
#include "depot_fixture.h"

#include "gateway/declaration.h"

static void refused_as(const Gateway__Document *declared, const char *reason, const char *field)
{
	assert_reason(begin(ID_1, declared), reason);
	assert_string_equal(refusal.fields[0], field);
	assert_int_equal(access("uploads/" ID_1, F_OK), -1);
}

static void a_name_is_no_path(void **state)
{
	static const char *const wrong[] = {
		"",          "../acte.txt",   "a/b.txt",
		"a\\b.txt",  "/etc/acte.txt", ".txt",
		".acte.txt", "a\n.txt",       "a\r\nSet-Cookie: x.txt",
		"a\t.txt",   "a\x01.txt",     "a\xff.txt",
		"a\x7f.txt", "\xc3.txt",
	};
	char name[DECLARATION_NAME_MAX + 2];
	Gateway__Document declared = text_of(1);

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		declared.file_name = (char *)wrong[i];
		refused_as(&declared, "FILE_NAME_INVALID", "file_name");
	}
	memset(name, 'x', sizeof name);
	memcpy(name + DECLARATION_NAME_MAX - 3, ".txt", 5);
	declared.file_name = name;
	refused_as(&declared, "FILE_NAME_INVALID", "file_name");
	assert_true(begin(ID_1, (declared.file_name = name + 1, &declared)));
	assert_true(begin(ID_2, (declared.file_name = "Délibération n° 12 (été).TXT", &declared)));
}

static void a_type_is_one_that_is_taken(void **state)
{
	Gateway__Document declared = text_of(1);

	(void)state;
	declared.media_type = "text/html";
	refused_as(&declared, "MEDIA_TYPE_NOT_TAKEN", "media_type");
	declared.media_type = "";
	refused_as(&declared, "MEDIA_TYPE_NOT_TAKEN", "media_type");
	declared.media_type = "application/pdf";
	refused_as(&declared, "FILE_EXTENSION_MISMATCH", "file_name");
}

static void a_size_is_bounded(void **state)
{
	Gateway__Document declared = text_of(0);

	(void)state;
	refused_as(&declared, "FILE_EMPTY", "size_bytes");
	declared.size_bytes = (uint64_t)DEPOT_FILE_MAX + 1;
	refused_as(&declared, "FILE_TOO_LARGE", "size_bytes");
	declared.size_bytes = UINT64_MAX;
	refused_as(&declared, "FILE_TOO_LARGE", "size_bytes");
	declared.size_bytes = DEPOT_FILE_MAX;
	assert_true(begin(ID_1, &declared));
}

static void a_digest_is_64_digits(void **state)
{
	Gateway__Document declared = text_of(1);

	(void)state;
	declared.digest = "..";
	refused_as(&declared, "DIGEST_INVALID", "digest");
	declared.digest = "../../../../../../../../../../../../../../../../../../../../etc/pa";
	refused_as(&declared, "DIGEST_INVALID", "digest");
	declared.digest = "ABCDEF0000000000000000000000000000000000000000000000000000000000";
	refused_as(&declared, "DIGEST_INVALID", "digest");
}

static void readers_are_bounded_and_have_their_form(void **state)
{
	char *codes[DECLARATION_READERS_MAX + 1];
	Gateway__Document declared = text_of(1);

	(void)state;
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		codes[i] = "77";
	declared.departement_codes = codes;
	declared.n_departement_codes = DECLARATION_READERS_MAX + 1;
	refused_as(&declared, "TOO_MANY_READERS", "departement_codes");
	codes[1] = "777";
	declared.n_departement_codes = DECLARATION_READERS_MAX;
	refused_as(&declared, "READER_INVALID", "departement_codes");
	codes[1] = "2A";
	declared.collectivite_codes = codes;
	declared.n_collectivite_codes = 1;
	refused_as(&declared, "READER_INVALID", "collectivite_codes");
	declared.collectivite_codes = (char *[]){"01004", "200040715"};
	declared.n_collectivite_codes = 2;
	declared.partner_ids = (char *[]){""};
	declared.n_partner_ids = 1;
	refused_as(&declared, "READER_INVALID", "partner_ids");
	declared.partner_ids = (char *[]){"banque"};
	assert_true(begin(ID_1, &declared));
}

static void an_upload_has_a_number_and_an_owner(void **state)
{
	static const char *const wrong[] = {"",
					    "../../etc/passwd",
					    "01ARZ3NDEKTSV4RRFFQ69G5FA",
					    "01ARZ3NDEKTSV4RRFFQ69G5FAVV",
					    "01arz3ndektsv4rrffq69g5fav",
					    "../RZ3NDEKTSV4RRFFQ69G5FAV",
					    "01ARZ3NDEKTSV4RRFFQ69G5F/V",
					    "ZZZZZZZZZZZZZZZZZZZZZZZZZZ"};
	Gateway__Document declared = text_of(1);

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_reason(begin(wrong[i], &declared), "UPLOAD_INVALID");
	declared.owner_id = "";
	assert_reason(begin(ID_1, &declared), "UPLOAD_INVALID");
	declared.owner_id = "anne";
	assert_true(begin(ID_1, &declared));
	assert_reason(begin(ID_1, &declared), "UPLOAD_INVALID");
}

static void it_is_kept_as_it_was_said(void **state)
{
	Gateway__Document declared = text_of(7), *kept;

	(void)state;
	declared.partner_ids = (char *[]){"banque"};
	declared.n_partner_ids = 1;
	assert_true(begin(ID_1, &declared));
	kept = declaration_read(ID_1, arena);
	assert_non_null(kept);
	assert_string_equal(kept->owner_id, "anne");
	assert_int_equal(kept->size_bytes, 7);
	assert_string_equal(kept->partner_ids[0], "banque");
	assert_string_equal(kept->id, "");
	assert_null(declaration_read(ID_2, arena));
	assert_int_equal(file_write("uploads/" ID_1 ".declared", (struct bytes){0}, 0600), 0);
	assert_null(declaration_read(ID_1, arena));
	assert_int_equal(file_write("uploads/" ID_1 ".declared", bytes_text("\x0a\xff"), 0600), 0);
	assert_null(declaration_read(ID_1, arena));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_name_is_no_path),
		CASE(a_type_is_one_that_is_taken),
		CASE(a_size_is_bounded),
		CASE(a_digest_is_64_digits),
		CASE(readers_are_bounded_and_have_their_form),
		CASE(an_upload_has_a_number_and_an_owner),
		CASE(it_is_kept_as_it_was_said),
	};

	return cmocka_run_group_tests_name("gateway/declaration", tests, NULL, NULL);
}
