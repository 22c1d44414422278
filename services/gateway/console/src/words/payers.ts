/* Payers by their codes, as the funding service names them; a partner of a later catalogue goes by its code. */
const PAYERS: Record<string, string> = {
	etat: 'État',
	anct: 'ANCT',
	'banque-des-territoires': 'Banque des territoires',
	anah: 'Anah',
};

export function payerWord(code: string): string {
	return PAYERS[code] ?? code;
}
