/* Apart from harness.c: the engine's insides have an answer of their own. */
#include "service/core.h"

#include <errno.h>

void harness_break_reads(struct engine *engine);

void harness_break_reads(struct engine *engine)
{
	txn_fail(&engine->snapshot, ENOMEM, "harness_break_reads");
}
