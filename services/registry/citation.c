#include "registry/citation.h"

#include <string.h>

#include "base/hash.h"
#include "registry/state.h"

struct citation citation_of(const char *text)
{
	struct hash hash = hash_of(bytes_text(text), (struct bytes){0}, (struct bytes){0});
	struct citation citation;

	memcpy(citation.bytes, hash.bytes, sizeof(citation.bytes));
	return citation;
}

struct bytes citation_bytes(const struct citation *citation)
{
	return bytes_of(citation->bytes, sizeof(citation->bytes));
}

struct citation citation_read(struct reader *reader)
{
	struct bytes bytes = reader_take(reader, CITATION_SIZE);
	struct citation citation = {0};

	if (!reader->failed)
		memcpy(citation.bytes, bytes.data, bytes.len);
	return citation;
}

void citation_put(struct txn *txn, const char *text)
{
	struct citation citation = citation_of(text);

	txn_put(txn, TABLE_CITATIONS, citation_bytes(&citation), bytes_text(text));
}

char *citation_text(struct txn *txn, struct arena *arena, const struct citation *citation)
{
	struct bytes text = txn_get(txn, TABLE_CITATIONS, citation_bytes(citation));

	return arena_strndup(arena, text.data ? (const char *)text.data : "", text.len);
}
