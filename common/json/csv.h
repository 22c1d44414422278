/* Messages as rows of CSV, driven by the descriptors of protobuf-c and never by one message's type.
 *
 * Columns are the fields, depth first, named as in JSON: "territory.label.grantedOn". A message that occurs once is
 * opened into the columns of its fields; Timestamp, Duration and the wrappers are one value, a message without
 * fields is the cell "{}", and one more than CSV_DEPTH_MAX deep is a cell of JSON.
 *
 * Cells are what JSON writes, without its quotes: codes and texts as they are, 64-bit integers in digits (amounts in
 * centimes with them), true and false, enum values by name, times in RFC 3339, bytes in base64. Absent is an empty
 * cell; so are an empty list and an empty text. A list of messages is a cell of JSON. */
#ifndef PVD_JSON_CSV_H
#define PVD_JSON_CSV_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

#include "base/bytes.h"

enum csv_form {
	/* What French spreadsheets open: a byte order mark, semicolons, a decimal comma, lists of values joined by
	 * " | ". A text that a spreadsheet would take for a formula gets an apostrophe before it. A text that it would
	 * take for a number and write otherwise is a formula that gives that text, ="01004": one of digits alone that
	 * begins with 0 or has more than 11, or digits, E, digits. */
	CSV_SPREADSHEET,
	/* RFC 4180: commas, no mark, nothing altered, lists of values in JSON. */
	CSV_MACHINE,
};

enum { CSV_DEPTH_MAX = 8 /* messages within messages, the row included */ };

/* Appends the first line, and the mark before it. */
void csv_header(enum csv_form form, const ProtobufCMessageDescriptor *row, struct buf *out);

/* Appends a line. False, and `out` as it was, if JSON cannot write the message either (json.h). */
bool csv_row(enum csv_form form, const ProtobufCMessage *row, struct buf *out);

#endif
