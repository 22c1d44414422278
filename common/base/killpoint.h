/* Places where a test kills the process: with PVD_KILL="store_after_commit:3" in the environment, it dies by
 * SIGKILL at its third passage there. Builds without PVD_DEV contain none of it. */
#ifndef PVD_BASE_KILLPOINT_H
#define PVD_BASE_KILLPOINT_H

#ifdef PVD_DEV
#include <stdio.h>
#define KILLPOINT(name) killpoint_pass(name)
/* One whose name is made of parts, as printf does: "take_club_registry_12". */
#define KILLPOINT_OF(...)                                                                                    \
	do {                                                                                                 \
		char killpoint_[96];                                                                         \
		snprintf(killpoint_, sizeof killpoint_, __VA_ARGS__);                                        \
		killpoint_pass(killpoint_);                                                                  \
	} while (0)
void killpoint_pass(const char *name);
#else
#define KILLPOINT(name)   ((void)0)
#define KILLPOINT_OF(...) ((void)0)
#endif

#endif
