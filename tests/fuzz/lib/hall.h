/* A bus without sockets, and who is connected to it: two links of ours, a service and one who calls it, and beside them
 * peers who are the input's. What each of them hears is looked at before it is passed on. */
#ifndef PVD_TESTS_FUZZ_HALL_H
#define PVD_TESTS_FUZZ_HALL_H

#include "bus/router.h"
#include "guests.h"

/* Once per process. */
void hall_make(void);

/* Both links come up. */
void hall_open(void);
/* The hostile ones go, time passes until nothing may be under way any more, ours go; nothing may be left. */
void hall_close(void);

/* A frame of a hostile guest, who connects if it is not. */
void hall_frame(enum guest guest, struct bytes frame);
/* A reply of a hostile guest to one of the calls it has heard; `fields` are those of the Envelope but kind, id and route. */
void hall_answer(enum guest guest, unsigned n, struct bytes fields);
/* The bus's own reply to one of the calls it was given. */
void hall_answer_as_bus(unsigned n, struct bytes body);
/* The caller of ours asks a service. */
void hall_ask(const char *service, struct bytes body, uint32_t timeout_ms);
void hall_pass(int64_t ms);
/* How the guest's connection takes frames from here on. */
void hall_choke(enum guest guest, enum router_sent how);
void hall_leave(enum guest guest);
/* Its principal is revoked, or admitted again. */
void hall_revoke(enum guest guest, bool revoked);

#endif
