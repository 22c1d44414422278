/* The options of every socket of the house. For common/loop alone. */
#ifndef PVD_LOOP_ZOPTION_H
#define PVD_LOOP_ZOPTION_H

#include "loop/zsock.h"

/* False with errno. Must precede bind and connect. */
bool zoption_set_all(void *raw, const struct zsock_options *options);
bool zoption_set(void *raw, int option, int value);

#endif
