/* Legal time in France, and the civil days it makes (decree 2017-292 of 6 March 2017). Summer time is a rule,
 * not a table of the system: the same everywhere, at every replay. It is the one in force since 1996
 * (directive 2000/84/CE; 2007 for Saint-Pierre-et-Miquelon): instants before are read by it too. */
#ifndef PVD_BASE_LEGAL_TIME_H
#define PVD_BASE_LEGAL_TIME_H

#include "base/time.h"

enum summer_time {
	SUMMER_TIME_NONE,
	SUMMER_TIME_EUROPE,        /* last Sundays of March and October, at 1:00 UTC */
	SUMMER_TIME_NORTH_AMERICA, /* second Sunday of March, first of November, at 2:00 of the clocks */
};

struct legal_zone {
	int32_t standard_s; /* east of UTC, outside summer time */
	enum summer_time summer;
};

extern const struct legal_zone LEGAL_ZONE_PARIS;

/* Of a département, by its code: the mainland and Corsica, or overseas 971 to 978. Paris for any other. */
struct legal_zone legal_zone_of_departement(const char *code);

/* Seconds east of UTC at that instant. */
int32_t legal_offset(struct legal_zone zone, struct instant at);
/* The day it is there. */
struct civil_date legal_date(struct legal_zone zone, struct instant at);
/* When clocks there show that hour (0 to 24) of that day: the first time if they show it twice; if they pass
 * over it, as long after the change as it lies after the hour passed over. */
struct instant legal_instant(struct legal_zone zone, struct civil_date date, unsigned hour);

/* 0: Sunday, to 6: Saturday. */
unsigned civil_date_weekday(struct civil_date date);

#endif
