/* A content shows that it is of its type. */
#define _GNU_SOURCE /* memfd_create */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gateway/media.h"

#define PDF  "application/pdf"
#define ODT  "application/vnd.oasis.opendocument.text"
#define ODS  "application/vnd.oasis.opendocument.spreadsheet"
#define DOCX "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
/* A ZIP's local header of 30 bytes, of which only the first four are looked at. */
#define HEADER "PK\003\004.........................."

static int matches(const char *type, const char *content, size_t len, size_t padding)
{
	static const char zeros[4096];
	int fd = memfd_create("content", MFD_CLOEXEC), ret;

	assert_true(fd >= 0);
	for (size_t at = 0; at < padding; at += sizeof zeros)
		assert_int_equal(write(fd, zeros, sizeof zeros), sizeof zeros);
	assert_int_equal(pwrite(fd, content, len, 0), len);
	ret = media_matches(media_find(type), fd, len > padding ? len : padding);
	close(fd);
	return ret;
}

#define MATCHES(type, content) matches(type, content, sizeof(content) - 1, 0)

static void signatures(void **state)
{
	(void)state;
	assert_int_equal(MATCHES(PDF, "%PDF-1.7\n"), 1);
	assert_int_equal(MATCHES(PDF, "%PDF"), 0);
	assert_int_equal(MATCHES(PDF, " %PDF-1.7\n"), 0);
	assert_int_equal(MATCHES(PDF, "<html>"), 0);
	assert_int_equal(MATCHES("image/png", "\x89PNG\r\n\x1a\n...."), 1);
	assert_int_equal(MATCHES("image/png", "\x89PNG\n\x1a\n...."), 0);
	assert_int_equal(MATCHES("image/jpeg", "\xff\xd8\xff\xe0"), 1);
	assert_int_equal(MATCHES("image/jpeg", "GIF89a"), 0);
	assert_int_equal(MATCHES("image/jpeg", "\xff"), 0);
}

static void office_documents_are_told_apart(void **state)
{
	(void)state;
	assert_int_equal(MATCHES(ODT, HEADER "mimetype" ODT "PK"), 1);
	assert_int_equal(MATCHES(ODS, HEADER "mimetype" ODT "PK"), 0);
	assert_int_equal(MATCHES(ODT, HEADER ".mimetype" ODT "PK"), 0);
	assert_int_equal(MATCHES(ODT, "PK\003\004"), 0);
	assert_int_equal(MATCHES(DOCX, "PK\003\004 [Content_Types].xml word/document.xml"), 1);
	assert_int_equal(MATCHES(XLSX, "PK\003\004 [Content_Types].xml word/document.xml"), 0);
	assert_int_equal(MATCHES(DOCX, "MZ word/document.xml"), 0);
	/* The directory is at the end; what lies long before it is content. */
	assert_int_equal(matches(DOCX, "PK\003\004 word/", 10, 80 * 1024), 0);
}

static void text_has_no_zero(void **state)
{
	char text[70000];

	(void)state;
	memset(text, 'x', sizeof text);
	assert_int_equal(MATCHES("text/plain", "R\xe9publique"), 1);
	assert_int_equal(MATCHES("text/csv", "a;b\n1;2\n"), 1);
	assert_int_equal(matches("text/plain", text, sizeof text, 0), 1);
	text[sizeof text - 1] = '\0';
	assert_int_equal(matches("text/plain", text, sizeof text, 0), 0);
	assert_int_equal(media_matches(media_find("text/plain"), -1, 10), -1);
	assert_int_equal(errno, EBADF);
	assert_int_equal(media_matches(media_find(PDF), -1, 10), -1);
}

static void names_go_with_types(void **state)
{
	(void)state;
	assert_null(media_find("text/html"));
	assert_null(media_find("application/PDF"));
	assert_null(media_find(""));
	assert_true(media_names(media_find(PDF), "a.b.PDF"));
	assert_true(media_names(media_find("image/jpeg"), "photo.jpg"));
	assert_true(media_names(media_find("image/jpeg"), "photo.jpeg"));
	assert_false(media_names(media_find("text/plain"), "run.hta"));
	assert_false(media_names(media_find(PDF), "pdf"));
	assert_false(media_names(media_find(PDF), ".pdf"));
	assert_false(media_names(media_find(PDF), "acte.pdf.exe"));
	assert_false(media_names(media_find(PDF), "acte.pdf "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signatures),
		cmocka_unit_test(office_documents_are_told_apart),
		cmocka_unit_test(text_has_no_zero),
		cmocka_unit_test(names_go_with_types),
	};

	return cmocka_run_group_tests_name("gateway/media", tests, NULL, NULL);
}
