/* Makes datasets of the mirrored geography: within the entry that changed it, and of nothing else, so that what a
 * run was made of can always be made again. */
#ifndef PVD_ELIGIBILITY_DATASET_BUILD_H
#define PVD_ELIGIBILITY_DATASET_BUILD_H

#include "service/service.h"

/* After a publication: all of it. */
void dataset_build(struct application *application, uint32_t cog_year, const char *cog_source);
/* After populations, or positions, of these communes were recorded: the parts they lie in. Nothing before a
 * publication. */
void dataset_build_populations(struct application *application, char *const *communes, size_t count);
void dataset_build_positions(struct application *application, char *const *communes, size_t count);

#endif
