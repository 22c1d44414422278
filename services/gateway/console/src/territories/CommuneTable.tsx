import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useMemo } from 'react';
import type { Inside } from '~/form/places';
import { useEpcis, useTerritoryOfCommunes } from '~/form/places';
import { CsvLink } from '~/ui/CsvLink';
import type { Column } from '~/ui/LongTable';
import { LongTable } from '~/ui/LongTable';
import { EpciLink, useDepartementText } from '~/ui/PlaceLinks';
import { Answer } from '~/ui/states';
import { useSorting } from '~/ui/useSorting';
import { CommuneMap } from './CommuneMap';
import { communeColumns } from './columns';
import type { Area, CommuneRow } from './communes';
import { useCommunes } from './communes';
import type { Filters } from './filters';
import { inhabitants, nameMatches, useArea } from './filters';
import { ListOrMap } from './ListOrMap';

function useColumns(inside: ReadonlyMap<string, Inside>): Column<CommuneRow>[] {
	const departement = useDepartementText();
	const epcis = useEpcis().data;
	return useMemo(() => {
		const epciName = new Map((epcis ?? []).map(({ siren, name }) => [siren, name]));
		const { name, code, population, territory } = communeColumns<CommuneRow>((row) => row.population, inside);
		return [
			name,
			code,
			{
				id: 'departement',
				head: 'Département',
				width: 'minmax(9rem, 1fr)',
				cell: (row) => departement(row.departementCode),
				sort: (row) => row.departementCode,
			},
			population,
			{
				id: 'epci',
				head: 'Intercommunalité',
				width: 'minmax(12rem, 2fr)',
				cell: ({ epciSiren }) =>
					epciSiren === '' ? 'Aucune' : <EpciLink siren={epciSiren} name={epciName.get(epciSiren) ?? epciSiren} />,
				sort: ({ epciSiren }) => epciName.get(epciSiren) ?? '',
			},
			territory,
		];
	}, [departement, epcis, inside]);
}

function useFiltered(
	communes: readonly CommuneRow[],
	filters: Filters,
	inside: ReadonlyMap<string, Inside>,
): CommuneRow[] {
	return useMemo(() => {
		const matches = nameMatches(filters.name);
		const minimum = inhabitants(filters.minimum) ?? -1;
		const maximum = inhabitants(filters.maximum) ?? Infinity;
		return communes.filter(
			({ code, name, population }) =>
				population >= minimum &&
				population <= maximum &&
				(filters.programme === '' || (filters.programme === 'dans') === inside.has(code)) &&
				(filters.name === '' || matches(name)),
		);
	}, [communes, filters.name, filters.minimum, filters.maximum, filters.programme, inside]);
}

function areaOf({ departement, region }: Filters): Area {
	return departement !== '' ? { departementCode: departement } : region !== '' ? { regionCode: region } : {};
}

/* None: all of France. */
function useAreaCodes(filters: Filters): string[] {
	const area = useArea(filters);
	return useMemo(() => [...(area ?? [])], [area]);
}

const NONE: CommuneRow[] = [];

export function CommuneTable({ filters }: { filters: Filters }) {
	const area = areaOf(filters);
	const departements = useAreaCodes(filters);
	const all = useCommunes(area);
	const inside = useTerritoryOfCommunes();
	const rows = useFiltered(all.data ?? NONE, filters, inside);
	const columns = useColumns(inside);
	const [sorting, onSort] = useSorting('nom');
	return (
		<Answer
			of={all}
			what="La liste des communes"
			isEmpty={(communes) => communes.length === 0}
			empty="Aucune géographie n’est encore en vigueur : l’ANCT ou l’exploitant l’importe du code officiel géographique."
		>
			{() => (
				<>
					<ListOrMap
						what={['commune', 'communes']}
						departements={() => rows.map((row) => [row.departementCode])}
						besides={() => <CommuneMap rows={rows} inside={inside} departements={departements} />}
					>
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
			)}
		</Answer>
	);
}
