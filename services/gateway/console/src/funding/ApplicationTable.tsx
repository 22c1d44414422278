import type { Application } from 'pvd/funding/v1/application_pb.js';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import { useMemo } from 'react';
import { useRows } from '~/api/queries';
import { address } from '~/paths';
import { day, euros } from '~/ui/format';
import type { Column } from '~/ui/LongTable';
import { LongTable } from '~/ui/LongTable';
import { CollectiviteName } from '~/ui/PlaceLinks';
import { RouteLink } from '~/ui/RouteLink';
import { useSorting } from '~/ui/useSorting';
import type { Amount } from './application';
import { isBeingCompleted, sum } from './application';
import { DueText } from './Clock';
import { StatusBadge } from './StatusBadge';

function amount(id: string, head: string, of: Amount): Column<Application> {
	return {
		id,
		head,
		cell: ({ lines }) => euros(sum(lines, of)),
		sort: ({ lines }) => sum(lines, of),
		isNumber: true,
		width: '8rem',
	};
}

function seconds(at: Application['filedAt']): bigint {
	return at?.seconds ?? 0n;
}

const FAR = 2n ** 62n; // sorts behind every instant

function columnsOf(titles: ReadonlyMap<string, string>): Column<Application>[] {
	const measure = (id: string) => titles.get(id) ?? id;
	return [
		{
			id: 'objet',
			head: 'Demande',
			cell: ({ id, title }) => <RouteLink href={address('application', { id })}>{title}</RouteLink>,
			sort: ({ title }) => title,
			width: '16rem',
		},
		{
			id: 'statut',
			head: 'Étape',
			cell: ({ status }) => <StatusBadge status={status} />,
			sort: ({ status }) => status,
			width: '9rem',
		},
		{
			id: 'territoire',
			head: 'Territoire',
			cell: ({ territoryId, territoryName }) => (
				<RouteLink href={address('territory', { id: territoryId })}>{territoryName}</RouteLink>
			),
			sort: ({ territoryName }) => territoryName,
			width: '12rem',
		},
		{
			id: 'beneficiaire',
			head: 'Bénéficiaire',
			cell: ({ beneficiaryCode }) => <CollectiviteName code={beneficiaryCode} />,
			width: '11rem',
		},
		{
			id: 'mesure',
			head: 'Mesure',
			cell: ({ measureId }) => measure(measureId),
			sort: ({ measureId }) => measure(measureId),
			width: '13rem',
		},
		amount('demande', 'Demandé', 'requestedCents'),
		amount('accorde', 'Accordé', 'grantedCents'),
		amount('engage', 'Engagé', 'committedCents'),
		amount('paye', 'Payé', 'paidCents'),
		{
			id: 'depot',
			head: 'Déposée le',
			cell: ({ filedAt }) => day(filedAt),
			sort: ({ filedAt }) => seconds(filedAt),
			width: '10rem',
		},
		{
			id: 'echeance',
			head: 'Réputée complète',
			cell: (application) => (isBeingCompleted(application) ? <DueText application={application} /> : '–'),
			sort: ({ deemedCompleteDue: due }) => (due ? due.seconds : FAR),
			width: '13rem',
		},
	];
}

export function ApplicationTable({ applications }: { applications: readonly Application[] }) {
	const [sorting, setSorting] = useSorting('-depot');
	const measures = useRows(FundingService.method.listMeasures, {}, (page) => page.measures);
	const columns = useMemo(
		() => columnsOf(new Map((measures.data ?? []).map(({ id, title }) => [id, title]))),
		[measures.data],
	);
	return (
		<LongTable
			caption="Demandes de financement"
			columns={columns}
			rows={applications}
			rowKey={({ id }) => id}
			sorting={sorting}
			onSort={setSorting}
			what={['demande', 'demandes']}
		/>
	);
}
