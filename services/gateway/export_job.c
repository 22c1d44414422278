#include "gateway/export_job.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utlist.h>

#include "base/file.h"
#include "base/log.h"
#include "base/require.h"
#include "gateway/caller.h"
#include "gateway/sheet.h"
#include "gateway/export.h"
#include "gateway/frontend.h"
#include "gateway/listing.h"
#include "json/csv.h"
#include "loop/loop.h"
#include "service/check.h"

#define FOLDER "exports"

enum { PATH_SIZE = 64, FAILURE_SIZE = REFUSAL_MESSAGE_MAX + 64 };

struct job {
	char id[ID_TEXT_SIZE];
	char method[METHOD_PATH_MAX + 1];
	enum csv_form form;
	struct listing *listing; /* NULL: at its end */
	int fd;
	uint64_t rows, bytes;
	char failure[FAILURE_SIZE]; /* "": none */
	bool sealing;               /* another thread has it */
	int sealed;                 /* errno of making the file last */
	struct job *prev, *next;
};

static struct job *jobs;
static unsigned job_count;

static void path_of(const char *id, const char *suffix, char out[PATH_SIZE])
{
	snprintf(out, PATH_SIZE, FOLDER "/%.26s%s", id, suffix);
}

static struct job *job_find(const char *id)
{
	struct job *job;

	DL_FOREACH(jobs, job)
	{
		if (strcmp(job->id, id) == 0)
			return job;
	}
	return NULL;
}

static void job_free(struct job *job)
{
	DL_DELETE(jobs, job);
	job_count--;
	if (job->fd >= 0)
		close(job->fd);
	export_progress_clear(job->id);
	free(job);
}

/* ---- How it ends */

static void on_recorded(void *ctx, const struct link_answer *answer)
{
	struct job *job = ctx;

	/* It stands in the state as running, and is made again. */
	if (answer->fault != FAULT_NONE)
		log_warning("export_unrecorded", log_text("why", answer->refusal->reason));
	job_free(job);
}

static void record(struct job *job)
{
	Gateway__RecordExportRequest request = GATEWAY__RECORD_EXPORT_REQUEST__INIT;

	request.export_id = job->id;
	request.rows = job->rows;
	request.size_bytes = job->bytes;
	request.failure = job->failure;
	caller_tell("pvd.gateway.v1.GatewayService/RecordExport", &request.base, NULL, on_recorded, job);
}

static void fail(struct job *job, const char *why)
{
	char path[PATH_SIZE];

	snprintf(job->failure, sizeof job->failure, "%s", why);
	path_of(job->id, ".part", path);
	unlink(path);
	record(job);
}

/* Off the loop's thread: it waits for the disk. */
static void seal(void *ctx)
{
	struct job *job = ctx;
	char from[PATH_SIZE], to[PATH_SIZE];

	path_of(job->id, ".part", from);
	path_of(job->id, ".csv", to);
	job->sealed = fsync(job->fd) == 0 && rename(from, to) == 0 && file_sync_name(to) == 0 ? 0 : errno;
}

static void on_sealed(void *ctx)
{
	struct job *job = ctx;

	job->sealing = false;
	if (job->sealed)
		fail(job, "Le fichier ne s'écrit pas sur le disque de l'instance ; prévenez l'exploitant.");
	else
		record(job);
}

static void on_end(void *ctx, const struct refusal *refusal)
{
	struct job *job = ctx;

	job->listing = NULL;
	if (refusal && fault_is_unknown_outcome(refusal->fault)) {
		job_free(job); /* whoever was away comes back, and it is made anew */
		return;
	}
	if (refusal) {
		fail(job, refusal->message);
		return;
	}
	job->sealing = loop_offload(frontend_loop(), seal, on_sealed, job);
	if (!job->sealing)
		fail(job, "La passerelle a trop de travaux en attente ; redemandez cet export plus tard.");
}

/* ---- At work */

static bool write_all(struct job *job, struct bytes bytes)
{
	while (bytes.len) {
		ssize_t written = write(job->fd, bytes.data, bytes.len);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		bytes = bytes_of(bytes.data + written, bytes.len - (size_t)written);
		job->bytes += (uint64_t)written;
	}
	return true;
}

static const char *write_rows(struct job *job, const ProtobufCMessage *const *rows, size_t count)
{
	struct buf out = {0};
	bool written = true;

	for (size_t i = 0; i < count && written; i++)
		written = csv_row(job->form, rows[i], &out);
	if (!written) {
		buf_free(&out);
		return "Une ligne de la liste ne s'écrit pas en CSV ; signalez-le à l'exploitant.";
	}
	written = write_all(job, buf_bytes(&out));
	buf_free(&out);
	job->rows += count;
	if (!written)
		return "Le fichier ne s'écrit pas sur le disque de l'instance ; prévenez l'exploitant.";
	return job->bytes <= EXPORT_BYTES_MAX ? NULL
					      : "Le fichier passerait un gigaoctet ; resserrez la demande.";
}

static void on_page(void *ctx, const ProtobufCMessage *const *rows, size_t count)
{
	struct job *job = ctx;
	const char *why = write_rows(job, rows, count);
	struct listing *listing = job->listing;

	if (why) {
		job->listing = NULL;
		listing_drop(listing);
		fail(job, why);
		return;
	}
	export_progress_set(job->id, job->rows, job->bytes);
	listing_next(listing);
}

static const struct listing_ops LISTING = {.page = on_page, .end = on_end};

static bool open_file(struct job *job)
{
	struct buf header = {0};
	char path[PATH_SIZE];
	bool written;

	path_of(job->id, ".part", path);
	if (file_make_folder(FOLDER, 0700) != 0)
		return false;
	job->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (job->fd < 0)
		return false;
	csv_header(job->form, listing_row_type(job->listing), &header);
	written = write_all(job, buf_bytes(&header));
	buf_free(&header);
	return written;
}

static void begin(const Gateway__Export *export)
{
	struct job *job = xcalloc(1, sizeof *job);
	struct refusal refusal = {0};

	snprintf(job->id, sizeof job->id, "%s", export->id);
	snprintf(job->method, sizeof job->method, "%s", export->method);
	job->form = export->form == GATEWAY__CSV_FORM__CSV_FORM_MACHINE ? CSV_MACHINE : CSV_SPREADSHEET;
	job->fd = -1;
	DL_APPEND(jobs, job);
	job_count++;
	job->listing = listing_new(export->method, bytes_text(export->request_json), export->owner_id,
				   &LISTING, job, &refusal);
	if (!job->listing) {
		fail(job, refusal.message);
		return;
	}
	export_progress_set(job->id, 0, 0);
	if (open_file(job)) {
		listing_next(job->listing);
		return;
	}
	listing_drop(job->listing);
	job->listing = NULL;
	fail(job, "Le fichier ne se crée pas sur le disque de l'instance ; prévenez l'exploitant.");
}

/* The next one that nobody makes, copied out of the state: beginning it may call back into here. */
static Gateway__Export *next_waiting(struct arena *arena, struct key *position)
{
	Gateway__Export *export;
	struct txn view;

	engine_view(frontend_engine(), &view);
	do {
		export = export_next_running(&view, arena, position);
	} while (export && job_find(export->id));
	txn_end(&view);
	return export;
}

/* ---- Files whose export is gone */

static bool is_kept(struct txn *view, struct arena *arena, const char *name)
{
	char id[ID_TEXT_SIZE];

	if (strlen(name) < ID_TEXT_SIZE - 1)
		return false;
	snprintf(id, sizeof id, "%.*s", ID_TEXT_SIZE - 1, name);
	return export_load(view, arena, id) != NULL;
}

void export_jobs_sweep(void)
{
	struct arena *scratch = frontend_scratch();
	struct arena_mark mark = arena_mark(scratch);
	DIR *folder = opendir(FOLDER);
	const struct dirent *entry;
	struct txn view;

	if (!folder)
		return; /* there are none yet */
	engine_view(frontend_engine(), &view);
	while ((entry = readdir(folder))) {
		if (*entry->d_name != '.' && !is_kept(&view, scratch, entry->d_name))
			unlinkat(dirfd(folder), entry->d_name, 0);
		arena_rewind(scratch, mark);
	}
	txn_end(&view);
	arena_forget(scratch, mark);
	closedir(folder);
}

void export_jobs_look(void)
{
	struct arena *scratch = frontend_scratch();
	struct arena_mark mark = arena_mark(scratch);
	struct key position = {0};
	Gateway__Export *export;

	while (job_count < EXPORT_JOBS_AT_A_TIME && (export = next_waiting(scratch, &position)))
		begin(export);
	arena_forget(scratch, mark);
}

void export_jobs_stop(void)
{
	struct job *job, *next;

	DL_FOREACH_SAFE(jobs, job, next)
	{
		if (!job->sealing)
			job_free(job);
	}
}

/* ---- The file */

/* -1, refused, where it is not there. */
static int open_export(const Gateway__Export *export, uint64_t *ret_size, struct refusal *refusal)
{
	char path[PATH_SIZE];
	struct stat stat;
	int fd;

	if (export->state != EXPORT_DONE) {
		refuse(refusal, FAULT_FAILED_PRECONDITION, "EXPORT_NOT_DONE", NULL,
		       "L'export n'est pas terminé, ou a échoué ; GetExport dit où il en est.");
		return -1;
	}
	path_of(export->id, ".csv", path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, &stat) == 0) {
		*ret_size = (uint64_t)stat.st_size;
		return fd;
	}
	if (fd >= 0)
		close(fd);
	refuse(refusal, FAULT_INTERNAL, "EXPORT_LOST", NULL,
	       "Le fichier de l'export n'est plus sur le disque ; redemandez-le.");
	return -1;
}

static void send_file(struct exchange *exchange, const Gateway__Export *export)
{
	struct refusal refusal = {0};
	uint64_t size = 0;
	int fd = open_export(export, &size, &refusal);

	if (fd < 0) {
		exchange_refuse(exchange, &refusal);
		return;
	}
	sheet_name(exchange, export->method, timestamp_instant(export->requested_at));
	exchange_send_file(exchange, SHEET_TYPE, fd, size);
}

static void on_export(void *ctx, const struct link_answer *answer)
{
	struct exchange *exchange = ctx;
	const Gateway__GetExportResponse *response;

	if (answer->fault != FAULT_NONE) {
		exchange_refuse(exchange, answer->refusal);
		return;
	}
	response = arena_unpack(exchange_arena(exchange), &gateway__get_export_response__descriptor,
				answer->reply->body);
	require(response && response->export); /* this very process answered */
	send_file(exchange, response->export);
}

void export_handle(struct exchange *exchange)
{
	Gateway__GetExportRequest request = GATEWAY__GET_EXPORT_REQUEST__INIT;

	request.export_id = (char *)exchange_rest(exchange);
	caller_tell("pvd.gateway.v1.GatewayService/GetExport", &request.base,
		    exchange_visitor(exchange)->principal, on_export, exchange);
}
