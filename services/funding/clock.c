#include "funding/clock.h"

#include "base/legal_time.h"
#include "service/check.h"

enum { LAST_HOUR = 24 };

static struct instant end_of_day(struct legal_zone zone, int32_t days)
{
	return legal_instant(zone, civil_date_from_days(days), LAST_HOUR);
}

struct instant clock_start(struct instant at, const char *departement, uint32_t months)
{
	struct legal_zone zone = legal_zone_of_departement(departement);
	struct civil_date day = civil_date_add_months(legal_date(zone, at), (int)months);

	return end_of_day(zone, civil_date_days(day));
}

/* Days of the calendar from that instant's to the last one of the clock. */
static int32_t days_left(const Funding__Application *application, struct instant at)
{
	struct legal_zone zone = legal_zone_of_departement(application->coordinating_departement_code);
	struct instant due = timestamp_instant(application->deemed_complete_due);
	int32_t last = civil_date_days(legal_date(zone, (struct instant){.us = due.us - 1}));

	return last - civil_date_days(legal_date(zone, at));
}

void clock_stop(Funding__Application *application, struct instant at)
{
	int32_t left;

	if (!application->deemed_complete_due)
		return;
	left = days_left(application, at);
	application->clock_days_left = left > 0 ? (uint32_t)left : 0;
	application->deemed_complete_due = NULL;
}

struct instant clock_resume(const Funding__Application *application, struct instant at)
{
	struct legal_zone zone = legal_zone_of_departement(application->coordinating_departement_code);
	int32_t today = civil_date_days(legal_date(zone, at));

	return end_of_day(zone, today + (int32_t)application->clock_days_left);
}

bool clock_has_run_out(const Funding__Application *application, struct instant at)
{
	return application->deemed_complete_due &&
	       at.us >= timestamp_instant(application->deemed_complete_due).us;
}

void funding_due(struct decision *decision, const struct deadline *deadline)
{
	Funding__Application *application =
		application_load(decision->txn, decision->arena, deadline->subject);
	Funding__ApplicationCompleted event = FUNDING__APPLICATION_COMPLETED__INIT;

	if (!application || application->status != APPLICATION_FILED)
		return;
	event.application_id = application->id;
	event.territory_id = application->territory_id;
	event.deemed = true;
	application_emit(decision, application, &event.base);
}
