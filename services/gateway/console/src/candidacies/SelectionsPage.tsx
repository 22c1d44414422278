import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import type { Selection } from 'pvd/registry/v1/selection_pb.js';
import { useMemo } from 'react';
import { useLive } from '~/api/events';
import { useRows } from '~/api/queries';
import { useMay } from '~/api/session';
import { useRegions } from '~/form/places';
import { address, PATHS } from '~/paths';
import { CsvLink } from '~/ui/CsvLink';
import { date, day, number } from '~/ui/format';
import type { Column } from '~/ui/LongTable';
import { LongTable } from '~/ui/LongTable';
import { Page } from '~/ui/Page';
import { RegionSelect } from '~/ui/PlaceSelect';
import { RouteLink } from '~/ui/RouteLink';
import { Answer } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { useSorting } from '~/ui/useSorting';
import '~/ui/sheet.css';

const { listSelections, proposeSelection } = RegistryService.method;

export default function SelectionsPage() {
	const may = useMay();
	const [region, setRegion] = useAddress('region');
	const answer = useRows(listSelections, { regionCode: region }, (page) => page.selections, { keepPrevious: true });
	useLive('registry');
	const propose = may(proposeSelection) && (
		<RouteLink className="fr-btn" href={PATHS.selectionNew}>
			Proposer une sélection
		</RouteLink>
	);
	return (
		<Page
			title="Sélections des régions"
			lead="Ce que chaque comité régional a proposé à l’ANCT, dans son ordre, après l’avis des préfets de département."
			actions={propose}
		>
			<form
				className="pvd-filters"
				role="search"
				aria-label="Filtrer la liste"
				onSubmit={(event) => event.preventDefault()}
			>
				<RegionSelect value={region} onChange={setRegion} />
			</form>
			<Answer
				of={answer}
				what="La liste des sélections"
				isEmpty={(selections) => selections.length === 0}
				empty="Aucune sélection de votre ressort. La préfecture de région en propose une après le comité régional."
			>
				{(selections) => <SelectionTable selections={selections} region={region} />}
			</Answer>
		</Page>
	);
}

function useColumns(): Column<Selection>[] {
	const regions = useRegions();
	return useMemo(() => {
		const names = new Map(regions.map(({ code, name }) => [code, name]));
		const regionOf = ({ regionCode }: Selection) => names.get(regionCode) ?? regionCode;
		return [
			{
				id: 'comite',
				head: 'Comité du',
				width: 'minmax(11rem, 1fr)',
				cell: ({ id, committeeDate }) => (
					<RouteLink href={address('selection', { id })}>{date(committeeDate)}</RouteLink>
				),
				sort: ({ committeeDate }) => committeeDate,
			},
			{ id: 'region', head: 'Région', width: 'minmax(11rem, 1fr)', cell: regionOf, sort: regionOf },
			{
				id: 'candidatures',
				head: 'Candidatures',
				width: '8rem',
				isNumber: true,
				cell: ({ candidacyIds }) => number(candidacyIds.length),
				sort: ({ candidacyIds }) => candidacyIds.length,
			},
			{
				id: 'reference',
				head: 'Compte rendu',
				width: 'minmax(14rem, 2fr)',
				cell: ({ minutesReference }) => minutesReference,
			},
			{
				id: 'envoi',
				head: 'Proposée le',
				width: '10rem',
				cell: ({ proposedAt }) => day(proposedAt),
				sort: ({ proposedAt }) => proposedAt?.seconds ?? 0n,
			},
		];
	}, [regions]);
}

function SelectionTable({ selections, region }: { selections: readonly Selection[]; region: string }) {
	const columns = useColumns();
	const [sorting, onSort] = useSorting('-comite');
	return (
		<>
			<LongTable
				caption="Sélections des régions"
				columns={columns}
				rows={selections}
				rowKey={({ id }) => id}
				sorting={sorting}
				onSort={onSort}
				what={['sélection', 'sélections']}
			/>
			<p className="fr-mt-2w">
				<CsvLink method={listSelections} request={{ regionCode: region }}>
					Télécharger ces sélections (CSV)
				</CsvLink>
			</p>
		</>
	);
}
