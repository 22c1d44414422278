/* Parts of French sentences, in the arena. Names and texts were written by people: they may be long, and hold
 * line ends. */
#ifndef PVD_CLUB_PHRASE_H
#define PVD_CLUB_PHRASE_H

#include "base/arena.h"
#include "base/quantity.h"
#include "base/time.h"
#include "pvd/funding/v1/money.pb-c.h"

enum { PHRASE_NAME_MAX = 120, PHRASE_QUOTE_MAX = 500 };

/* One line, of at most PHRASE_NAME_MAX bytes. */
char *phrase_name(struct arena *arena, const char *name);
/* "« … »", of at most PHRASE_QUOTE_MAX bytes of the text. */
char *phrase_quote(struct arena *arena, const char *text);
/* "A, B et C"; past `max` names "A, B et 4 autres". */
char *phrase_list(struct arena *arena, char *const *names, size_t count, size_t max);
/* "A ; B ; C", for names that are lists themselves; past `max` names "A ; B ; et 4 autres". */
char *phrase_series(struct arena *arena, char *const *names, size_t count, size_t max);
/* "1er mars 2026"; what is no date as it is. */
char *phrase_date(struct arena *arena, const char *date);
char *phrase_day(struct arena *arena, struct civil_date day);
/* "34 969", with a narrow no-break space. */
char *phrase_count(struct arena *arena, uint64_t count);
/* "1re", "2e". */
char *phrase_rank(struct arena *arena, unsigned rank);
char *phrase_amount(struct arena *arena, int64_t cents);
/* "45 000,00 € (État 30 000,00 €, ANCT 15 000,00 €)"; a single payer's without the sum. */
char *phrase_amounts(struct arena *arena, Funding__PayerAmount *const *amounts, size_t count);
/* "Banque des territoires"; the id of one that is not known. */
const char *phrase_payer(struct arena *arena, const char *payer);

#endif
