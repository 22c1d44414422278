/* A small France: three départements of eight communes, two EPCI each, and one over two départements. It
 * changes from edition to edition, as the real one does. */
#ifndef PVD_SIM_GEOGRAPHY_H
#define PVD_SIM_GEOGRAPHY_H

#include "pvd/registry/v1/geography.pb-c.h"

enum {
	GEO_DEPARTEMENTS = 3,
	GEO_PER_DEPARTEMENT = 8,
	GEO_COMMUNES = GEO_DEPARTEMENTS * GEO_PER_DEPARTEMENT,
	GEO_EPCIS = 2 * GEO_DEPARTEMENTS,
	GEO_CHUNKS = 7,
	GEO_CODE_SIZE = 10
};

extern const char *const GEO_DEPARTEMENT_CODES[GEO_DEPARTEMENTS];
const char *geo_commune(unsigned n);       /* its code */
const char *geo_epci_of(unsigned commune); /* in the first edition; a SIREN */

/* The import of edition n: its beginning, its chunks, its end. In static memory, for one use at a time. */
const Registry__BeginImportRequest *geo_begin(unsigned edition);
const Registry__PutImportChunkRequest *geo_chunk(unsigned edition, char *import_id, unsigned chunk);
const Registry__PublishImportRequest *geo_publish(unsigned edition, char *import_id);

#endif
