import type { CompareGridsResponse } from 'pvd/eligibility/v1/comparison_pb.js';
import { Histogram } from '~/ui/charts/Histogram';
import { Figures } from '~/ui/Facts';
import { count, decimal, number, points } from '~/ui/format';
import { MoveTable } from './MoveTable';

interface Props {
	answer: CompareGridsResponse;
	runId: string; // that is before
	isSettled: boolean; // what is told is what was asked last
}

/* Two gradings beside each other: who enters, who leaves, and how far they agree. */
export function ComparisonAnswer({ answer, runId, isSettled }: Props) {
	const { chosenBefore, chosenAfter, enteringCount, leavingCount, rankCorrelation } = answer;
	return (
		<>
			<p className="fr-sr-only" role="status">
				{isSettled &&
					`${count(enteringCount, 'commune entre', 'communes entrent')}, ${count(leavingCount, 'commune sort', 'communes sortent')}.`}
			</p>
			<Figures
				figures={[
					['communes entrent', number(enteringCount)],
					['communes sortent', number(leavingCount)],
					[`retenues après, ${number(chosenBefore)} avant`, number(chosenAfter)],
					['corrélation des rangs (1 : les mêmes)', decimal(rankCorrelation, 3)],
				]}
			/>
			<Moves
				title="Qui entre"
				moves={answer.entering}
				total={enteringCount}
				runId={runId}
				none="Aucune commune n’entre."
			/>
			<Moves
				title="Qui sort"
				moves={answer.leaving}
				total={leavingCount}
				runId={runId}
				none="Aucune commune ne sort."
			/>
			<Moves
				title="Qui change le plus de rang"
				moves={answer.movers}
				total={answer.movers.length}
				runId={runId}
				none="Parmi les communes retenues avant et après, aucune ne change de rang."
			/>
			<Spread answer={answer} />
		</>
	);
}

interface MovesProps {
	title: string;
	moves: CompareGridsResponse['entering'];
	total: number;
	runId: string;
	none: string;
}

function Moves({ title, moves, total, runId, none }: MovesProps) {
	return (
		<section aria-label={title}>
			<h3 className="fr-h5">{title}</h3>
			{moves.length === 0 ? (
				<p>{none}</p>
			) : (
				<>
					{total > moves.length && (
						<p className="fr-text--sm fr-mb-1w">
							Les {number(moves.length)} premières sur {number(total)}.
						</p>
					)}
					<MoveTable caption={title} moves={moves} runId={runId} />
				</>
			)}
		</section>
	);
}

function Spread({ answer: { countsAfter } }: { answer: CompareGridsResponse }) {
	const step = 100 / Math.max(countsAfter.length, 1);
	return (
		<Histogram
			title="Scores après"
			summary="Les communes éligibles."
			steps={countsAfter.map((communes, n) => ({ from: n * step, to: (n + 1) * step, count: communes }))}
			text={points}
			head={['Score', 'Communes']}
		/>
	);
}
