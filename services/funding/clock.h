/* The clock of completeness (CGCT, art. R2334-23, for DETR and DSIL): silence of so many months after filing makes
 * a file complete; it stands still from the day documents are asked for to the day they are there. Days are
 * those of the département that coordinates, whole ones: the last day counts to its end. */
#ifndef PVD_FUNDING_CLOCK_H
#define PVD_FUNDING_CLOCK_H

#include "funding/application.h"

#define DEADLINE_COMPLETENESS "completeness"

/* The end of the day `months` later, by civil months (code de procédure civile, art. 641). */
struct instant clock_start(struct instant at, const char *departement, uint32_t months);

/* Of an application whose clock runs: keeps the days that remain. None runs: nothing happens. */
void clock_stop(Funding__Application *application, struct instant at);
/* Of one whose clock is stopped: the end of the day when the days that remain will be over. */
struct instant clock_resume(const Funding__Application *application, struct instant at);

/* Whether silence has already made it complete, though nothing said so yet. */
bool clock_has_run_out(const Funding__Application *application, struct instant at);

/* Silence has lasted: the file is complete. */
void funding_due(struct decision *decision, const struct deadline *deadline);

#endif
