#include "gateway/download.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "gateway/listing.h"
#include "json/csv.h"

struct download {
	struct exchange *exchange;
	struct listing *listing; /* NULL: it is at its end */
	enum csv_form form;
	char *method;
	bool open, asked, failed;
	struct buf out;
	size_t sent;
};

void download_name(struct exchange *exchange, const char *method, struct instant now)
{
	const char *name = strrchr(method, '/');
	char day[CIVIL_DATE_TEXT_SIZE], header[256];

	civil_date_text(civil_date_from_days((int32_t)(now.us / 86400000000)), day);
	snprintf(header, sizeof header, "attachment; filename=\"%.64s-%s.csv\"", name ? name + 1 : method,
		 day);
	exchange_add_header(exchange, "Content-Disposition", header);
}

/* ---- To the client */

static bool is_read(const struct download *download)
{
	return download->sent == download->out.len;
}

static void make_room(struct download *download)
{
	buf_clear(&download->out);
	download->sent = 0;
	if (!download->listing || download->asked)
		return;
	download->asked = true;
	listing_next(download->listing);
}

static ssize_t on_read(void *ctx, uint8_t *out, size_t size)
{
	struct download *download = ctx;
	size_t count;

	if (is_read(download))
		make_room(download);
	if (is_read(download) && !download->listing)
		return download->failed ? STREAM_BROKEN : STREAM_END;
	count = download->out.len - download->sent < size ? download->out.len - download->sent : size;
	memcpy(out, download->out.data + download->sent, count);
	download->sent += count;
	return (ssize_t)count;
}

static void on_closed(void *ctx)
{
	struct download *download = ctx;

	if (download->listing)
		listing_drop(download->listing);
	buf_free(&download->out);
	free(download->method);
	free(download);
}

static const struct stream_ops STREAM = {.read = on_read, .closed = on_closed};

/* ---- From the bus */

static void open_stream(struct download *download)
{
	download->open = true;
	csv_header(download->form, listing_row_type(download->listing), &download->out);
	download_name(download->exchange, download->method, instant_now());
	exchange_stream(download->exchange, 200, DOWNLOAD_TYPE, &STREAM, download);
}

static void on_page(void *ctx, const ProtobufCMessage *const *rows, size_t count)
{
	struct download *download = ctx;

	download->asked = false;
	if (!download->open)
		open_stream(download);
	for (size_t i = 0; i < count && !download->failed; i++)
		download->failed = !csv_row(download->form, rows[i], &download->out);
	exchange_wake(download->exchange);
}

/* In the middle, all that can be said is that this is not the end: the transfer breaks off. */
static void on_end(void *ctx, const struct refusal *refusal)
{
	struct download *download = ctx;

	download->listing = NULL;
	download->failed = download->failed || refusal;
	if (download->open) {
		exchange_wake(download->exchange);
		return;
	}
	require(refusal); /* a list that ends well has given a page first */
	exchange_refuse(download->exchange, refusal);
	on_closed(download);
}

static const struct listing_ops LISTING = {.page = on_page, .end = on_end};

/* ---- Beginning */

static bool read_form(const struct exchange *exchange, enum csv_form *ret, struct refusal *refusal)
{
	struct bytes form = exchange_argument(exchange, "form");

	*ret = bytes_equal(form, bytes_text("machine")) ? CSV_MACHINE : CSV_SPREADSHEET;
	return form.len == 0 || *ret == CSV_MACHINE || bytes_equal(form, bytes_text("spreadsheet")) ||
	       refuse(refusal, FAULT_INVALID_ARGUMENT, "FORM_INVALID", "form",
		      "L'argument form attend spreadsheet (tableurs : UTF-8 avec BOM, points-virgules) ou "
		      "machine "
		      "(RFC 4180).");
}

void download_handle(struct exchange *exchange)
{
	struct download *download = xcalloc(1, sizeof *download);
	struct refusal refusal = {0};

	*download = (struct download){.exchange = exchange, .method = xstrdup(exchange_rest(exchange))};
	if (read_form(exchange, &download->form, &refusal))
		download->listing =
			listing_new(download->method, exchange_argument(exchange, "message"),
				    exchange_visitor(exchange)->principal, &LISTING, download, &refusal);
	if (!download->listing) {
		exchange_refuse(exchange, &refusal);
		on_closed(download);
		return;
	}
	download->asked = true;
	listing_next(download->listing);
}
