import type { Commune } from 'pvd/registry/v1/geography_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useMemo } from 'react';
import { useEpcis } from '~/form/places';
import { CsvLink } from '~/ui/CsvLink';
import { number } from '~/ui/format';
import type { Column } from '~/ui/LongTable';
import { LongTable } from '~/ui/LongTable';
import { CommuneLink, EpciLink, TerritoryLink, useDepartementText } from '~/ui/PlaceLinks';
import { Refused } from '~/ui/states';
import { useSorting } from '~/ui/useSorting';
import type { Area, Inside } from './communes';
import { useCommunes, useCommuneTotal, useTerritoryOfCommunes } from './communes';
import type { Filters } from './filters';
import { inhabitants, nameMatches } from './filters';
import { ListOrMap } from './ListOrMap';

function population({ populations }: Commune): number {
	return populations[0]?.value ?? -1;
}

function useColumns(inside: Map<string, Inside>): Column<Commune>[] {
	const departement = useDepartementText();
	const epcis = useEpcis().data;
	return useMemo(() => {
		const epciName = new Map((epcis ?? []).map(({ siren, name }) => [siren, name]));
		const territoryName = ({ code }: Commune) => inside.get(code)?.name ?? '';
		const territory = ({ code }: Commune) => {
			const found = inside.get(code);
			return found ? <TerritoryLink {...found} /> : '–';
		};
		return [
			{ id: 'nom', head: 'Commune', width: 'minmax(12rem, 2fr)', cell: ({ code, name }) => <CommuneLink code={code} name={name} />, sort: ({ name }) => name },
			{ id: 'code', head: 'Code Insee', width: '6rem', cell: ({ code }) => code, sort: ({ code }) => code },
			{
				id: 'departement',
				head: 'Département',
				width: 'minmax(9rem, 1fr)',
				cell: (row) => departement(row.departementCode),
				sort: (row) => row.departementCode,
			},
			{ id: 'population', head: 'Habitants', width: '6.5rem', isNumber: true, cell: (row) => (population(row) < 0 ? '–' : number(population(row))), sort: population },
			{
				id: 'epci',
				head: 'Intercommunalité',
				width: 'minmax(12rem, 2fr)',
				cell: ({ epciSiren }) => (epciSiren === '' ? 'Aucune' : <EpciLink siren={epciSiren} name={epciName.get(epciSiren) ?? epciSiren} />),
				sort: ({ epciSiren }) => epciName.get(epciSiren) ?? '',
			},
			{ id: 'territoire', head: 'Territoire', width: 'minmax(10rem, 1fr)', cell: territory, sort: territoryName },
		];
	}, [departement, epcis, inside]);
}

function useFiltered(communes: readonly Commune[], filters: Filters, inside: Map<string, Inside>): Commune[] {
	return useMemo(() => {
		const matches = nameMatches(filters.name);
		const minimum = inhabitants(filters.minimum) ?? -1;
		const maximum = inhabitants(filters.maximum) ?? Infinity;
		return communes.filter((commune) => {
			const people = population(commune);
			return (
				people >= minimum &&
				people <= maximum &&
				(filters.programme === '' || (filters.programme === 'dans') === inside.has(commune.code)) &&
				(filters.name === '' || matches(commune.name))
			);
		});
	}, [communes, filters.name, filters.minimum, filters.maximum, filters.programme, inside]);
}

function areaOf({ departement, region }: Filters): Area {
	return departement !== '' ? { departementCode: departement } : region !== '' ? { regionCode: region } : {};
}

function Progress({ had }: { had: number }) {
	const total = useCommuneTotal();
	const text = total ? `${number(had)} communes reçues, de ${number(total)} en France.` : `${number(had)} communes reçues.`;
	return (
		<div role="status">
			<p className="fr-mb-1w">{text}</p>
			<progress className="pvd-progress" max={total ?? 35_000} value={had} aria-label="Communes reçues" />
		</div>
	);
}

const NONE: Commune[] = [];

export function CommuneTable({ filters }: { filters: Filters }) {
	const area = areaOf(filters);
	const { data, error, had, refetch } = useCommunes(area);
	const inside = useTerritoryOfCommunes();
	const rows = useFiltered(data ?? NONE, filters, inside);
	const columns = useColumns(inside);
	const [sorting, onSort] = useSorting('nom');
	if (!data) {
		return error ? <Refused error={error} retry={() => void refetch()} /> : <Progress had={had} />;
	}
	return (
		<>
			<ListOrMap what={['commune', 'communes']} departements={() => rows.map((row) => [row.departementCode])}>
				<LongTable
					caption="Communes"
					columns={columns}
					rows={rows}
					rowKey={({ code }) => code}
					sorting={sorting}
					onSort={onSort}
					what={['commune', 'communes']}
				/>
			</ListOrMap>
			<p className="fr-mt-2w">
				<CsvLink method={RegistryService.method.listCommunes} request={area}>
					Télécharger les communes de ce périmètre (CSV)
				</CsvLink>
			</p>
		</>
	);
}
