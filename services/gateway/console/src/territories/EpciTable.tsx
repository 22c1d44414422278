import type { Epci } from 'pvd/registry/v1/geography_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import type { Territory } from 'pvd/registry/v1/territory_pb.js';
import { TerritoryStatus } from 'pvd/registry/v1/territory_pb.js';
import { useMemo } from 'react';
import { useEpcis, useTerritories } from '~/form/places';
import { CsvLink } from '~/ui/CsvLink';
import { number } from '~/ui/format';
import type { Column } from '~/ui/LongTable';
import { LongTable } from '~/ui/LongTable';
import { EpciLink, useDepartementText } from '~/ui/PlaceLinks';
import { Answer } from '~/ui/states';
import { useSorting } from '~/ui/useSorting';
import { departementsOf, kindWord } from './epci';
import type { Filters } from './filters';
import { nameMatches, useArea } from './filters';
import { ListOrMap } from './ListOrMap';

function countByEpci(territories: readonly Territory[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const siren of territories
		.filter(({ status }) => status === TerritoryStatus.LABELLED)
		.flatMap(({ epciSirens }) => epciSirens)) {
		counts.set(siren, (counts.get(siren) ?? 0) + 1);
	}
	return counts;
}

function useColumns(counts: Map<string, number>): Column<Epci>[] {
	const departement = useDepartementText();
	return useMemo(
		() => [
			{
				id: 'nom',
				head: 'Intercommunalité',
				width: 'minmax(14rem, 2fr)',
				cell: ({ siren, name }) => <EpciLink siren={siren} name={name} />,
				sort: ({ name }) => name,
			},
			{
				id: 'nature',
				head: 'Nature',
				width: 'minmax(11rem, 1fr)',
				cell: ({ kind }) => kindWord(kind),
				sort: ({ kind }) => kindWord(kind),
			},
			{ id: 'siren', head: 'SIREN', width: '7rem', cell: ({ siren }) => siren, sort: ({ siren }) => siren },
			{
				id: 'departement',
				head: 'Départements',
				width: 'minmax(12rem, 1fr)',
				cell: (row) => departementsOf(row).map(departement).join(', '),
				sort: (row) => departementsOf(row)[0] ?? '',
			},
			{
				id: 'communes',
				head: 'Communes',
				width: '6rem',
				isNumber: true,
				cell: (row) => number(row.memberCodes.length),
				sort: (row) => row.memberCodes.length,
			},
			{
				id: 'territoires',
				head: 'Territoires labellisés',
				width: '7rem',
				isNumber: true,
				cell: ({ siren }) => number(counts.get(siren) ?? 0),
				sort: ({ siren }) => counts.get(siren) ?? 0,
			},
		],
		[departement, counts],
	);
}

export function EpciTable({ filters }: { filters: Filters }) {
	const all = useEpcis();
	const territories = useTerritories().data;
	const counts = useMemo(() => countByEpci(territories ?? []), [territories]);
	const columns = useColumns(counts);
	const area = useArea(filters);
	const [sorting, onSort] = useSorting('nom');
	const matches = nameMatches(filters.name);
	const rows = (all.data ?? []).filter(
		(epci) =>
			(filters.name === '' || matches(epci.name)) &&
			(!area || departementsOf(epci).some((code) => area.has(code))) &&
			(filters.programme === '' || (filters.programme === 'dans') === counts.has(epci.siren)),
	);
	return (
		<Answer
			of={all}
			what="La liste des intercommunalités"
			isEmpty={(epcis) => epcis.length === 0}
			empty="Aucune géographie n’est encore en vigueur : l’ANCT ou l’exploitant l’importe du code officiel géographique."
		>
			{() => (
				<>
					<ListOrMap what={['intercommunalité', 'intercommunalités']} departements={() => rows.map(departementsOf)}>
						<LongTable
							caption="Intercommunalités"
							columns={columns}
							rows={rows}
							rowKey={({ siren }) => siren}
							sorting={sorting}
							onSort={onSort}
							what={['intercommunalité', 'intercommunalités']}
						/>
					</ListOrMap>
					<p className="fr-mt-2w">
						<CsvLink
							method={RegistryService.method.listEpcis}
							request={
								filters.departement !== '' ? { departementCode: filters.departement } : { regionCode: filters.region }
							}
						>
							Télécharger les intercommunalités de ce périmètre (CSV)
						</CsvLink>
					</p>
				</>
			)}
		</Answer>
	);
}
