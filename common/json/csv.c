#include "json/csv.h"

#include <string.h>

#include "base/utf8.h"
#include "json/encoder.h"
#include "json/field.h"
#include "json/json.h"
#include "json/wellknown.h"

static const char BYTE_ORDER_MARK[] = "\xef\xbb\xbf";
static const char BETWEEN_VALUES[] = " | ";

/* Beyond, spreadsheets show a number as 3,77E+13. */
enum { SPREADSHEET_DIGITS_MAX = 11 };

/* The header and the rows are written by one walk, so that their columns are the same. */
struct walk {
	enum csv_form form;
	struct buf *out;
	size_t line;      /* where in `out` it begins */
	struct buf path;  /* "territory.label.", of the messages around the field at hand */
	struct buf cell;  /* of the field at hand */
	unsigned columns; /* so far */
	unsigned depth;
	bool (*column)(struct walk *walk, const ProtobufCFieldDescriptor *field, const ProtobufCMessage *in);
};

/* ---- Cells */

static bool has_byte(const struct buf *cell, char byte)
{
	return cell->len && memchr(cell->data, byte, cell->len);
}

static char separator(enum csv_form form)
{
	return form == CSV_SPREADSHEET ? ';' : ',';
}

static bool must_quote(enum csv_form form, const struct buf *cell)
{
#ifdef PLANT_FUZZ_CSV
	return has_byte(cell, separator(form)) || has_byte(cell, '"') || has_byte(cell, '\n');
#else
	return has_byte(cell, separator(form)) || has_byte(cell, '"') || has_byte(cell, '\r') ||
	       has_byte(cell, '\n');
#endif
}

static void put_quoted(struct walk *walk)
{
	buf_byte(walk->out, '"');
	for (size_t i = 0; i < walk->cell.len; i++) {
		if (walk->cell.data[i] == '"')
			buf_byte(walk->out, '"');
		buf_byte(walk->out, walk->cell.data[i]);
	}
	buf_byte(walk->out, '"');
}

static void put_cell(struct walk *walk)
{
	if (walk->columns++)
		buf_byte(walk->out, (uint8_t)separator(walk->form));
	if (must_quote(walk->form, &walk->cell))
		put_quoted(walk);
	else
		buf_append(walk->out, walk->cell.data, walk->cell.len);
	buf_clear(&walk->cell);
}

/* A line of one empty cell would be an empty line, which readers skip. */
static void put_line_end(struct walk *walk)
{
	if (walk->out->len == walk->line)
		buf_append(walk->out, "\"\"", 2);
	buf_append(walk->out, "\r\n", 2);
}

/* ---- Values */

static bool append_json(const ProtobufCFieldDescriptor *field, const void *member, struct buf *out)
{
	if (field->type == PROTOBUF_C_TYPE_MESSAGE)
		return json_from_message(*(ProtobufCMessage *const *)member, 0, out);
	return encode_scalar(field, member, out);
}

static bool append_text(const char *text, struct buf *out)
{
	size_t len = text ? strlen(text) : 0;

	buf_append(out, text, len);
	return utf8_valid(text, len);
}

/* What stands in quotes in JSON needs none here: only strings have anything escaped. */
static bool append_without_quotes(const ProtobufCFieldDescriptor *field, const void *member, struct buf *out)
{
	size_t start = out->len;
	uint8_t *text;

	if (!append_json(field, member, out))
		return false;
	text = out->data + start;
	if (*text != '"')
		return true;
	out->len -= 2;
	memmove(text, text + 1, out->len - start);
	return true;
}

static bool append_number(enum csv_form form, const ProtobufCFieldDescriptor *field, const void *member,
			  struct buf *out)
{
	size_t start = out->len;
	bool ok = append_without_quotes(field, member, out);
	uint8_t *point = memchr(out->data + start, '.', out->len - start);

	if (form == CSV_SPREADSHEET && point)
		*point = ',';
	return ok;
}

static bool append_value(enum csv_form form, const ProtobufCFieldDescriptor *field, const void *member,
			 struct buf *out)
{
	if (field->type == PROTOBUF_C_TYPE_STRING)
		return append_text(*(char *const *)member, out);
	if (field->type == PROTOBUF_C_TYPE_FLOAT || field->type == PROTOBUF_C_TYPE_DOUBLE)
		return append_number(form, field, member, out);
	return append_without_quotes(field, member, out);
}

/* A wrapper is the value it holds: goes on to that. */
static void unwrap(const ProtobufCFieldDescriptor **field, const void **member)
{
	const ProtobufCMessage *message;

	if ((*field)->type != PROTOBUF_C_TYPE_MESSAGE ||
	    wellknown_of((*field)->descriptor) != WELLKNOWN_WRAPPER)
		return;
	message = *(ProtobufCMessage *const *)*member;
	*field = message->descriptor->fields;
	*member = (const char *)message + (*field)->offset;
}

static bool is_one_value(const ProtobufCFieldDescriptor *field)
{
	return field->type != PROTOBUF_C_TYPE_MESSAGE || wellknown_of(field->descriptor) != WELLKNOWN_NONE;
}

static bool append_element(enum csv_form form, const ProtobufCFieldDescriptor *field, const void *member,
			   struct buf *out)
{
	unwrap(&field, &member);
	return append_value(form, field, member, out);
}

static bool append_joined(const ProtobufCFieldDescriptor *field, const char *values, size_t count,
			  struct buf *out)
{
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_append(out, BETWEEN_VALUES, sizeof BETWEEN_VALUES - 1);
		if (!append_element(CSV_SPREADSHEET, field, values + i * field_size(field), out))
			return false;
	}
	return true;
}

static bool append_json_list(const ProtobufCFieldDescriptor *field, const char *values, size_t count,
			     struct buf *out)
{
	if (!count)
		return true;
	for (size_t i = 0; i < count; i++) {
		buf_byte(out, i ? ',' : '[');
		if (!append_json(field, values + i * field_size(field), out))
			return false;
	}
	buf_byte(out, ']');
	return true;
}

static bool append_list(enum csv_form form, const ProtobufCFieldDescriptor *field, const ProtobufCMessage *in,
			struct buf *out)
{
	const char *base = (const char *)in;
	const char *values = *(const char *const *)(base + field->offset);
	size_t count = *(const size_t *)(base + field->quantifier_offset);

	if (field_is_map(in->descriptor, field))
		return false;
	if (form == CSV_SPREADSHEET && is_one_value(field))
		return append_joined(field, values, count, out);
	return append_json_list(field, values, count, out);
}

/* ---- Columns */

static bool is_digit(uint8_t byte)
{
	return byte >= '0' && byte <= '9';
}

/* A minus begins a negative number as it begins a formula; only of a number we know that it is one. */
static bool is_negative_number(const ProtobufCFieldDescriptor *field, const struct buf *cell)
{
	return field->label != PROTOBUF_C_LABEL_REPEATED && field->type != PROTOBUF_C_TYPE_STRING &&
	       field->type != PROTOBUF_C_TYPE_BYTES && field->type != PROTOBUF_C_TYPE_MESSAGE &&
	       cell->len > 1 && cell->data[0] == '-' && is_digit(cell->data[1]);
}

/* What spreadsheets take for the begin of a formula, some once they have cut the white space before it. */
static bool begins_formula(const ProtobufCFieldDescriptor *field, const struct buf *cell)
{
	return cell->len && memchr("=+-@\t\r\n", cell->data[0], 7) && !is_negative_number(field, cell);
}

static void disarm(struct buf *cell)
{
	buf_reserve(cell, 1);
	memmove(cell->data + 1, cell->data, cell->len);
	cell->data[0] = '\'';
	cell->len++;
}

/* Codes and numbers of telephones are digits as well, "1E5" too: read as numbers, they lose their zeros or their end. */
static bool loses_digits(const struct buf *cell)
{
	size_t at = 0;

	while (at < cell->len && is_digit(cell->data[at]))
		at++;
	if (at == cell->len)
		return cell->len > SPREADSHEET_DIGITS_MAX || (cell->len > 1 && cell->data[0] == '0');
	if (at == 0 || (cell->data[at] | 0x20) != 'e' || at + 1 == cell->len)
		return false;
	for (at++; at < cell->len; at++) {
		if (!is_digit(cell->data[at]))
			return false;
	}
	return true;
}

/* As a formula that gives the text: there is no other way to say in CSV that digits are no number. */
static void keep_digits(struct buf *cell)
{
	buf_reserve(cell, 3);
	memmove(cell->data + 2, cell->data, cell->len);
	memcpy(cell->data, "=\"", 2);
	cell->len += 2;
	buf_byte(cell, '"');
}

static void guard(const ProtobufCFieldDescriptor *field, struct buf *cell)
{
	if (begins_formula(field, cell))
		disarm(cell);
	else if (field->type == PROTOBUF_C_TYPE_STRING && loses_digits(cell))
		keep_digits(cell);
}

static bool append_field(struct walk *walk, const ProtobufCFieldDescriptor **field,
			 const ProtobufCMessage *in)
{
	const void *member = (const char *)in + (*field)->offset;

	if ((*field)->label == PROTOBUF_C_LABEL_REPEATED)
		return append_list(walk->form, *field, in, &walk->cell);
	if (field_has_presence(*field) && !field_is_present(*field, in))
		return true;
	unwrap(field, &member);
	return append_value(walk->form, *field, member, &walk->cell);
}

static bool value_column(struct walk *walk, const ProtobufCFieldDescriptor *field, const ProtobufCMessage *in)
{
	if (in && !append_field(walk, &field, in))
		return false;
	if (walk->form == CSV_SPREADSHEET)
		guard(field, &walk->cell);
	put_cell(walk);
	return true;
}

static bool name_column(struct walk *walk, const ProtobufCFieldDescriptor *field, const ProtobufCMessage *in)
{
	(void)in;
	buf_append(&walk->cell, walk->path.data, walk->path.len);
	field_append_json_name(field, &walk->cell);
	put_cell(walk);
	return true;
}

static const ProtobufCMessage *message_in(const ProtobufCFieldDescriptor *field, const ProtobufCMessage *in)
{
	if (!in || !field_is_present(field, in))
		return NULL;
	return *(ProtobufCMessage *const *)((const char *)in + field->offset);
}

static bool is_opened(const struct walk *walk, const ProtobufCFieldDescriptor *field)
{
	const ProtobufCMessageDescriptor *type = field->descriptor;

	return field->label != PROTOBUF_C_LABEL_REPEATED && !is_one_value(field) && type->n_fields &&
	       walk->depth < CSV_DEPTH_MAX;
}

/* `message` is NULL where it is absent, and for the header. */
static bool walk_message(struct walk *walk, const ProtobufCMessageDescriptor *type,
			 const ProtobufCMessage *message)
{
	size_t path = walk->path.len;
	bool ok = true;

	walk->depth++;
	for (unsigned i = 0; i < type->n_fields && ok; i++) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];

		if (!is_opened(walk, field)) {
			ok = walk->column(walk, field, message);
			continue;
		}
		field_append_json_name(field, &walk->path);
		buf_byte(&walk->path, '.');
		ok = walk_message(walk, field->descriptor, message_in(field, message));
		walk->path.len = path;
	}
	walk->depth--;
	return ok;
}

static bool write_line(struct walk *walk, const ProtobufCMessageDescriptor *type, const ProtobufCMessage *row)
{
	bool ok;

	walk->line = walk->out->len;
	ok = walk_message(walk, type, row);
	if (ok)
		put_line_end(walk);
	else
		walk->out->len = walk->line;
	buf_free(&walk->path);
	buf_free(&walk->cell);
	return ok;
}

void csv_header(enum csv_form form, const ProtobufCMessageDescriptor *row, struct buf *out)
{
	struct walk walk = {.form = form, .out = out, .column = name_column};

	if (form == CSV_SPREADSHEET)
		buf_append(out, BYTE_ORDER_MARK, sizeof BYTE_ORDER_MARK - 1);
	write_line(&walk, row, NULL);
}

bool csv_row(enum csv_form form, const ProtobufCMessage *row, struct buf *out)
{
	struct walk walk = {.form = form, .out = out, .column = value_column};

	return write_line(&walk, row->descriptor, row);
}
