/* What goes wrong, and when: a list made from the seed before the run begins, so that any of it can be left
 * out. */
#ifndef PVD_SIM_FAULTS_H
#define PVD_SIM_FAULTS_H

#include <stdint.h>

/* Plans the faults of a run, between `from_us` and `until_us`. */
void faults_begin(int64_t from_us, int64_t until_us);
/* Whatever still holds ends now. */
void faults_end(void);

#endif
