/* `pvd events`: a service's journal as it grows, each entry chained to the one before. */
#include <stdio.h>
#include <string.h>

#include "base/require.h"
#include "base/utf8.h"
#include "cli/client.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "json/json.h"
#include "pvd/bus/v1/journal.pb-c.h"
#include "store/journal.h"

enum {
	EVENTS_ARENA_MAX = 64 << 20,
	FOLLOW_WAIT_MS = 20000,
	FETCH_TIMEOUT_MS = 30000,
	WIDTH = 240,
	HEADER_WIDTH = 71,
	PAYLOAD_MIN = 24
};

static const struct option_spec OPTIONS[] = {
	{"service", "SERVICE", "le journal de ce service"},
	{"after", "N", "montrer les entrées qui suivent la N-ième (0)"},
	{"limit", "N", "s'arrêter après N entrées montrées"},
	{"follow", NULL, "attendre la suite, jusqu'à Ctrl-C"},
	{0},
};

/* A reader that stands on the journal's first `sequence` entries. */
struct reading {
	const struct cli *cli;
	struct client *client;
	const char *service;
	uint64_t after, limit, shown;
	bool follow;
	uint32_t epoch;
	uint64_t sequence, head;
	struct hash hash;
};

static bool append_payload(const Bus__EntryHeader *header, struct bytes payload, struct arena *arena,
			   struct buf *out)
{
	const struct event_type *type = event_type_find(header->type);
	const ProtobufCMessage *event = type ? arena_unpack(arena, type->descriptor, payload) : NULL;

	return event && json_from_message(event, JSON_DEFAULTS, out);
}

/* The header's fields, the hash and the payload as one flat object; without the payload where it is out of
 * our scope or of a type this release does not know. */
static void print_json(const Bus__EntryHeader *header, struct bytes payload, const struct hash *hash,
		       struct arena *arena)
{
	char hex[HASH_HEX_SIZE];
	struct buf line = {0};
	size_t before;

	if (!json_from_message(&header->base, JSON_DEFAULTS, &line))
		buf_printf(&line, "{\"sequence\":\"%llu\"}", (unsigned long long)header->sequence);
	line.len--; /* the brace that closes */
	hash_hex(hash, hex);
	buf_printf(&line, ",\"hash\":\"%s\"", hex);
	before = line.len;
	buf_printf(&line, ",\"payload\":");
	if (!append_payload(header, payload, arena, &line))
		line.len = before;
	buf_byte(&line, '}');
	output_line(&line);
	buf_free(&line);
}

static void print_human(const Bus__EntryHeader *header, struct bytes payload, struct arena *arena)
{
	struct buf line = {0}, text = {0};
	char instant[INSTANT_TEXT_SIZE] = "-";
	const char *dot = strrchr(header->type, '.');
	unsigned width = output_width(WIDTH);
	size_t payload_max = width > HEADER_WIDTH + PAYLOAD_MIN ? width - HEADER_WIDTH : PAYLOAD_MIN;

	if (header->instant)
		instant_text((struct instant){.us = header->instant->seconds * 1000000 +
						    header->instant->nanos / 1000},
			     instant);
	buf_printf(&line, "%8llu  %-19.19s  %-24s  %-12s  ", (unsigned long long)header->sequence, instant,
		   dot ? dot + 1 : header->type, header->actor);
	if (append_payload(header, payload, arena, &text)) {
		size_t shown = text.len <= payload_max ? text.len
						       : utf8_cut((const char *)text.data, payload_max - 1);

		buf_append(&line, text.data, shown);
		if (shown < text.len)
			buf_printf(&line, "…");
	} else {
		buf_printf(&line, "(contenu hors de portée)");
	}
	output_line(&line);
	buf_free(&line);
	buf_free(&text);
}

static struct bytes slice(ProtobufCBinaryData data)
{
	return bytes_of(data.data, data.len);
}

/* Checks one entry against the one before, moves on to it, shows it if it is wanted. */
static int take(struct reading *reading, const Bus__JournalEntry *received, struct arena *arena)
{
	struct entry entry = {.header = slice(received->header),
			      .commitment = slice(received->commitment),
			      .hash = slice(received->hash),
			      .salt = slice(received->salt),
			      .payload = slice(received->payload),
			      .audience = slice(received->audience)};
	const Bus__EntryHeader *header = entry_header(arena, &entry);
	struct hash hash;

	if (!header || header->sequence != reading->sequence + 1 ||
	    !entry_verify(&entry, &reading->hash, &hash))
		return cli_fail(reading->cli, CLI_REFUSED, "JOURNAL_ALTERED",
				"le journal de « %s » est altéré : l'entrée %llu ne suit pas la précédente",
				reading->service, (unsigned long long)reading->sequence + 1);
	reading->hash = hash;
	reading->sequence = header->sequence;
	reading->epoch = header->epoch;
	if (reading->sequence <= reading->after)
		return CLI_OK;
	reading->shown++;
	if (reading->cli->json)
		print_json(header, entry.payload, &hash, arena);
	else
		print_human(header, entry.payload, arena);
	return CLI_OK;
}

static bool is_over(const struct reading *reading)
{
	if (reading->limit && reading->shown >= reading->limit)
		return true;
	return !reading->follow && reading->sequence >= reading->head;
}

static int fetch(struct reading *reading, struct arena *arena)
{
	static const char path[] = "pvd.bus.v1.JournalService/Fetch";
	Bus__FetchRequest request = BUS__FETCH_REQUEST__INIT;
	struct call call = {.method = method_find(path, strlen(path)),
			    .service = reading->service,
			    .timeout_ms = FETCH_TIMEOUT_MS};
	const Bus__FetchResponse *response;
	struct answer answer;
	int exit = CLI_OK;

	require(call.method);
	request.epoch = reading->epoch;
	request.after = reading->sequence;
	if (reading->sequence > 0)
		request.hash = (ProtobufCBinaryData){.len = HASH_SIZE, .data = reading->hash.bytes};
	request.wait_ms = reading->follow ? FOLLOW_WAIT_MS : 0;
	call.body = arena_pack(arena, &request.base);
	if (!client_call(reading->client, &call, arena, &answer)) {
		/* Who follows outlives a service that restarts. */
		if (reading->follow && fault_is_unknown_outcome(answer.refusal.fault))
			return CLI_OK;
		return cli_refused(reading->cli, &answer.refusal);
	}
	response = (const Bus__FetchResponse *)answer.message;
	reading->head = response->head_sequence;
	for (size_t i = 0; i < response->n_entries && exit == CLI_OK; i++) {
		exit = take(reading, response->entries[i], arena);
		if (reading->limit && reading->shown >= reading->limit)
			break;
	}
	if (exit == CLI_OK && response->n_entries == 0 && !reading->follow &&
	    reading->sequence < reading->head)
		return cli_fail(reading->cli, CLI_REFUSED, "JOURNAL_ALTERED",
				"le journal de « %s » s'interrompt après %llu", reading->service,
				(unsigned long long)reading->sequence);
	return exit;
}

static int read_journal(struct reading *reading)
{
	struct arena *arena = arena_new(EVENTS_ARENA_MAX);
	int exit = CLI_OK;

	do {
		arena_reset(arena);
		exit = fetch(reading, arena);
	} while (exit == CLI_OK && !is_over(reading));
	arena_free(arena);
	return exit;
}

static int run(struct cli *cli)
{
	struct reading reading = {.cli = cli,
				  .service = option_text(&cli->arguments, "service", NULL),
				  .follow = option_given(&cli->arguments, "follow")};
	int exit;

	if (!reading.service)
		return cli_usage(cli, "dites de quel service : --service registry, par exemple");
	if (!option_number(&cli->arguments, "after", 0, UINT64_MAX, &reading.after) ||
	    !option_number(&cli->arguments, "limit", 1, UINT64_MAX, &reading.limit))
		return cli_usage(cli, "--after et --limit attendent un nombre");
	if (!cli_enter(cli))
		return CLI_LOCAL;
	exit = client_open(cli, &reading.client);
	if (exit != CLI_OK)
		return exit;
	exit = read_journal(&reading);
	client_free(reading.client);
	return exit;
}

const struct command COMMAND_EVENTS = {
	.name = "events",
	.synopsis = "--service SERVICE",
	.summary = "lit le journal d'un service, et le vérifie en lisant",
	.details = "La chaîne des empreintes est vérifiée depuis la première entrée, aussi avec --after. "
		   "Avec --json,\n"
		   "une entrée par ligne : ses champs, son empreinte et son contenu. Sort avec 1 si le "
		   "journal est\n"
		   "altéré.\n",
	.options = OPTIONS,
	.run = run,
};
