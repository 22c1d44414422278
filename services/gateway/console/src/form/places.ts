/* Places by name, for whoever looks for one or picks one in a form. */
import type { Place } from 'pvd/registry/v1/place_pb.js';
import { PlaceKind, PlaceKindSchema } from 'pvd/registry/v1/place_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { TerritoryStatus } from 'pvd/registry/v1/territory_pb.js';
import { useMemo, useState } from 'react';
import { useAnswer, useRows } from '~/api/queries';
import type { Choice } from '~/ui/Combobox';
import { number } from '~/ui/format';
import { enumWord } from '~/words';

const NEVER_STALE = { staleTime: Infinity };

export interface Search {
	choices: Choice[];
	isSearching: boolean;
	onType: (text: string) => void;
}

const SHOWN = 15;

function detailOf({ kind, code, departementCodes, population }: Place): string {
	const parts = [
		enumWord(PlaceKindSchema, kind),
		departementCodes.join(', '),
		kind === PlaceKind.TERRITORY ? '' : code,
		population > 0 ? `${number(population)} hab.` : '',
	];
	return parts.filter((part) => part !== '').join(' · ');
}

function codeOf({ code }: Place): string {
	return code;
}

/* The value of a choice is the place's code, unless told otherwise; no kinds: all of them. */
export function usePlaceSearch(kinds: PlaceKind[], value: (place: Place) => string = codeOf): Search {
	const [text, onType] = useState('');
	const isAsked = text.trim() !== '';
	const found = useAnswer(
		RegistryService.method.searchPlaces,
		{ text, kinds, limit: SHOWN },
		{ enabled: isAsked, keepPrevious: true },
	);
	const places = isAsked ? (found.data?.places ?? []) : [];
	const choices = places.map((place) => ({ value: value(place), text: place.name, detail: detailOf(place) }));
	return { choices, isSearching: found.isFetching, onType };
}

export function useEpcis() {
	return useRows(RegistryService.method.listEpcis, {}, (page) => page.epcis, NEVER_STALE);
}

export function useTerritories() {
	return useRows(RegistryService.method.listTerritories, {}, (page) => page.territories);
}

export interface Inside {
	id: string;
	name: string;
}

/* In which living territory each commune is, by its code. */
export function useTerritoryOfCommunes(): ReadonlyMap<string, Inside> {
	const territories = useTerritories().data;
	return useMemo(() => {
		const living = (territories ?? []).filter(({ status }) => status === TerritoryStatus.LABELLED);
		return new Map(
			living.flatMap(({ id, name, communeCodes }) => communeCodes.map((code) => [code, { id, name }] as const)),
		);
	}, [territories]);
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

export function useTerritoryName(id: string): string | undefined {
	return useAnswer(RegistryService.method.getTerritory, { territoryId: id }, { enabled: id !== '' }).data?.territory
		?.name;
}
