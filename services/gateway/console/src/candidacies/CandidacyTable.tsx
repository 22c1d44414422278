import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { Candidacy } from 'pvd/registry/v1/candidacy_pb.js';
import { useMemo } from 'react';
import { address } from '~/paths';
import { day, ordinal } from '~/ui/format';
import type { Column } from '~/ui/LongTable';
import { LongTable } from '~/ui/LongTable';
import { useDepartementText } from '~/ui/PlaceLinks';
import { RouteLink } from '~/ui/RouteLink';
import { useSorting } from '~/ui/useSorting';
import { CandidacyBadge, OpinionBadge } from './CandidacyBadge';
import { titleOf } from './candidacy';

function sentAt({ submittedAt }: Candidacy): number {
	return submittedAt ? timestampMs(submittedAt) : 0;
}

function useColumns(): Column<Candidacy>[] {
	const departement = useDepartementText();
	return useMemo(
		() => [
			{
				id: 'communes',
				head: 'Candidature',
				width: 'minmax(14rem, 2fr)',
				cell: (row) => <RouteLink href={address('candidacy', { id: row.id })}>{titleOf(row)}</RouteLink>,
				sort: titleOf,
			},
			{
				id: 'departement',
				head: 'Préfecture qui coordonne',
				width: 'minmax(11rem, 1fr)',
				cell: (row) => departement(row.coordinatingDepartementCode),
				sort: (row) => row.coordinatingDepartementCode,
			},
			{
				id: 'etat',
				head: 'État',
				width: '13rem',
				cell: ({ status }) => <CandidacyBadge status={status} />,
				sort: ({ status }) => status,
			},
			{
				id: 'avis',
				head: 'Avis',
				width: '8rem',
				cell: ({ opinion }) => <OpinionBadge opinion={opinion} />,
				sort: ({ opinion }) => opinion?.kind ?? 0,
			},
			{
				id: 'rang',
				head: 'Rang',
				width: '5rem',
				isNumber: true,
				cell: ({ opinion }) => (opinion?.rank ? ordinal(opinion.rank) : '–'),
				sort: ({ opinion }) => opinion?.rank || Infinity,
			},
			{ id: 'depot', head: 'Reçue le', width: '10rem', cell: ({ submittedAt }) => day(submittedAt), sort: sentAt },
		],
		[departement],
	);
}

export function CandidacyTable({ candidacies }: { candidacies: readonly Candidacy[] }) {
	const columns = useColumns();
	const [sorting, onSort] = useSorting('-depot');
	return (
		<LongTable
			caption="Candidatures"
			columns={columns}
			rows={candidacies}
			rowKey={({ id }) => id}
			sorting={sorting}
			onSort={onSort}
			what={['candidature', 'candidatures']}
		/>
	);
}
