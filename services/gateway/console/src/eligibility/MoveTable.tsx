import type { Move } from 'pvd/eligibility/v1/comparison_pb.js';
import { useMemo, useState } from 'react';
import { number, points } from '~/ui/format';
import type { Column, Sorting } from '~/ui/LongTable';
import { LongTable } from '~/ui/LongTable';
import { useDepartementText } from '~/ui/PlaceLinks';
import { RouteLink } from '~/ui/RouteLink';
import { scoreHref } from './links';
import { useCriterionWord } from './useCriterionWord';
import { signed } from './values';

interface Props {
	caption: string;
	moves: readonly Move[];
	runId: string;
}

export function MoveTable({ caption, moves, runId }: Props) {
	const departement = useDepartementText();
	const [sorting, setSorting] = useState<Sorting>(); // none: as the service tells them
	const criterionWord = useCriterionWord();
	const columns = useMemo(() => columnsOf(runId, departement, criterionWord), [runId, departement, criterionWord]);
	return (
		<div className="fr-mb-3w">
			<LongTable
				caption={caption}
				columns={columns}
				rows={moves}
				rowKey={({ communeCode }) => communeCode}
				{...(sorting && { sorting })}
				onSort={setSorting}
				what={['commune', 'communes']}
			/>
		</div>
	);
}

type Told = (code: string) => string;

/* A rank, or why there is none. */
function rankText(rank: number, failed: string, criterionWord: Told): string {
	return rank === 0 ? `non éligible${failed === '' ? '' : ` : ${criterionWord(failed)}`}` : number(rank);
}

function rankKey(rank: number): number {
	return rank || Number.MAX_SAFE_INTEGER;
}

function columnsOf(runId: string, departement: Told, criterionWord: Told): Column<Move>[] {
	return [
		{
			id: 'commune',
			head: 'Commune',
			cell: ({ communeCode, communeName }) => (
				<>
					<RouteLink href={scoreHref(communeCode, runId)}>{communeName}</RouteLink>{' '}
					<span className="pvd-code">{communeCode}</span>
				</>
			),
			sort: ({ communeName }) => communeName,
			width: 'minmax(10rem, 2fr)',
		},
		{
			id: 'departement',
			head: 'Département',
			cell: ({ departementCode }) => departement(departementCode),
			sort: ({ departementCode }) => departementCode,
			width: 'minmax(8rem, 1.5fr)',
		},
		{
			id: 'avant',
			head: 'Rang avant',
			cell: ({ rankBefore, failedBefore }) => rankText(rankBefore, failedBefore, criterionWord),
			sort: ({ rankBefore }) => rankKey(rankBefore),
			isNumber: true,
			width: 'minmax(5rem, 1fr)',
		},
		{
			id: 'apres',
			head: 'Rang après',
			cell: ({ rankAfter, failedAfter }) => rankText(rankAfter, failedAfter, criterionWord),
			sort: ({ rankAfter }) => rankKey(rankAfter),
			isNumber: true,
			width: 'minmax(5rem, 1fr)',
		},
		{
			id: 'score',
			head: 'Score',
			cell: ({ scoreBefore, scoreAfter }) => `${points(scoreBefore)} → ${points(scoreAfter)}`,
			sort: ({ scoreAfter }) => scoreAfter,
			isNumber: true,
			width: '7rem',
		},
		{
			id: 'ecart',
			head: 'Écart',
			cell: ({ scoreBefore, scoreAfter }) => signed(scoreAfter - scoreBefore, points),
			sort: ({ scoreBefore, scoreAfter }) => scoreAfter - scoreBefore,
			isNumber: true,
			width: '5rem',
		},
	];
}
