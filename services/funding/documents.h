/* The documents of a file: which its measure asks for, and which are there. */
#ifndef PVD_FUNDING_DOCUMENTS_H
#define PVD_FUNDING_DOCUMENTS_H

#include "funding/application.h"
#include "funding/rule.h"

/* What a complete file holds under a measure, with what each co-payer who takes part wants besides; none of it
 * there yet. Returns how many; 0 where the arena is exceeded, which says so itself. */
size_t documents_of(struct decision *decision, const Funding__Measure *measure, const struct demand *demand,
		    Funding__FiledDocument ***ret);

/* Notes where those given lie: DOCUMENT_UNKNOWN, DOCUMENT_TWICE, TEXT_MISSING... for documents[n]. */
bool documents_take(struct decision *decision, Funding__FiledDocument *const *wanted, size_t wanted_count,
		    Funding__FiledDocument *const *given, size_t given_count);

/* Refuses DOCUMENTS_MISSING, with those that are missing or were asked for again. */
bool documents_check_all(struct decision *decision, const Funding__Application *application);

#endif
