/* The codes of French administration. Always text: leading zeros count ("01004"), Corsica has letters
 * ("2A004"). A predicate checks form and check digits, not that the code was ever given out. */
#ifndef PVD_BASE_CODE_H
#define PVD_BASE_CODE_H

#include <stdbool.h>

/* INSEE code géographique of a commune, or of a municipal arrondissement: the code of its département, then
 * digits up to five characters. */
bool code_is_commune(const char *code);

/* 01 to 95 without 20; 2A, 2B; overseas 971 to 978, 984, 986 to 989. */
bool code_is_departement(const char *code);

/* Two digits. */
bool code_is_region(const char *code);

/* INSEE code of an arrondissement: the code of its département, then a digit ("011", "2A1", "9741"). */
bool code_is_arrondissement(const char *code);

/* Nine digits, the sum of Luhn a multiple of 10 (code de commerce, art. R123-221; ISO/IEC 7812-1). */
bool code_is_siren(const char *code);

/* A SIREN and five digits, the sum of Luhn of all fourteen a multiple of 10. The establishments of La Poste
 * (SIREN 356000000) are too many for it: for them the plain sum of digits may be a multiple of 5 instead. */
bool code_is_siret(const char *code);

/* Répertoire national des associations: W, three characters of the registry that gave it (its second one is
 * a letter in Corsica and overseas: W2A1..., W9R1...), six digits. Associations of Alsace-Moselle have none.
 */
bool code_is_rna(const char *code);

/* Five digits. */
bool code_is_postal(const char *code);

enum { CODE_DEPARTEMENT_SIZE = 4 };
/* The département a commune lies in: "01" of "01004", "2A" of "2A004", "974" of "97411"; false, and `out`
 * is "", if `insee` is no code of a commune. */
bool code_departement_of_commune(const char *insee, char out[CODE_DEPARTEMENT_SIZE]);

#endif
