import type { Epci } from 'pvd/registry/v1/geography_pb.js';

const KINDS: Record<string, string> = {
	CC: 'Communauté de communes',
	CA: 'Communauté d’agglomération',
	CU: 'Communauté urbaine',
	METRO: 'Métropole',
	MET69: 'Métropole de Lyon',
};

const FINANCINGS: Record<string, string> = {
	FPU: 'Fiscalité professionnelle unique (FPU)',
	FA: 'Fiscalité additionnelle (FA)',
};

export function kindWord(kind: string): string {
	return KINDS[kind] ?? kind;
}

export function financingWord(financing: string): string {
	return FINANCINGS[financing] ?? financing;
}

/* A commune's code begins with its département's: two characters, three overseas. */
export function departementOf(code: string): string {
	return code.slice(0, code.startsWith('97') || code.startsWith('98') ? 3 : 2);
}

export function departementsOf({ memberCodes }: Epci): string[] {
	return [...new Set(memberCodes.map(departementOf))];
}
