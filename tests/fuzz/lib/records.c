#include "records.h"

enum { HEAD_BYTES = 3 };

bool record_next(struct bytes *rest, struct record *ret)
{
	size_t len, left;

	if (rest->len < HEAD_BYTES)
		return false;
	left = rest->len - HEAD_BYTES;
	len = (size_t)rest->data[1] << 8 | rest->data[2];
	len = len < left ? len : left;
	ret->what = rest->data[0];
	ret->body = bytes_of(rest->data + HEAD_BYTES, len);
	*rest = bytes_of(rest->data + HEAD_BYTES + len, left - len);
	return true;
}

uint8_t record_byte(struct record *record)
{
	uint8_t byte;

	if (record->body.len == 0)
		return 0;
	byte = *record->body.data;
	record->body = bytes_of(record->body.data + 1, record->body.len - 1);
	return byte;
}
