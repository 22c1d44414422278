#include "funding/payer.h"

#include <string.h>

struct payer {
	const char *code, *name;
	bool is_state;
};

static const struct payer PAYERS[] = {
	{"etat", "l'État", true},
	{"anct", "l'ANCT", true},
	{"banque-des-territoires", "la Banque des territoires", false},
	{"anah", "l'Anah", false},
};

static const struct payer *payer_find(const char *code)
{
	for (size_t i = 0; i < sizeof PAYERS / sizeof *PAYERS; i++)
		if (strcmp(PAYERS[i].code, code) == 0)
			return &PAYERS[i];
	return NULL;
}

bool payer_is_code(const char *code)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
	size_t len = strlen(code);

	return len >= 2 && len <= PAYER_CODE_MAX && memchr(letters, *code, sizeof letters - 1) &&
	       strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

bool payer_is_state(const char *code)
{
	const struct payer *payer = payer_find(code);

	return payer && payer->is_state;
}

const char *payer_name(const char *code)
{
	const struct payer *payer = payer_find(code);

	return payer ? payer->name : code;
}

bool payer_check_actor(struct decision *decision, const char *code)
{
	const Bus__Actor *actor = decision->actor;
	uint32_t roles = actor_roles(actor);

	if (roles & role_bit(BUS__ROLE__ROLE_ANCT))
		return true;
	if ((roles & role_bit(BUS__ROLE__ROLE_PREFECTURE)) && payer_is_state(code))
		return true;
	if ((roles & role_bit(BUS__ROLE__ROLE_PARTNER)) && actor->scope &&
	    strcmp(actor->scope->partner, code) == 0)
		return true;
	return refuse(decision->refusal, FAULT_PERMISSION_DENIED, "NOT_YOUR_LINE", "payer",
		      "« %s » n'agit pas pour %.40s : un partenaire engage et paie sa propre part, la "
		      "préfecture celle de l'État.",
		      actor->principal, payer_name(code));
}
