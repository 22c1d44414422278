#include "store/journal.h"

#include <stdarg.h>
#include <stdio.h>

#include "fields.h"
#include "store/key.h"

_Static_assert(crypto_stream_chacha20_ietf_NONCEBYTES == 4 + 8 &&
		       crypto_stream_chacha20_ietf_KEYBYTES == HASH_SIZE,
	       "a position is a nonce");

enum { WIRE_BYTES = 2 };

static uint8_t tag_of(unsigned field)
{
	return (uint8_t)(field << 3 | WIRE_BYTES);
}

/* ---- The head */

static struct bytes meta_get(struct txn *txn, const char *name)
{
	return txn_get(txn, TABLE_META, bytes_text(name));
}

static void meta_put(struct txn *txn, const char *name, struct bytes value)
{
	txn_put(txn, TABLE_META, bytes_text(name), value);
}

static void epoch_store(const struct journal *journal, struct txn *txn)
{
	uint8_t out[4];

	meta_put(txn, "epoch", bytes_of(out, put_be32(out, journal->epoch)));
}

void journal_flush(const struct journal *journal, struct txn *txn)
{
	uint8_t out[8 + HASH_SIZE + 8];

	put_be64(out, journal->sequence);
	memcpy(out + 8, journal->hash.bytes, HASH_SIZE);
	put_be64(out + 8 + HASH_SIZE, (uint64_t)journal->last_instant.us);
	meta_put(txn, "head", bytes_of(out, sizeof out));
}

void journal_begin_epoch(struct journal *journal, struct txn *txn)
{
	journal->epoch++;
	epoch_store(journal, txn);
}

static bool head_read(struct journal *journal, struct txn *txn)
{
	struct reader head = reader_of(meta_get(txn, "head"));
	struct reader epoch = reader_of(meta_get(txn, "epoch"));
	struct bytes salt_key = meta_get(txn, "salt_key"), hash;

	journal->epoch = reader_be32(&epoch);
	journal->sequence = reader_be64(&head);
	hash = reader_take(&head, HASH_SIZE);
	journal->last_instant.us = (int64_t)reader_be64(&head);
	if (head.failed || epoch.failed || salt_key.len != HASH_SIZE)
		return false;
	memcpy(journal->hash.bytes, hash.data, HASH_SIZE);
	memcpy(journal->salt_key, salt_key.data, HASH_SIZE);
	return true;
}

/* Whether the last entry is the one the head names; takes its epoch from it. */
static bool head_holds(struct journal *journal, struct txn *txn)
{
	static const struct hash none;
	struct bytes key, stored;
	struct scan scan;
	struct entry entry;
	bool holds;

	scan_open_backwards(&scan, txn, TABLE_JOURNAL, (struct bytes){0});
	if (scan_next(&scan, &key, &stored))
		holds = key.len == 8 && get_be64(key.data) == journal->sequence &&
			entry_parse(stored, &entry) && bytes_equal(entry.hash, hash_bytes(&journal->hash));
	else
		holds = journal->sequence == 0 && hash_equal(&journal->hash, &none);
	if (holds && journal->sequence > 0)
		journal->head_epoch = entry_epoch(&entry);
	scan_close(&scan);
	return holds;
}

static void books_make(struct journal *journal, struct txn *txn)
{
	journal->epoch = 1;
	randombytes_buf(journal->salt_key, sizeof journal->salt_key);
	meta_put(txn, "instance", bytes_text(journal->instance));
	meta_put(txn, "salt_key", bytes_of(journal->salt_key, sizeof journal->salt_key));
	epoch_store(journal, txn);
	journal_flush(journal, txn);
}

/* Neither entries nor a head that says there were some. */
static bool is_blank(struct txn *txn)
{
	struct reader head = reader_of(meta_get(txn, "head"));
	uint64_t sequence = reader_be64(&head);

	return txn_count(txn, TABLE_JOURNAL) == 0 && (head.failed || sequence == 0);
}

bool journal_load(struct journal *journal, struct txn *txn, const char *instance, char *error,
		  size_t error_size)
{
	struct bytes stored = meta_get(txn, "instance");
	size_t len = strlen(instance);

	*journal = (struct journal){0};
	if (len == 0 || len > INSTANCE_NAME_MAX) {
		snprintf(error, error_size, "le nom d'instance « %.80s » est vide ou trop long", instance);
		return false;
	}
	memcpy(journal->instance, instance, len);
	if (!bytes_equal(stored, bytes_text(instance)) && txn->write && is_blank(txn)) {
		books_make(journal, txn);
		return true;
	}
	if (!stored.data) {
		snprintf(error, error_size, "la base ne porte pas de journal commencé par ce programme");
		return false;
	}
	if (!bytes_equal(stored, bytes_text(instance))) {
		snprintf(error, error_size, "la base appartient à l'instance « %.*s », non à « %s »",
			 (int)stored.len, (const char *)stored.data, instance);
		return false;
	}
	if (!head_read(journal, txn) || !head_holds(journal, txn)) {
		snprintf(error, error_size,
			 "la tête enregistrée du journal et sa dernière entrée ne concordent pas");
		return false;
	}
	return true;
}

/* ---- Writing */

/* The stream of ChaCha20 (RFC 8439) whose nonce is the position: nobody without the key can tell it from
 * chance, and it costs a fifth of a hash. */
static void salt_make(const struct journal *journal, uint8_t salt[SALT_SIZE])
{
	uint8_t position[crypto_stream_chacha20_ietf_NONCEBYTES];

	put_be32(position, journal->epoch);
	put_be64(position + 4, journal->sequence);
	(void)crypto_stream_chacha20_ietf(salt, SALT_SIZE, position, journal->salt_key);
}

/* Tag and length of a field; returns where its bytes go. */
static uint8_t *field_begin(uint8_t *at, unsigned field, size_t len)
{
	*at++ = tag_of(field);
	return at + put_varint(at, len);
}

static uint8_t *field_put(uint8_t *at, unsigned field, const void *data, size_t len)
{
	at = field_begin(at, field, len);
	memcpy(at, data, len);
	return at + len;
}

static size_t field_size(size_t len)
{
	uint8_t varint[10];

	return 1 + put_varint(varint, len) + len;
}

/* What of the header only a reader in scope may know. */
static Bus__EntryHeader audience_of(const Bus__EntryHeader *header)
{
	Bus__EntryHeader audience = BUS__ENTRY_HEADER__INIT;

	audience.collectivites = header->collectivites;
	audience.n_collectivites = header->n_collectivites;
	audience.partners = header->partners;
	audience.n_partners = header->n_partners;
	return audience;
}

/* What everyone may know of it. */
static Bus__EntryHeader bare_of(const Bus__EntryHeader *header)
{
	Bus__EntryHeader bare = *header;

	bare.n_collectivites = 0;
	bare.n_partners = 0;
	return bare;
}

static size_t optional_size(size_t len)
{
	return len > 0 ? field_size(len) : 0;
}

/* Straight into the map's page: an entry is written once, and nothing is allocated for it. The audience is
 * packed at its place, the end, before all else: the commitment needs its bytes. */
void journal_append(struct journal *journal, struct txn *txn, Bus__EntryHeader *header, struct bytes payload)
{
	uint8_t key[8], salt[SALT_SIZE], *at, *packed;
	Bus__EntryHeader bare, restricted = audience_of(header);
	struct bytes audience = {.len = bus__entry_header__get_packed_size(&restricted)};
	size_t header_len, size;
	struct hash commitment;

	journal->sequence++;
	header->sequence = journal->sequence;
	header->epoch = journal->head_epoch = journal->epoch;
	header->instance = journal->instance;
	bare = bare_of(header);
	header_len = bus__entry_header__get_packed_size(&bare);
	size = field_size(header_len) + 2 * field_size(HASH_SIZE) + field_size(SALT_SIZE) +
	       optional_size(payload.len) + optional_size(audience.len);
	at = txn_append_space(txn, TABLE_JOURNAL, bytes_of(key, put_be64(key, journal->sequence)), size);
	if (!at)
		return;

	audience.data = at + size - audience.len;
	bus__entry_header__pack(&restricted, at + size - audience.len);
	salt_make(journal, salt);
	commitment = entry_commitment(salt, audience, payload);
#ifdef PLANT_HASH_UNCHAINED
	journal->hash = (struct hash){{0}};
#endif
	packed = field_begin(at, FIELD_JOURNAL_ENTRY_HEADER, header_len);
	bus__entry_header__pack(&bare, packed);
	journal->hash =
		hash_of(hash_bytes(&journal->hash), bytes_of(packed, header_len), hash_bytes(&commitment));
	at = field_put(packed + header_len, FIELD_JOURNAL_ENTRY_COMMITMENT, commitment.bytes, HASH_SIZE);
	at = field_put(at, FIELD_JOURNAL_ENTRY_HASH, journal->hash.bytes, HASH_SIZE);
	at = field_put(at, FIELD_JOURNAL_ENTRY_SALT, salt, SALT_SIZE);
	if (payload.len > 0)
		at = field_put(at, FIELD_JOURNAL_ENTRY_PAYLOAD, payload.data, payload.len);
	if (audience.len > 0)
		field_begin(at, FIELD_JOURNAL_ENTRY_AUDIENCE, audience.len);
	journal->last_instant.us = header->instant->seconds * 1000000 + header->instant->nanos / 1000;
}

void journal_append_verbatim(struct journal *journal, struct txn *txn, const Bus__EntryHeader *header,
			     const struct hash *hash, struct bytes stored)
{
	uint8_t key[8];

	journal->sequence++;
	journal->hash = *hash;
	journal->head_epoch = header->epoch;
	journal->last_instant.us = header->instant->seconds * 1000000 + header->instant->nanos / 1000;
	txn_append(txn, TABLE_JOURNAL, bytes_of(key, put_be64(key, journal->sequence)), stored);
	if (header->epoch == journal->epoch)
		return;
	journal->epoch = header->epoch;
	epoch_store(journal, txn);
}

/* ---- Reading */

struct bytes journal_read(struct txn *txn, uint64_t sequence)
{
	uint8_t key[8];

	return txn_get(txn, TABLE_JOURNAL, bytes_of(key, put_be64(key, sequence)));
}

bool journal_contains(const struct journal *journal, struct txn *txn, uint32_t epoch, uint64_t sequence,
		      struct bytes hash)
{
	struct entry entry;

	if (sequence == 0)
		return true;
	return sequence <= journal->sequence && entry_parse(journal_read(txn, sequence), &entry) &&
	       bytes_equal(entry.hash, hash) && entry_epoch(&entry) == epoch;
}

/* ---- Verifying */

/* What is wrong with the next entry; NULL if nothing. */
static const char *entry_fault(struct txn *txn, struct bytes key, struct bytes stored,
			       struct journal_check *check)
{
	struct entry entry;

	if (key.len != 8 || get_be64(key.data) != check->entries + 1)
		return "une entrée manque";
	if (!entry_parse(stored, &entry) || entry.salt.len == 0)
		return "l'entrée est illisible";
	if (!entry_verify(&entry, &check->head, &check->head))
		return "l'entrée a été modifiée";
	/* Another way than the scan's: by the pages above, which a reader goes. */
	if (journal_read(txn, check->entries + 1).data != stored.data)
		return "l'entrée ne se trouve pas à sa place";
	check->entries++;
	return NULL;
}

/* Entries cut off at the end leave a chain that holds; the head tells. */
static const char *head_fault(struct txn *txn, const struct journal_check *check)
{
	struct journal head;

	if (!head_read(&head, txn))
		return "la tête enregistrée est illisible";
	if (head.sequence != check->entries)
		return "le journal ne va pas jusqu'à sa tête enregistrée";
	if (!hash_equal(&head.hash, &check->head))
		return "la tête enregistrée n'est pas celle du journal";
	return NULL;
}

struct journal_check journal_verify(struct txn *txn)
{
	struct journal_check check = {0};
	const char *fault = NULL;
	struct bytes key, stored;
	struct entry last;
	struct scan scan;

	scan_open(&scan, txn, TABLE_JOURNAL, (struct bytes){0});
	while (!fault && scan_next(&scan, &key, &stored))
		fault = entry_fault(txn, key, stored, &check);
	scan_close(&scan);
	if (entry_parse(journal_read(txn, check.entries), &last))
		check.head_epoch = entry_epoch(&last);
	if (!fault)
		fault = txn->error ? "le journal ne se lit pas" : head_fault(txn, &check);
	check.ok = !fault;
	check.fault = fault ? fault : "";
	check.bad_sequence = fault ? check.entries + 1 : 0;
	return check;
}
