/* All that a run is made of but its grid: a geography of the registry's, and the series that were recorded here. */
#ifndef PVD_ELIGIBILITY_DATA_H
#define PVD_ELIGIBILITY_DATA_H

#include "eligibility/dataset_header.h"
#include "eligibility/series.h"
#include "pvd/eligibility/v1/run.pb-c.h"

struct data {
	struct dataset_header geography;
	struct series_list series;
	struct hash digest; /* of both */
};

/* As it stands. False before the registry has published a geography. */
bool data_latest(struct txn *txn, struct arena *arena, struct data *ret);
/* As it stood. False where it is not here any more: the registry, or this service, has gone on from a backup. */
bool data_at(struct txn *txn, struct arena *arena, const Eligibility__DataPosition *position,
	     struct data *ret);

/* Borrows the data. */
Eligibility__DataPosition data_position(const struct data *data);

#endif
