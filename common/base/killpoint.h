/* Places where a test kills the process: with PVD_KILL="store_after_commit:3" in the environment, it dies by
 * SIGKILL at its third passage there. Builds without PVD_DEV contain none of it. */
#ifndef PVD_BASE_KILLPOINT_H
#define PVD_BASE_KILLPOINT_H

#ifdef PVD_DEV
#define KILLPOINT(name) killpoint_pass(name)
void killpoint_pass(const char *name);
#else
#define KILLPOINT(name) ((void)0)
#endif

#endif
