/* `pvd status`: what runs, how far it is, who is connected. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/commands.h"
#include "cli/every.h"
#include "cli/output.h"
#include "json/json.h"
#include "pvd/bus/v1/bus.pb-c.h"
#include "pvd/bus/v1/process.pb-c.h"

enum { STATUS_TIMEOUT_MS = 3000, STATUS_ARENA_MAX = 16 << 20, DURATION_SIZE = 32 };

static bool good(const ProtobufCMessage *response)
{
	(void)response;
	return true;
}

/* "3 j 4 h", "12 min", "8 s" */
static void duration_since(const Pb__Timestamp *since, char ret[DURATION_SIZE])
{
	long long seconds = since ? (long long)time(NULL) - since->seconds : 0;

	if (seconds >= 86400)
		snprintf(ret, DURATION_SIZE, "%lld j %lld h", seconds / 86400, seconds % 86400 / 3600);
	else if (seconds >= 3600)
		snprintf(ret, DURATION_SIZE, "%lld h %lld min", seconds / 3600, seconds % 3600 / 60);
	else if (seconds >= 60)
		snprintf(ret, DURATION_SIZE, "%lld min", seconds / 60);
	else
		snprintf(ret, DURATION_SIZE, "%lld s", seconds > 0 ? seconds : 0);
}

/* Of the instance that owns a replica. */
static void print_link(const Bus__FollowStatus *follow)
{
	char since[DURATION_SIZE];

	if (follow->key_refused)
		output_alarm("             CLÉ NON ADMISE par l'instance suivie : pvd help up");
	if (!follow->unreachable_since)
		return;
	duration_since(follow->unreachable_since, since);
	printf("             sans liaison depuis %s ; ce qui est lu ici date d'avant\n", since);
}

/* How far the source's journal goes, by what it says itself; by what its follower last saw if it says nothing, or is a
 * service of that name in another instance. */
static uint64_t head_of(const struct every *all, const char *service, const Bus__FollowStatus *follow)
{
	for (unsigned i = 0; i < all->services.count; i++) {
		const struct answer *answer = &all->answers[i];
		const Bus__GetStatusResponse *status = (const Bus__GetStatusResponse *)answer->message;

		if (strcmp(all->services.names[i], follow->service) == 0 &&
		    strcmp(follow->service, service) != 0 && !refused(&answer->refusal) && status->position)
			return status->position->sequence;
	}
	return follow->head_sequence;
}

static void print_follow(const char *service, const Bus__FollowStatus *follow, const struct every *all)
{
	uint64_t head = head_of(all, service, follow);
	char since[DURATION_SIZE];
	struct buf line = {0};

	buf_printf(&line, "             suit %s : entrée %llu, %llu à prendre%s", follow->service,
		   (unsigned long long)follow->sequence,
		   (unsigned long long)(head > follow->sequence ? head - follow->sequence : 0),
		   follow->rewinding ? ", cherche la dernière entrée commune" : "");
	if (*follow->halted) {
		duration_since(follow->halted_at, since);
		buf_printf(&line, ", ARRÊTÉ depuis %s : %s", since, follow->halted);
	}
	buf_byte(&line, '\0');
	if (*follow->halted)
		output_alarm((const char *)line.data);
	else
		puts((const char *)line.data);
	buf_free(&line);
	print_link(follow);
}

static void print_alarm(const char *alarm)
{
	struct buf line = {0};

	buf_printf(&line, "             ALARME : %s", alarm);
	buf_byte(&line, '\0');
	output_alarm((const char *)line.data);
	buf_free(&line);
}

/* By hand: printf counts the bytes of an accent. A line of the table fits into 100 columns. */
static void print_heading(void)
{
	printf("service         entrée  depuis          mémoire    données     actes questions   refus   "
	       "commits\n");
}

static void print(const char *service, const ProtobufCMessage *response, const struct every *all)
{
	const Bus__GetStatusResponse *status = (const Bus__GetStatusResponse *)response;
	char memory[OUTPUT_SIZE_MAX], store[OUTPUT_SIZE_MAX], since[DURATION_SIZE];

	output_size(status->resident_bytes, memory);
	output_size(status->store_bytes, store);
	duration_since(status->started_at, since);
	printf("%-12s %9llu  %-12s %10s %10s %9llu %9llu %7llu %9llu\n", service,
	       (unsigned long long)(status->position ? status->position->sequence : 0), since, memory, store,
	       (unsigned long long)status->commands, (unsigned long long)status->queries,
	       (unsigned long long)status->refusals, (unsigned long long)status->commits);
	for (size_t i = 0; i < status->n_follows; i++)
		print_follow(service, status->follows[i], all);
	if (status->effects_waiting)
		printf("             %llu envois en attente\n", (unsigned long long)status->effects_waiting);
	for (size_t i = 0; i < status->n_alarms; i++)
		print_alarm(status->alarms[i]);
}

static void print_traffic(const Bus__GetTrafficResponse *traffic)
{
	printf("\nConnectés au bus :\n");
	for (size_t i = 0; i < traffic->n_principals; i++) {
		const Bus__PrincipalTraffic *principal = traffic->principals[i];

		if (principal->connections)
			printf("  %-20s %u connexion%s, %u en cours, %llu appels, %llu refusés\n",
			       principal->principal, principal->connections,
			       principal->connections > 1 ? "s" : "", principal->in_flight,
			       (unsigned long long)principal->calls, (unsigned long long)principal->refused);
	}
}

static void print_json(const struct every *every, const struct answer *traffic, bool ok)
{
	struct buf text = {0};

	buf_printf(&text, "{\"ok\":%s,\"services\":", ok ? "true" : "false");
	every_append_json(every, &text);
	if (!refused(&traffic->refusal)) {
		buf_printf(&text, ",\"traffic\":");
		json_from_message(traffic->message, JSON_DEFAULTS, &text);
	}
	buf_byte(&text, '}');
	output_line(&text);
	buf_free(&text);
}

static int report(const struct cli *cli, struct client *client, struct arena *arena)
{
	Bus__GetStatusRequest request = BUS__GET_STATUS_REQUEST__INIT;
	Bus__GetTrafficRequest traffic_request = BUS__GET_TRAFFIC_REQUEST__INIT;
	const struct every_question question = {
		.path = "pvd.bus.v1.ProcessService/GetStatus",
		.request = &request.base,
		.timeout_ms = STATUS_TIMEOUT_MS,
		.good = good,
		.print = print,
	};
	struct answer traffic;
	struct every every;
	bool ok;

	if (!every_ask(cli, client, &question, arena, &every))
		return CLI_USAGE;
	ok = every_good(&every, &question);
	client_ask(client, "pvd.bus.v1.BusService/GetTraffic", NULL, &traffic_request.base, arena, &traffic);
	if (cli->json) {
		print_json(&every, &traffic, ok);
		return ok ? CLI_OK : CLI_REFUSED;
	}
	print_heading();
	every_print(&every, &question);
	if (!refused(&traffic.refusal))
		print_traffic((const Bus__GetTrafficResponse *)traffic.message);
	return ok ? CLI_OK : CLI_REFUSED;
}

static int run(struct cli *cli)
{
	struct client *client;
	struct arena *arena;
	int exit;

	if (!cli_enter(cli))
		return CLI_LOCAL;
	exit = client_open(cli, &client);
	if (exit != CLI_OK)
		return exit;
	arena = arena_new(STATUS_ARENA_MAX);
	exit = report(cli, client, arena);
	arena_free(arena);
	client_free(client);
	return exit;
}

const struct command COMMAND_STATUS = {
	.name = "status",
	.synopsis = "",
	.summary = "ce qui tourne, où en est chaque service, qui est connecté",
	.details = "Sort avec 1 si un service ne répond pas, et dit lequel. Une alarme dit ce qu'il faut "
		   "faire.\n",
	.options = EVERY_OPTIONS,
	.run = run,
};
