/* Which of a grid's lines a ranking shows beside the scores, and what of them: in the page's address. */
import type { Grid } from 'pvd/eligibility/v1/grid_pb.js';
import type { Contribution, Score } from 'pvd/eligibility/v1/score_pb.js';
import { points } from '~/ui/format';
import type { Column } from '~/ui/LongTable';
import { useAddress } from '~/ui/useAddress';
import type { Indicators } from './transformations';
import { valueText } from './values';

export type Shown = 'points' | 'valeur';

export const COLUMNS_MAX = 20; // that the service tells at once

const BETWEEN = '.';

export interface Choice {
	ids: readonly string[];
	shown: Shown;
	setIds: (ids: readonly string[]) => void;
	setShown: (shown: Shown) => void;
}

export function useColumnChoice(grid: Grid | undefined): Choice {
	const [text, setText] = useAddress('colonnes');
	const [shown, setShown] = useAddress('montrer', 'points');
	const known = idsOf(grid);
	return {
		ids: known.filter((id) => text.split(BETWEEN).includes(id)).slice(0, COLUMNS_MAX),
		shown: shown === 'valeur' ? 'valeur' : 'points',
		setIds: (ids) => setText(ids.join(BETWEEN)),
		setShown,
	};
}

/* Each once, though a grid may look at one in several years. */
export function idsOf(grid: Grid | undefined): string[] {
	return [...new Set(grid?.indicators.map(({ indicatorId }) => indicatorId))];
}

function lineOf({ contributions }: Score, id: string): Contribution | undefined {
	return contributions.find(({ indicatorId }) => indicatorId === id);
}

export function chosenColumns({ ids, shown }: Choice, indicators: Indicators): Column<Score>[] {
	return ids.map((id) => ({
		id: `ligne-${id}`,
		head: indicators.get(id)?.title ?? id,
		cell: (score) => {
			const line = lineOf(score, id);
			return line ? (shown === 'points' ? points(line.points) : valueText(line)) : '–';
		},
		sort: (score) => {
			const line = lineOf(score, id);
			return shown === 'points' ? (line?.points ?? 0) : line && !line.missing ? line.value : Number.NEGATIVE_INFINITY;
		},
		isNumber: true,
		width: 'minmax(9rem, 1fr)',
	}));
}
