/* Funding: what partners offer, and each request for it from filing to the last payment.
 *
 * It owns the catalogue of measures, applications, and the ledger of what payers granted, committed and paid.
 * Territories are the registry's: it keeps a copy of what it needs of them (mirror.c). Read rule.c next: what a
 * measure allows.
 */
#include "funding/service.h"

int main(int argc, char **argv)
{
	return service_main(&FUNDING_SERVICE, argc, argv);
}
