/* Places by name, for whoever looks for one or picks one in a form. */
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useState } from 'react';
import { useAnswer, useRows } from '~/api/queries';
import type { Choice } from '~/ui/Combobox';
import { folded, number } from '~/ui/format';

const NEVER_STALE = { staleTime: Infinity };

export interface Search {
	choices: Choice[];
	isSearching: boolean;
	onType: (text: string) => void;
}

export function useCommuneSearch(departementCode = ''): Search {
	const [text, onType] = useState('');
	const found = useAnswer(
		RegistryService.method.searchCommunes,
		{ text, departementCode, limit: 12 },
		{ enabled: text.trim() !== '', keepPrevious: true, ...NEVER_STALE },
	);
	const communes = text.trim() === '' ? [] : (found.data?.communes ?? []);
	const choices = communes.map(({ code, name, departementCode: departement, populations }) => ({
		value: code,
		text: name,
		detail: `${departement} · ${code}${populations[0] ? ` · ${number(populations[0].value)} hab.` : ''}`,
	}));
	return { choices, isSearching: found.isFetching, onType };
}

export function useEpcis() {
	return useRows(RegistryService.method.listEpcis, {}, (page) => page.epcis, NEVER_STALE);
}

export function useTerritories() {
	return useRows(RegistryService.method.listTerritories, {}, (page) => page.territories);
}

const SHOWN = 12;

function begins(name: string, text: string): boolean {
	return ` ${folded(name)}`.includes(` ${folded(text)}`);
}

export function useEpciSearch(): Search {
	const [text, onType] = useState('');
	const epcis = useEpcis();
	const found =
		text.trim() === ''
			? []
			: (epcis.data ?? []).filter((epci) => epci.siren.startsWith(text.trim()) || begins(epci.name, text));
	const choices = found.slice(0, SHOWN).map(({ siren, name, kind, memberCodes }) => ({
		value: siren,
		text: name,
		detail: `${kind} · ${siren} · ${number(memberCodes.length)} communes`,
	}));
	return { choices, isSearching: epcis.isPending, onType };
}

export function useTerritorySearch(): Search {
	const [text, onType] = useState('');
	const territories = useTerritories();
	const found = text.trim() === '' ? [] : (territories.data ?? []).filter((territory) => begins(territory.name, text));
	const choices = found.slice(0, SHOWN).map(({ id, name, coordinatingDepartementCode }) => ({
		value: id,
		text: name,
		detail: coordinatingDepartementCode,
	}));
	return { choices, isSearching: territories.isPending, onType };
}

export function useDepartements() {
	return useAnswer(RegistryService.method.listDepartements, {}, NEVER_STALE).data?.departements ?? [];
}

export function useRegions() {
	return useAnswer(RegistryService.method.listRegions, {}, NEVER_STALE).data?.regions ?? [];
}

export function useCommuneName(code: string): string | undefined {
	return useAnswer(RegistryService.method.getCommune, { code }, { enabled: code !== '', ...NEVER_STALE }).data?.commune
		?.name;
}

export function useEpciName(siren: string): string | undefined {
	return useAnswer(RegistryService.method.getEpci, { siren }, { enabled: siren !== '', ...NEVER_STALE }).data?.epci
		?.name;
}
