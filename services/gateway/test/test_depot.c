/* Uploads and documents: what is taken, what is kept, and who sees it. */
#include "depot_fixture.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>

#include "base/tree.h"

static unsigned files_in(const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;
	unsigned count = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)))
		count += entry->d_name[0] != '.' && strcmp(entry->d_name, "boot") != 0;
	closedir(dir);
	return count;
}

static void a_file_comes_by_parts_and_becomes_a_document(void **state)
{
	Gateway__Document declared = text_of(strlen(TEXT));
	char path[128];
	struct stat st;

	(void)state;
	declared.digest = (char *)digest_of(TEXT);
	assert_true(begin(ID_1, &declared));
	assert_true(put(ID_1, 0, bytes_of(TEXT, 10)));
	assert_int_equal(progress.offset, 10);
	assert_int_equal(progress.size, strlen(TEXT));
	assert_reason(finish(ID_1), "UPLOAD_INCOMPLETE");
	assert_true(put(ID_1, 10, bytes_text(TEXT + 10)));
	assert_true(finish(ID_1));
	assert_document(TEXT);
	snprintf(path, sizeof path, "documents/%.2s/%s", digest_of(TEXT), digest_of(TEXT) + 2);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0400);
	assert_int_equal(st.st_nlink, 1);
}

static void what_was_sealed_is_told_again(void **state)
{
	const char *departement = "77";
	Gateway__Document declared = text_of(strlen(TEXT)), *sealed;

	(void)state;
	declared.departement_codes = (char **)&departement;
	declared.n_departement_codes = 1;
	assert_true(begin(ID_1, &declared));
	assert_null(depot_sealed(ID_1, "anne", arena));
	assert_true(put(ID_1, 0, bytes_text(TEXT)));
	assert_null(depot_sealed(ID_1, "anne", arena));
	assert_true(finish(ID_1));
	depot_again();
	for (int i = 0; i < 2; i++) {
		sealed = depot_sealed(ID_1, "anne", arena);
		assert_non_null(sealed);
		assert_string_equal(sealed->digest, digest_of(TEXT));
		assert_string_equal(sealed->file_name, "acte.txt");
		assert_string_equal(sealed->departement_codes[0], "77");
	}
	assert_null(depot_sealed(ID_1, "bruno", arena));
	assert_null(depot_sealed(ID_2, "anne", arena));
	assert_null(depot_sealed("../../etc/passwd", "anne", arena));
	assert_reason(depot_state(depot, ID_1, "anne", &progress, &refusal), "UPLOAD_UNKNOWN");
}

static void an_interrupted_upload_goes_on(void **state)
{
	Gateway__Document declared = text_of(strlen(TEXT));

	(void)state;
	declared.digest = (char *)digest_of(TEXT);
	assert_true(begin(ID_1, &declared));
	assert_true(put(ID_1, 0, bytes_of(TEXT, 5)));
	depot_again();
	assert_true(depot_state(depot, ID_1, "anne", &progress, &refusal));
	assert_int_equal(progress.offset, 5);
	assert_reason(put(ID_1, 0, bytes_of(TEXT, 5)), "OFFSET_MISMATCH");
	assert_int_equal(refusal.fault, FAULT_ABORTED);
	assert_non_null(strstr(refusal.message, "l'octet 5 "));
	assert_reason(put(ID_1, 6, bytes_text(TEXT + 6)), "OFFSET_MISMATCH");
	assert_reason(put(ID_1, UINT64_MAX, bytes_text(TEXT)), "OFFSET_MISMATCH");
	assert_true(put(ID_1, 5, bytes_text(TEXT + 5)));
	assert_true(finish(ID_1));
	assert_document(TEXT);
}

/* After a power cut a file may hold zeros where it was not flushed: only a digest would tell. */
static void without_a_digest_a_restart_of_the_machine_begins_it_anew(void **state)
{
	Gateway__Document declared = text_of(strlen(TEXT));

	(void)state;
	leave(ID_1, TEXT);
	declared.digest = (char *)digest_of(TEXT);
	assert_true(begin(ID_2, &declared));
	assert_true(put(ID_2, 0, bytes_of(TEXT, 5)));
	depot_again();
	assert_true(depot_state(depot, ID_1, "anne", &progress, &refusal));
	assert_int_equal(progress.offset, strlen(TEXT));
	assert_int_equal(file_write("uploads/boot", bytes_text("un autre démarrage"), 0600), 0);
	depot_again();
	assert_true(depot_state(depot, ID_1, "anne", &progress, &refusal));
	assert_int_equal(progress.offset, 0);
	assert_true(depot_state(depot, ID_2, "anne", &progress, &refusal));
	assert_int_equal(progress.offset, 5);
	assert_true(put(ID_1, 0, bytes_text(TEXT)));
	depot_again();
	assert_true(finish(ID_1));
	assert_document(TEXT);
}

static void parts_are_bounded(void **state)
{
	Gateway__Document declared = text_of(DEPOT_CHUNK_MAX + 1);
	uint8_t *large = calloc(1, DEPOT_CHUNK_MAX + 1);

	(void)state;
	memset(large, 'x', DEPOT_CHUNK_MAX + 1);
	assert_true(begin(ID_1, &declared));
	assert_reason(put(ID_1, 0, bytes_of(large, 0)), "CHUNK_EMPTY");
	assert_reason(put(ID_1, 0, bytes_of(large, DEPOT_CHUNK_MAX + 1)), "CHUNK_TOO_LARGE");
	assert_true(put(ID_1, 0, bytes_of(large, DEPOT_CHUNK_MAX)));
	assert_reason(put(ID_1, DEPOT_CHUNK_MAX, bytes_of(large, 2)), "UPLOAD_OVERFLOWS");
	assert_true(put(ID_1, DEPOT_CHUNK_MAX, bytes_of(large, 1)));
	assert_reason(put(ID_1, DEPOT_CHUNK_MAX + 1, bytes_of(large, 1)), "UPLOAD_OVERFLOWS");
	assert_true(finish(ID_1));
	free(large);
}

static void the_same_content_is_one_file(void **state)
{
	ino_t first;
	struct stat st;
	char path[128];

	(void)state;
	leave(ID_1, TEXT);
	assert_true(finish(ID_1));
	snprintf(path, sizeof path, "documents/%.2s/%s", digest_of(TEXT), digest_of(TEXT) + 2);
	assert_int_equal(stat(path, &st), 0);
	first = st.st_ino;
	leave(ID_2, TEXT);
	assert_true(finish(ID_2));
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_ino == first);
	assert_non_null(depot_sealed(ID_2, "anne", arena));
	assert_int_equal(files_in("uploads"), 2); /* what was declared of both */
	assert_document(TEXT);
}

static void another_content_than_announced_ends_the_upload(void **state)
{
	Gateway__Document declared = text_of(strlen(TEXT));

	(void)state;
	declared.digest = (char *)digest_of("autre chose");
	assert_true(begin(ID_1, &declared));
	assert_true(put(ID_1, 0, bytes_text(TEXT)));
	assert_reason(finish(ID_1), "DIGEST_MISMATCH");
	assert_reason(finish(ID_1), "UPLOAD_UNKNOWN");
	assert_int_equal(files_in("uploads") + files_in("documents"), 0);
}

/* A digest that somebody else's document has opens nothing. */
static void announcing_a_digest_is_not_having_its_content(void **state)
{
	Gateway__Document declared = text_of(strlen(TEXT));

	(void)state;
	leave(ID_1, TEXT);
	assert_true(finish(ID_1));
	declared.digest = (char *)digest_of(TEXT);
	assert_true(begin(ID_2, &declared));
	assert_null(depot_sealed(ID_2, "anne", arena));
	assert_int_equal(unlink("uploads/" ID_2), 0); /* as if something went wrong */
	assert_null(depot_sealed(ID_2, "anne", arena));
	depot_again();
	assert_null(depot_sealed(ID_2, "anne", arena));
	assert_int_not_equal(access("uploads/" ID_2 ".declared", F_OK), 0);
}

static void an_upload_is_its_owners(void **state)
{
	struct depot_sealing sealing;

	(void)state;
	leave(ID_1, TEXT);
	refusal = (struct refusal){0};
	assert_reason(depot_state(depot, ID_1, "bruno", &progress, &refusal), "UPLOAD_UNKNOWN");
	refusal = (struct refusal){0};
	assert_reason(depot_put(depot, ID_1, "bruno", 0, bytes_text("x"), &progress, &refusal),
		      "UPLOAD_UNKNOWN");
	refusal = (struct refusal){0};
	assert_reason(depot_seal_begin(depot, ID_1, "bruno", &sealing, &refusal), "UPLOAD_UNKNOWN");
	refusal = (struct refusal){0};
	assert_reason(depot_abandon(depot, ID_1, "bruno", &refusal), "UPLOAD_UNKNOWN");
	refusal = (struct refusal){0};
	assert_true(depot_abandon(depot, ID_1, "anne", &refusal));
	assert_reason(depot_state(depot, ID_1, "anne", &progress, &refusal), "UPLOAD_UNKNOWN");
	assert_int_equal(files_in("uploads"), 0);
}

static void nothing_touches_what_is_being_sealed(void **state)
{
	struct depot_sealing sealing, again;

	(void)state;
	leave(ID_1, TEXT);
	refusal = (struct refusal){0};
	assert_true(depot_seal_begin(depot, ID_1, "anne", &sealing, &refusal));
	assert_reason(depot_seal_begin(depot, ID_1, "anne", &again, &refusal), "UPLOAD_SEALING");
	assert_reason(put(ID_1, strlen(TEXT), bytes_text("x")), "UPLOAD_SEALING");
	refusal = (struct refusal){0};
	assert_reason(depot_abandon(depot, ID_1, "anne", &refusal), "UPLOAD_SEALING");
	assert_int_equal(depot_sweep(depot, instant_add_ms(instant_now(), 2 * DEPOT_IDLE_MS)), 0);
	depot_seal(&sealing);
	depot_seal_end(depot, &sealing);
	assert_document(TEXT);
}

/* What the disk refused may be asked for again. */
static void the_disks_fault_ends_nothing(void **state)
{
	char path[32];

	(void)state;
	leave(ID_1, TEXT);
	snprintf(path, sizeof path, "documents/%.2s", digest_of(TEXT));
	assert_int_equal(file_write(path, bytes_text("un fichier où il faut un dossier"), 0600), 0);
	assert_reason(finish(ID_1), "DEPOT_FAILED");
	assert_true(depot_state(depot, ID_1, "anne", &progress, &refusal));
	assert_int_equal(unlink(path), 0);
	assert_true(finish(ID_1));
	assert_document(TEXT);
}

static void uploads_under_way_are_bounded(void **state)
{
	Gateway__Document declared = text_of(1);
	char id[ID_TEXT_SIZE], owner[16];
	unsigned begun = 0;

	(void)state;
	for (unsigned i = 0; i < DEPOT_OWNER_UPLOADS_MAX; i++) {
		struct id made = id_new(instant_now());

		id_text(&made, id);
		assert_true(begin(id, &declared));
	}
	assert_reason(begin(ID_1, &declared), "UPLOADS_TOO_MANY");
	refusal = (struct refusal){0};
	assert_true(depot_abandon(depot, id, "anne", &refusal));
	declared.size_bytes = DEPOT_FILE_MAX;
	for (;; begun++) {
		struct id made = id_new(instant_now());

		id_text(&made, id);
		snprintf(owner, sizeof owner, "p%u", begun);
		declared.owner_id = owner;
		if (!begin(id, &declared))
			break;
	}
	assert_string_equal(refusal.reason, "DEPOT_BUSY");
	assert_int_equal(begun, (DEPOT_BYTES_MAX - 3) / DEPOT_FILE_MAX);
	depot_again();
	assert_reason(begin(ID_1, &declared), "DEPOT_BUSY");
}

/* Moves what uploads/ knows of the last change back by `seconds`. */
static void age(const char *path, int64_t seconds)
{
	struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}};

	times[1].tv_sec = instant_now().us / 1000000 - seconds;
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void what_is_idle_for_a_day_is_swept(void **state)
{
	(void)state;
	leave(ID_1, TEXT);
	leave(ID_2, "Un autre acte.");
	assert_true(finish(ID_2));
	age("uploads/" ID_1, DEPOT_IDLE_MS / 1000 - 60);
	assert_int_equal(depot_sweep(depot, instant_now()), 0);
	age("uploads/" ID_1, DEPOT_IDLE_MS / 1000 + 60);
	assert_int_equal(depot_sweep(depot, instant_now()), 1);
	assert_reason(put(ID_1, 0, bytes_text("x")), "UPLOAD_UNKNOWN");
	assert_non_null(depot_sealed(ID_2, "anne", arena));
	age("uploads/" ID_2 ".declared", DEPOT_IDLE_MS / 1000 + 60);
	assert_int_equal(depot_sweep(depot, instant_now()), 0);
	assert_null(depot_sealed(ID_2, "anne", arena));
	assert_int_equal(files_in("uploads"), 0);
	assert_document("Un autre acte.");
}

static void documents_are_read_by_digest_alone(void **state)
{
	static const char *const wrong[] = {
		"",
		".",
		"../uploads/boot",
		"../../../../../../../../../../../../etc/passwd",
		"0000000000000000000000000000000000000000000000000000000000000000/",
		"ABCDEF0000000000000000000000000000000000000000000000000000000000",
		"000000000000000000000000000000000000000000000000000000000000000",
		"../../00000000000000000000000000000000000000000000000000000000000"};
	uint64_t size;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_int_equal(depot_read(wrong[i], &size), -1);
		assert_int_equal(errno, EINVAL);
	}
	assert_int_equal(depot_read(digest_of("absent"), &size), -1);
	assert_int_equal(errno, ENOENT);
}

static void documents_are_backed_up_and_put_back(void **state)
{
	char error[300];

	(void)state;
	leave(ID_1, TEXT);
	assert_true(finish(ID_1));
	assert_int_equal(file_make_folder("backup/soir", 0700), 0);
	assert_true(depot_backup("backup/soir", error, sizeof error));
	assert_true(depot_backup("backup/soir", error, sizeof error));
	assert_int_equal(rename("documents", "lost"), 0);
	depot_again();
	leave(ID_2, "Venu depuis.");
	assert_true(finish(ID_2));
	assert_int_equal(tree_share("backup/soir/" DEPOT_DOCUMENTS, DEPOT_DOCUMENTS), 0);
	assert_document(TEXT);
	assert_document("Venu depuis.");
	assert_int_equal(file_write("taken", bytes_text("x"), 0600), 0);
	assert_false(depot_backup("taken", error, sizeof error));
	assert_non_null(strstr(error, "taken"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_file_comes_by_parts_and_becomes_a_document),
		CASE(what_was_sealed_is_told_again),
		CASE(an_interrupted_upload_goes_on),
		CASE(without_a_digest_a_restart_of_the_machine_begins_it_anew),
		CASE(parts_are_bounded),
		CASE(the_same_content_is_one_file),
		CASE(another_content_than_announced_ends_the_upload),
		CASE(announcing_a_digest_is_not_having_its_content),
		CASE(an_upload_is_its_owners),
		CASE(nothing_touches_what_is_being_sealed),
		CASE(the_disks_fault_ends_nothing),
		CASE(uploads_under_way_are_bounded),
		CASE(what_is_idle_for_a_day_is_swept),
		CASE(documents_are_read_by_digest_alone),
		CASE(documents_are_backed_up_and_put_back),
	};

	return cmocka_run_group_tests_name("gateway/depot", tests, NULL, NULL);
}
