/* A place in a service's journal as people and programs write it: "registry:1:42", SERVICE:EPOCH:SEQUENCE. */
#ifndef PVD_BUS_POSITION_H
#define PVD_BUS_POSITION_H

#include "bus/envelope.h"

enum { POSITION_TEXT_SIZE = SERVICE_NAME_MAX + 1 + 10 + 1 + 20 + 1 };

/* False, and nothing set, if it is not one. The hash is left empty. */
bool position_parse(const char *text, char ret_service[SERVICE_NAME_MAX + 1], struct position *ret);
void position_text(const char *service, const struct position *position, char out[POSITION_TEXT_SIZE]);

/* A number in digits alone, of at most `max`, at *text, which is moved behind it. */
bool position_parse_number(const char **text, uint64_t max, uint64_t *ret);

#endif
