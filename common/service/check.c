#include "service/check.h"

#include <string.h>

#include "base/utf8.h"

static const int32_t SECONDS_PER_DAY = 86400;

bool check_optional_text(struct refusal *refusal, const char *field, const char *text, size_t max)
{
	size_t len = strlen(text);

	if (len > max)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "TEXT_TOO_LONG", field,
			      "Le texte est trop long : %zu octets pour %zu au plus. Raccourcissez-le.", len,
			      max);
	if (!utf8_is_text(text, len))
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "TEXT_INVALID", field,
			      "Le texte contient des caractères de contrôle ou n'est pas en UTF-8. "
			      "Ressaisissez-le.");
	return true;
}

bool check_text(struct refusal *refusal, const char *field, const char *text, size_t max)
{
	if (text[strspn(text, " \t\n")] == '\0')
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "TEXT_MISSING", field,
			      "Ce champ est obligatoire. Renseignez-le.");
	return check_optional_text(refusal, field, text, max);
}

bool check_date(struct refusal *refusal, const char *field, const char *date, struct civil_date *ret)
{
	return civil_date_parse(date, ret) ||
	       refuse(refusal, FAULT_INVALID_ARGUMENT, "DATE_INVALID", field,
		      "La date attendue est un jour existant, écrit AAAA-MM-JJ.");
}

bool check_past_date(struct refusal *refusal, const char *field, const char *date, struct instant now)
{
	struct civil_date day;

	if (!check_date(refusal, field, date, &day))
		return false;
	if (civil_date_days(day) > now.us / 1000000 / SECONDS_PER_DAY + 1)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "DATE_IN_FUTURE", field,
			      "La date est à venir : indiquez le jour où l'acte a été pris.");
	return true;
}

bool check_year(struct refusal *refusal, const char *field, uint32_t year)
{
	if (year < 1962 || year > 2199)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "YEAR_INVALID", field,
			      "L'année %u n'est pas une année de données. Indiquez une année de 1962 à 2199.",
			      year);
	return true;
}

bool refuse_too_large(struct refusal *refusal)
{
	return refuse(refusal, FAULT_RESOURCE_EXHAUSTED, "REQUEST_TOO_LARGE", NULL,
		      "La demande est trop volumineuse. Découpez-la et recommencez.");
}

Pb__Timestamp *timestamp_new(struct arena *arena, struct instant at)
{
	Pb__Timestamp *timestamp = arena_alloc(arena, sizeof(*timestamp));

	if (!timestamp)
		return NULL;
	pb__timestamp__init(timestamp);
	timestamp->seconds = at.us / 1000000;
	timestamp->nanos = (int32_t)(at.us % 1000000) * 1000;
	return timestamp;
}

struct instant timestamp_instant(const Pb__Timestamp *timestamp)
{
	/* A journal's may have nanos that are more than a second, which a request's have not. */
	if (timestamp->seconds > INT64_MAX / 1000000 - 3)
		return (struct instant){.us = INT64_MAX};
	if (timestamp->seconds < 0)
		return (struct instant){0};
	return (struct instant){.us = timestamp->seconds * 1000000 + timestamp->nanos / 1000};
}
