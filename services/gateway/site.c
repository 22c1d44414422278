#include "gateway/site.h"

#include <ctype.h>
#include <string.h>

#include "gateway/state.h"
#include "service/check.h"
#include "service/record.h"

enum {
	RATE_WHOLE_BP = 10000,
	RATE_HALF_BP = 5000,
	PHONE_DIGITS_MIN = 4, /* 3939, which answers for the administration */
	PHONE_MAX = 32,
	EMAIL_MAX = 254, /* RFC 5321, 4.5.3.1.3, less the brackets */
	EMAIL_LOCAL_MAX = 64,
	HOST_MAX = 253,
};

#define KEY     "site"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS  "0123456789"
#define HTTPS   "https://"
#define LCEN    "loi n° 2004-575 du 21 juin 2004, art. 1-1"
#define ACCESS  "décret n° 2019-768 du 24 juillet 2019, art. 4"
#define RGPD    "règlement (UE) 2016/679, art. 13"

/* ---- What is kept */

Gateway__Site *site_load(struct txn *txn, struct arena *arena)
{
	return record_get_text(txn, arena, TABLE_SITE, KEY, &gateway__site__descriptor);
}

void site_put(struct application *application, const Gateway__Site *site)
{
	record_put_text(application->txn, application->arena, TABLE_SITE, KEY, &site->base);
}

/* RGAA 4, "Obligations d'accessibilité", état de conformité. */
Gateway__AccessibilityState site_accessibility(const Gateway__Site *site)
{
	if (!site || !*site->accessibility_assessed_on)
		return GATEWAY__ACCESSIBILITY_STATE__ACCESSIBILITY_STATE_NOT_ASSESSED;
	if (site->accessibility_rate_bp < RATE_HALF_BP)
		return GATEWAY__ACCESSIBILITY_STATE__ACCESSIBILITY_STATE_NONE;
	return site->accessibility_rate_bp < RATE_WHOLE_BP
		       ? GATEWAY__ACCESSIBILITY_STATE__ACCESSIBILITY_STATE_PARTIAL
		       : GATEWAY__ACCESSIBILITY_STATE__ACCESSIBILITY_STATE_FULL;
}

/* ---- Forms */

static bool is_phone(const char *text)
{
	unsigned digits = 0;

	for (const char *at = text; *at; at++) {
		if (!strchr(DIGITS " .()+-", *at))
			return false;
		digits += isdigit((unsigned char)*at) != 0;
	}
	return digits >= PHONE_DIGITS_MIN && strlen(text) <= PHONE_MAX;
}

/* Labels of letters, digits and hyphens, at least two of them. */
static bool is_host(const char *host, size_t len)
{
	size_t labels = 1, start = 0;

	for (size_t i = 0; i <= len; i++) {
		if (i < len && host[i] != '.') {
			if (!strchr(LETTERS DIGITS "-", host[i]))
				return false;
			continue;
		}
		if (i == start || host[start] == '-' || host[i - 1] == '-')
			return false;
		labels += i < len;
		start = i + 1;
	}
	return labels >= 2 && len <= HOST_MAX;
}

/* Of RFC 5322 what people have: no quotes, no comments. */
static bool is_email(const char *text)
{
	size_t local = strspn(text, LETTERS DIGITS "!#$%&'*+/=?^_`{|}~.-");

	return local >= 1 && local <= EMAIL_LOCAL_MAX && text[local] == '@' && strlen(text) <= EMAIL_MAX &&
	       is_host(text + local + 1, strlen(text + local + 1));
}

/* Without a user, a port, or anything that a page would have to escape. */
static bool is_page(const char *text)
{
	size_t len = strlen(text), scheme = strlen(HTTPS), host;

	if (len > TEXT_REFERENCE_MAX || strncmp(text, HTTPS, scheme) != 0)
		return false;
	host = strcspn(text + scheme, "/?#");
	return is_host(text + scheme, host) && strspn(text, LETTERS DIGITS "-._~:/?#[]@!$&()*+,;=%") == len;
}

/* ---- Checks */

static bool wrong(struct refusal *refusal, const char *reason, const char *field, const char *law,
		  const char *words)
{
	refuse(refusal, FAULT_INVALID_ARGUMENT, reason, field, "%s", words);
	if (law)
		refusal_cite(refusal, law);
	return false;
}

/* A text that a law asks for. */
static bool check_owed(struct refusal *refusal, const char *field, const char *text, size_t max,
		       const char *law)
{
	if (check_text(refusal, field, text, max))
		return true;
	refusal_cite(refusal, law);
	return false;
}

static bool check_phone(struct refusal *refusal, const char *field, const char *phone)
{
	return is_phone(phone) || wrong(refusal, "PHONE_INVALID", field, LCEN,
					"Un numéro de téléphone est attendu : des chiffres, des espaces et "
					"les signes « + . ( ) - », "
					"par exemple « +33 1 85 58 60 00 ».");
}

static bool check_page(struct refusal *refusal, const char *field, const char *page)
{
	return !*page || is_page(page) ||
	       wrong(refusal, "PAGE_INVALID", field, NULL,
		     "L'adresse d'une page est attendue : « https:// », un nom de domaine, puis le chemin, "
		     "en 300 "
		     "caractères au plus.");
}

static bool check_publisher(struct refusal *refusal, const Gateway__Site *site)
{
	return check_owed(refusal, "site.publisher", site->publisher, TEXT_NAME_MAX, LCEN) &&
	       check_owed(refusal, "site.publisher_address", site->publisher_address, TEXT_REFERENCE_MAX,
			  LCEN) &&
	       check_owed(refusal, "site.publication_director", site->publication_director, TEXT_NAME_MAX,
			  LCEN) &&
	       check_owed(refusal, "site.hosting_name", site->hosting_name, TEXT_NAME_MAX, LCEN) &&
	       check_owed(refusal, "site.hosting_address", site->hosting_address, TEXT_REFERENCE_MAX, LCEN) &&
	       check_phone(refusal, "site.hosting_phone", site->hosting_phone) &&
	       check_phone(refusal, "site.contact_phone", site->contact_phone);
}

static bool check_contact(struct refusal *refusal, const Gateway__Site *site)
{
	if (!*site->contact_email && !*site->contact_page)
		return wrong(refusal, "CONTACT_MISSING", "site.contact_email", ACCESS,
			     "Donnez une adresse électronique (contact_email) ou la page d'un formulaire "
			     "(contact_page) où signaler un défaut d'accessibilité.");
	if (*site->contact_email && !is_email(site->contact_email))
		return wrong(refusal, "EMAIL_INVALID", "site.contact_email", NULL,
			     "Une adresse électronique est attendue, par exemple « contact@pvd.example ».");
	return check_page(refusal, "site.contact_page", site->contact_page);
}

static bool check_data_protection(struct refusal *refusal, const Gateway__Site *site)
{
	const char *officer = site->data_protection_officer;

	if (!is_email(officer) && !is_page(officer))
		return wrong(refusal, "CONTACT_INVALID", "site.data_protection_officer", RGPD,
			     "L'adresse électronique du délégué à la protection des données est attendue, ou "
			     "celle, "
			     "en https, de la page par laquelle on le joint.");
	return check_owed(refusal, "site.data_retention", site->data_retention, TEXT_REASON_MAX, RGPD);
}

/* A rate is one of an audit, which has a day and an author. */
static bool check_audit(struct refusal *refusal, const Gateway__Site *site, struct instant now)
{
	bool has_audit = *site->accessibility_assessed_on || *site->accessibility_assessor ||
			 site->accessibility_rate_bp;

	if (!has_audit)
		return true;
	if (site->accessibility_rate_bp > RATE_WHOLE_BP)
		return wrong(refusal, "RATE", "site.accessibility_rate_bp", NULL,
			     "Le taux de conformité, en points de base, va de 0 à 10 000 (100 %).");
	return check_past_date(refusal, "site.accessibility_assessed_on", site->accessibility_assessed_on,
			       now) &&
	       check_text(refusal, "site.accessibility_assessor", site->accessibility_assessor,
			  TEXT_NAME_MAX);
}

bool site_check(const Gateway__Site *site, struct instant now, struct refusal *refusal)
{
	if (!site)
		return refuse(
			refusal, FAULT_INVALID_ARGUMENT, "SITE_MISSING", "site",
			"Dites ce que le site doit au public : éditeur, hébergeur, contact, protection des "
			"données, accessibilité (« pvd help DescribeSite »).");
	return check_publisher(refusal, site) && check_contact(refusal, site) &&
	       check_data_protection(refusal, site) && check_audit(refusal, site, now) &&
	       check_optional_text(refusal, "site.accessibility_exceptions", site->accessibility_exceptions,
				   TEXT_REASON_MAX) &&
	       check_page(refusal, "site.accessibility_plan_page", site->accessibility_plan_page);
}
