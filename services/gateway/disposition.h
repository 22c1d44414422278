/* The name under which a download is saved. */
#ifndef PVD_GATEWAY_DISPOSITION_H
#define PVD_GATEWAY_DISPOSITION_H

#include "base/arena.h"

/* The value of Content-Disposition (RFC 6266): attachment, the name in UTF-8 (RFC 8187) and, for who reads no more,
 * in ASCII. Whatever `file_name` holds, one line and no path. "" past the arena's cap. */
char *disposition_of(struct arena *arena, const char *file_name);

#endif
