#include "gateway/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "gateway/disposition.h"
#include "gateway/listing.h"
#include "json/csv.h"

struct sheet {
	struct exchange *exchange;
	struct listing *listing; /* NULL: it is at its end */
	enum csv_form form;
	char *method;
	bool open, asked, failed;
	struct buf out;
	size_t sent;
};

void sheet_name(struct exchange *exchange, const char *method, struct instant now)
{
	struct arena *arena = exchange_arena(exchange);
	const char *name = strrchr(method, '/');
	char day[CIVIL_DATE_TEXT_SIZE];

	civil_date_text(civil_date_from_days((int32_t)(now.us / 86400000000)), day);
	exchange_add_header(
		exchange, "Content-Disposition",
		disposition_of(arena, arena_printf(arena, "%s-%s.csv", name ? name + 1 : method, day)));
}

/* ---- To the client */

static bool is_read(const struct sheet *sheet)
{
	return sheet->sent == sheet->out.len;
}

static void make_room(struct sheet *sheet)
{
	buf_clear(&sheet->out);
	sheet->sent = 0;
	if (!sheet->listing || sheet->asked)
		return;
	sheet->asked = true;
	listing_next(sheet->listing);
}

static ssize_t on_read(void *ctx, uint8_t *out, size_t size)
{
	struct sheet *sheet = ctx;
	size_t count;

	if (is_read(sheet))
		make_room(sheet);
	if (is_read(sheet) && !sheet->listing)
		return sheet->failed ? STREAM_BROKEN : STREAM_END;
	count = sheet->out.len - sheet->sent < size ? sheet->out.len - sheet->sent : size;
	memcpy(out, sheet->out.data + sheet->sent, count);
	sheet->sent += count;
	return (ssize_t)count;
}

static void on_closed(void *ctx)
{
	struct sheet *sheet = ctx;

	if (sheet->listing)
		listing_drop(sheet->listing);
	buf_free(&sheet->out);
	free(sheet->method);
	free(sheet);
}

static const struct stream_ops STREAM = {.read = on_read, .closed = on_closed};

/* ---- From the bus */

static void open_stream(struct sheet *sheet)
{
	sheet->open = true;
	csv_header(sheet->form, listing_row_type(sheet->listing), &sheet->out);
	sheet_name(sheet->exchange, sheet->method, instant_believed());
	exchange_stream(sheet->exchange, 200, SHEET_TYPE, &STREAM, sheet);
}

static void on_page(void *ctx, const ProtobufCMessage *const *rows, size_t count)
{
	struct sheet *sheet = ctx;

	sheet->asked = false;
	if (!sheet->open)
		open_stream(sheet);
	for (size_t i = 0; i < count && !sheet->failed; i++)
		sheet->failed = !csv_row(sheet->form, rows[i], &sheet->out);
	if (sheet->failed) {
		listing_drop(sheet->listing);
		sheet->listing = NULL;
	}
	exchange_wake(sheet->exchange);
}

/* In the middle, all that can be said is that this is not the end: the transfer breaks off. */
static void on_end(void *ctx, const struct refusal *refusal)
{
	struct sheet *sheet = ctx;

	sheet->listing = NULL;
	sheet->failed = sheet->failed || refusal;
	if (sheet->open) {
		exchange_wake(sheet->exchange);
		return;
	}
	require(refusal); /* a list that ends well has given a page first */
	exchange_refuse(sheet->exchange, refusal);
	on_closed(sheet);
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

void sheet_handle(struct exchange *exchange)
{
	struct sheet *sheet = xcalloc(1, sizeof *sheet);
	struct refusal refusal = {0};

	*sheet = (struct sheet){.exchange = exchange, .method = xstrdup(exchange_rest(exchange))};
	if (read_form(exchange, &sheet->form, &refusal))
		sheet->listing =
			listing_new(sheet->method, exchange_argument(exchange, "message"),
				    exchange_visitor(exchange)->principal, &LISTING, sheet, &refusal);
	if (!sheet->listing) {
		exchange_refuse(exchange, &refusal);
		on_closed(sheet);
		return;
	}
	sheet->asked = true;
	listing_next(sheet->listing);
}
