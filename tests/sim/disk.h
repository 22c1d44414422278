/* The disk under the stores: what liblmdb writes passes here, because the program defines the calls of libc
 * that it makes. Files lie in memory (tmpfs); of each store it is known what was written since the last
 * flush, so that a death can leave what a killed process or a cut of the power leaves.
 *
 * A death within a turn is made in two parts. From the moment of death on nothing that is done counts, but it
 * is done: LMDB never stops half-way in this process. Once the store is closed, disk_settle puts the file
 * back to what the dead process had made of it. */
#ifndef PVD_SIM_DISK_H
#define PVD_SIM_DISK_H

#include "chance.h"

struct disk;

/* Of the store in folder `dir`, of which data.mdb is watched from its next opening on. */
struct disk *disk_new(const char *dir);

/* Each write and flush of a store, and whatever else a process does to the world, is an effect. `before` is
 * called before each of them with what it is; it may call disk_die. */
void disk_watch(struct disk *disk, void (*before)(void *ctx, const char *what), void *ctx);

/* The process has died: what it writes from here on will not have been. */
void disk_die(struct disk *disk);
/* The store is closed. Without power, what was not flushed is torn, sector by sector. */
void disk_settle(struct disk *disk, bool power_lost, struct chance *chance);

/* The next writes and flushes fail: `count` of them, after `after` that succeed. */
void disk_fail(struct disk *disk, unsigned after, unsigned count, int error);
/* Of the volume of all disks: whether it says that there is little room, and whether files cannot grow. */
void disk_fill(bool told, bool full);
void disk_heal(struct disk *disk);
/* Whether it has refused something since this was asked last. */
bool disk_has_refused(struct disk *disk);

#endif
