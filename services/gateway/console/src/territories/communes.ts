/* The communes of a place, or all 35 000 of the country: in columns, and then kept, as they change once a year. */
import type { UseQueryResult } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import type { ListCommuneColumnsResponse } from 'pvd/registry/v1/geography_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { call } from '~/api/queries';
import { departementOf } from './epci';

export interface Area {
	departementCode?: string;
	regionCode?: string;
}

export interface CommuneRow {
	code: string;
	name: string;
	departementCode: string;
	population: number; // the latest; -1: unknown
	epciSiren: string; // "": none
	longitude: number; // degrees, WGS 84; 0 and 0: unknown
	latitude: number;
}

const PER_DEGREE = 1e5;

function rowsOf(columns: ListCommuneColumnsResponse): CommuneRow[] {
	const { codes, names, populations, epcis, epciSirens, longitudesE5, latitudesE5 } = columns;
	return codes.map((code, n) => ({
		code,
		name: names[n] ?? code,
		departementCode: departementOf(code),
		population: populations[n] ?? -1,
		epciSiren: epciSirens[(epcis[n] ?? 0) - 1] ?? '',
		longitude: (longitudesE5[n] ?? 0) / PER_DEGREE,
		latitude: (latitudesE5[n] ?? 0) / PER_DEGREE,
	}));
}

async function allRows(area: Area, signal: AbortSignal): Promise<CommuneRow[]> {
	const rows: CommuneRow[] = [];
	let afterCode = '';
	do {
		const page = await call(RegistryService.method.listCommuneColumns, { ...area, afterCode }, { signal });
		rows.push(...rowsOf(page));
		afterCode = page.nextAfterCode;
	} while (afterCode !== '');
	return rows;
}

export function useCommunes(area: Area): UseQueryResult<CommuneRow[]> {
	return useQuery({
		queryKey: ['communes', area],
		queryFn: ({ signal }) => allRows(area, signal),
		staleTime: Infinity,
		gcTime: Infinity,
	});
}
