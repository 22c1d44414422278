/* A mapped file of 64 KiB, never flushed: it must outlive the process, not the machine.
 *
 *   turn:     count, then the ids of the calls being decided (until the commit: what happens there is not theirs)
 *   suspects: count, then {id, deaths} of ids that were in a turn when the process died
 *   head:     how far the journal had been committed: a witness beside the store. A store that loses its newest page
 *             opens as it was one commit before, whole, and would be believed
 *
 * At open, a turn that did not end makes its ids suspects (or adds a death to those that are). One that dies
 * a second time is poisoned for good: a call that kills is refused, whoever sends it again. */
#include "service/core.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "base/require.h"

enum { SUSPECTS_MAX = 2 * TURN_CALLS_MAX, DEATHS_POISON = 2, QUARANTINE_MS = 60000 };

struct suspect {
	struct id id;
	uint32_t deaths;
};

struct record {
	uint32_t turn_count;
	uint32_t suspect_count;
	struct id turn[TURN_CALLS_MAX];
	struct suspect suspects[SUSPECTS_MAX];
	uint64_t head;
};

struct suspects {
	struct record *record;
	struct record memory; /* where there is no file */
	bool mapped;
	unsigned awaited; /* suspects that have not yet been through alone */
	int64_t until_us; /* how long turns hold one call for their sake; 0: from the first look */
};

static struct suspect *find(const struct suspects *suspects, const struct id *id)
{
	for (unsigned i = 0; i < suspects->record->suspect_count; i++)
		if (id_equal(&suspects->record->suspects[i].id, id))
			return &suspects->record->suspects[i];
	return NULL;
}

static void drop(struct suspects *suspects, struct suspect *suspect)
{
	*suspect = suspects->record->suspects[--suspects->record->suspect_count];
}

/* The file is full of poisoned ids: the oldest makes room. */
static struct suspect *add(struct suspects *suspects, const struct id *id)
{
	struct record *record = suspects->record;

	if (record->suspect_count == SUSPECTS_MAX)
		drop(suspects, &record->suspects[0]);
	record->suspects[record->suspect_count] = (struct suspect){.id = *id};
	return &record->suspects[record->suspect_count++];
}

static bool came_before(const struct record *record, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (id_equal(&record->turn[i], &record->turn[n]))
			return true;
	return false;
}

static void accuse(struct suspects *suspects)
{
	struct record *record = suspects->record;

	for (unsigned i = 0; i < record->turn_count; i++) {
		struct suspect *suspect = find(suspects, &record->turn[i]);
		char text[ID_TEXT_SIZE];

		if (came_before(record, i))
			continue; /* sent twice, died once */
		if (!suspect)
			suspect = add(suspects, &record->turn[i]);
		suspect->deaths++;
		id_text(&suspect->id, text);
		log_error("call_suspected", log_text("id", text), log_u64("deaths", suspect->deaths));
	}
	record->turn_count = 0;
	for (unsigned i = 0; i < record->suspect_count; i++)
		suspects->awaited += record->suspects[i].deaths < DEATHS_POISON;
}

static bool map(struct suspects *suspects, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	void *memory = MAP_FAILED;

	/* With its blocks: where a full disk had none to give, writing into the map would end the process. */
	if (fd >= 0)
		errno = posix_fallocate(fd, 0, sizeof(struct record));
	if (fd >= 0 && errno == 0)
		memory = mmap(NULL, sizeof(struct record), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fd >= 0)
		close(fd);
	if (memory == MAP_FAILED)
		return false;
	suspects->record = memory;
	suspects->mapped = true;
	return true;
}

struct suspects *suspects_open(const char *path, char *error, size_t error_size)
{
	struct suspects *suspects = xcalloc(1, sizeof *suspects);

	suspects->record = &suspects->memory;
	if (path && !map(suspects, path)) {
		snprintf(error, error_size, "%s ne peut pas être ouvert : %s", path, strerror(errno));
		free(suspects);
		return NULL;
	}
	if (suspects->record->turn_count > TURN_CALLS_MAX || suspects->record->suspect_count > SUSPECTS_MAX)
		memset(suspects->record, 0, sizeof *suspects->record); /* not written by us, or torn */
	accuse(suspects);
	return suspects;
}

void suspects_close(struct suspects *suspects)
{
	suspects->record->turn_count = 0;
	if (suspects->mapped)
		munmap(suspects->record, sizeof *suspects->record);
	free(suspects);
}

bool suspects_any(const struct suspects *suspects, struct monotonic now)
{
	struct suspects *mutable = (struct suspects *)suspects;

	if (!suspects->awaited)
		return false;
	if (!suspects->until_us)
		mutable->until_us = monotonic_add_ms(now, QUARANTINE_MS).us;
	return now.us < suspects->until_us;
}

bool suspects_poisoned(const struct suspects *suspects, const struct id *id)
{
	const struct suspect *suspect = suspects->record->suspect_count ? find(suspects, id) : NULL;

	return suspect && suspect->deaths >= DEATHS_POISON;
}

void suspects_forgive(struct suspects *suspects, const struct id *id)
{
	struct suspect *suspect = find(suspects, id);

	if (!suspect)
		return;
	suspects->awaited -= suspect->deaths < DEATHS_POISON;
	drop(suspects, suspect);
}

void suspects_enter(struct suspects *suspects, const struct id *id)
{
	struct record *record = suspects->record;

	if (record->turn_count == TURN_CALLS_MAX)
		return;
	record->turn[record->turn_count] = *id;
	__atomic_store_n(&record->turn_count, record->turn_count + 1, __ATOMIC_RELEASE);
}

void suspects_committed(struct suspects *suspects, uint64_t sequence)
{
	__atomic_store_n(&suspects->record->head, sequence, __ATOMIC_RELAXED);
}

bool suspects_believe(const struct suspects *suspects, uint64_t sequence, char *error, size_t error_size)
{
	uint64_t head = suspects->record->head;

	if (head <= sequence)
		return true;
	snprintf(error, error_size,
		 "le journal s'arrête à l'entrée %llu, alors que %llu ont été enregistrées : le disque en a "
		 "perdu. "
		 "Rendez une sauvegarde (pvd restore) ; pour continuer sans elles, retirez le fichier « turn "
		 "» du "
		 "dossier de ce service",
		 (unsigned long long)sequence, (unsigned long long)head);
	return false;
}

void suspects_clear(struct suspects *suspects)
{
	struct record *record = suspects->record;

	for (unsigned i = 0; suspects->awaited && i < record->turn_count; i++) {
		struct suspect *suspect = find(suspects, &record->turn[i]);

		if (!suspect || suspect->deaths >= DEATHS_POISON)
			continue;
		drop(suspects, suspect);
		suspects->awaited--;
	}
	__atomic_store_n(&record->turn_count, 0, __ATOMIC_RELEASE);
}
