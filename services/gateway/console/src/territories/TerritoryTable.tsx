import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import type { Territory } from 'pvd/registry/v1/territory_pb.js';
import { TerritoryStatus, TerritoryStep } from 'pvd/registry/v1/territory_pb.js';
import { useMemo } from 'react';
import { useEpcis, useTerritories } from '~/form/places';
import { CsvLink } from '~/ui/CsvLink';
import { number, shortDate } from '~/ui/format';
import type { Column } from '~/ui/LongTable';
import { LongTable } from '~/ui/LongTable';
import { TerritoryLink, useDepartementText } from '~/ui/PlaceLinks';
import { Answer } from '~/ui/states';
import { useSorting } from '~/ui/useSorting';
import type { Filters } from './filters';
import { nameMatches, useArea } from './filters';
import { ListOrMap } from './ListOrMap';
import { TerritoryBadge } from './TerritoryBadge';

function labelledOn({ history }: Territory): string {
	return history.find(({ step }) => step === TerritoryStep.LABELLED)?.date ?? '';
}

function useColumns(): Column<Territory>[] {
	const departement = useDepartementText();
	const epcis = useEpcis().data;
	return useMemo(() => {
		const names = new Map((epcis ?? []).map(({ siren, name }) => [siren, name]));
		const epciText = ({ epciSirens }: Territory) => epciSirens.map((siren) => names.get(siren) ?? siren).join(', ');
		return [
			{
				id: 'nom',
				head: 'Territoire',
				width: 'minmax(14rem, 2fr)',
				cell: ({ id, name }) => <TerritoryLink id={id} name={name} />,
				sort: ({ name }) => name,
			},
			{
				id: 'departement',
				head: 'Département',
				width: 'minmax(10rem, 1fr)',
				cell: (row) => departement(row.coordinatingDepartementCode),
				sort: (row) => row.coordinatingDepartementCode,
			},
			{ id: 'epci', head: 'Intercommunalité', width: 'minmax(12rem, 2fr)', cell: epciText, sort: epciText },
			{
				id: 'communes',
				head: 'Communes',
				width: '6rem',
				isNumber: true,
				cell: (row) => number(row.communeCodes.length),
				sort: (row) => row.communeCodes.length,
			},
			{ id: 'label', head: 'Labellisé le', width: '7rem', cell: (row) => shortDate(labelledOn(row)), sort: labelledOn },
			{
				id: 'etat',
				head: 'État',
				width: '11rem',
				cell: ({ status }) => <TerritoryBadge status={status} />,
				sort: ({ status }) => status,
			},
		];
	}, [departement, epcis]);
}

function useFiltered(territories: readonly Territory[], filters: Filters): Territory[] {
	const area = useArea(filters);
	const matches = nameMatches(filters.name);
	return territories.filter(({ name, departementCodes, status }) => {
		const isIn = status === TerritoryStatus.LABELLED;
		return (
			(filters.name === '' || matches(name)) &&
			(!area || departementCodes.some((code) => area.has(code))) &&
			(filters.programme === '' || (filters.programme === 'dans') === isIn)
		);
	});
}

export function TerritoryTable({ filters }: { filters: Filters }) {
	const all = useTerritories();
	const rows = useFiltered(all.data ?? [], filters);
	const columns = useColumns();
	const [sorting, onSort] = useSorting('nom');
	return (
		<Answer
			of={all}
			what="La liste des territoires"
			isEmpty={(territories) => territories.length === 0}
			empty="Aucun territoire n’est encore labellisé. Un territoire naît quand l’ANCT labellise une candidature que la région a proposée."
		>
			{() => (
				<>
					<ListOrMap
						what={['territoire', 'territoires']}
						departements={() => rows.map((row) => [row.coordinatingDepartementCode])}
					>
						<LongTable
							caption="Territoires"
							columns={columns}
							rows={rows}
							rowKey={({ id }) => id}
							sorting={sorting}
							onSort={onSort}
							what={['territoire', 'territoires']}
						/>
					</ListOrMap>
					<p className="fr-mt-2w">
						<CsvLink
							method={RegistryService.method.listTerritories}
							request={{
								departementCode: filters.departement,
								regionCode: filters.departement === '' ? filters.region : '',
								status: statusOf(filters),
							}}
						>
							Télécharger ces territoires (CSV)
						</CsvLink>
					</p>
				</>
			)}
		</Answer>
	);
}

function statusOf({ programme }: Filters): TerritoryStatus {
	return programme === ''
		? TerritoryStatus.UNSPECIFIED
		: programme === 'dans'
			? TerritoryStatus.LABELLED
			: TerritoryStatus.ENDED;
}
