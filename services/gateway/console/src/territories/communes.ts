/* The communes of a place, or all 35 000 of the country, page by page and then kept: they change once a year. */
import type { UseQueryResult } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import type { Commune } from 'pvd/registry/v1/geography_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { TerritoryStatus } from 'pvd/registry/v1/territory_pb.js';
import { useMemo, useState } from 'react';
import { allPages, useAnswer } from '~/api/queries';
import { useTerritories } from '~/form/places';

export interface Area {
	departementCode?: string;
	regionCode?: string;
}

export interface CommuneTable extends Pick<UseQueryResult<Commune[]>, 'data' | 'error' | 'isPending' | 'refetch'> {
	had: number; // rows so far
}

export function useCommunes(area: Area, enabled = true): CommuneTable {
	const [had, setHad] = useState(0);
	const query = useQuery({
		queryKey: ['communes', area],
		queryFn: async ({ signal }) => {
			const pages = await allPages(RegistryService.method.listCommunes, area, {
				signal,
				onPage: (some) => setHad(some.reduce((sum, { communes }) => sum + communes.length, 0)),
			});
			return pages.flatMap(({ communes }) => communes);
		},
		enabled,
		staleTime: Infinity,
		gcTime: Infinity,
	});
	return { ...query, had };
}

export function useCommuneTotal(): number | undefined {
	return useAnswer(RegistryService.method.getGeography, {}, { staleTime: Infinity }).data?.totals?.communes;
}

export interface Inside {
	id: string;
	name: string;
}

/* In which living territory each commune is, by its code. */
export function useTerritoryOfCommunes(): Map<string, Inside> {
	const territories = useTerritories().data;
	return useMemo(() => {
		const living = (territories ?? []).filter(({ status }) => status === TerritoryStatus.LABELLED);
		return new Map(living.flatMap(({ id, name, communeCodes }) => communeCodes.map((code) => [code, { id, name }] as const)));
	}, [territories]);
}
