/* When sessions were used last. To the second here, in memory; to about ten minutes in the state, by which a session
 * that nobody uses ends, also where this process was away. */
#ifndef PVD_GATEWAY_ACTIVITY_H
#define PVD_GATEWAY_ACTIVITY_H

#include "base/time.h"
#include "pvd/gateway/v1/session.pb-c.h"

void activity_note(const char *session_id, struct instant now);
/* The later of what the state and the memory know. */
struct instant activity_seen(const Gateway__Session *session);
/* Every minute: tells the service what it does not know yet, and forgets what has not been used for long. */
void activity_tell(struct instant now);
void activity_free(void);

#endif
