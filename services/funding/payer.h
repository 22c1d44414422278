/* Payers: who pays for measures. A code that the catalogue names; the contract has no list of them. */
#ifndef PVD_FUNDING_PAYER_H
#define PVD_FUNDING_PAYER_H

#include "service/service.h"

enum { PAYER_CODE_MAX = 40 };

/* 2 to PAYER_CODE_MAX of [a-z0-9-], starting with a letter. */
bool payer_is_code(const char *code);

/* Whether the préfet commits and pays for it (State budget: "etat", "anct"). */
bool payer_is_state(const char *code);

/* As a sentence names it: "l'État"; of one that has no French name here, its code. */
const char *payer_name(const char *code);

/* Whether the actor acts for that payer: a partner's system for its own, the préfecture for the State's, the
 * ANCT, which pilots the programme, for all. Refuses NOT_YOUR_LINE. */
bool payer_check_actor(struct decision *decision, const char *code);

#endif
