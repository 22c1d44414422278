/* What somebody outside was told of a journal: it must be there, then and ever after. */
#ifndef PVD_SIM_CLAIMS_H
#define PVD_SIM_CLAIMS_H

#include "node.h"

/* `who` knows that this entry exists, with that hash where one is given. An entry that only a dead process
 * may have known is remembered until it starts again. */
void claim(const char *service, uint64_t sequence, const struct hash *hash, const char *who);
/* The process has started again: whatever was told of it before is there. */
void claims_settle(const struct node *node);

#endif
