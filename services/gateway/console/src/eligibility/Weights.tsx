import { Button } from '@codegouvfr/react-dsfr/Button';
import type { Grid } from 'pvd/eligibility/v1/grid_pb.js';
import { useId, useRef } from 'react';
import { lineKey } from './ScoreContributions';
import type { Trial } from './trial';
import { trialOf } from './trial';
import { useIndicators } from './useScore';
import { reweighed } from './weights';

interface Props {
	grid: Grid;
	trial: Trial;
	onChange: (changed: Partial<Trial>) => void;
}

/* A slider for each line: the others follow, so that all together stay 100. */
export function Weights({ grid, trial, onChange }: Props) {
	const indicators = useIndicators();
	const start = trialOf(grid).weights;
	const { weights, locked } = trial;
	const reweigh = useReweighing(trial);
	return (
		<>
			<p className="fr-text--sm fr-mb-1w">
				Ils font toujours 100 % : ce qu’un indicateur gagne, les autres le perdent à proportion. Verrouillez ceux qui ne
				doivent pas bouger.
			</p>
			<ul className="pvd-weights">
				{grid.indicators.map((line, n) => (
					<Weight
						key={lineKey(line)}
						title={indicators.get(line.indicatorId)?.title ?? line.indicatorId}
						value={weights[n] ?? 0}
						start={start[n] ?? 0}
						isLocked={locked.includes(n)}
						onValue={(value) => onChange({ weights: reweigh(n, value) })}
						onLock={() => onChange({ locked: locked.includes(n) ? locked.filter((one) => one !== n) : [...locked, n] })}
					/>
				))}
			</ul>
		</>
	);
}

/* While one slider moves the others share by what they were when it began: shared again at each step, rounding would wear
 * their proportions away. */
function useReweighing({ weights, locked }: Trial): (line: number, value: number) => number[] {
	const last = useRef({ line: -1, locked: '', from: weights, to: '' });
	return (line, value) => {
		const { current } = last;
		const isGoingOn = current.line === line && current.locked === locked.join() && current.to === weights.join();
		const from = isGoingOn ? current.from : weights;
		const next = reweighed(from, locked, line, value);
		last.current = { line, locked: locked.join(), from, to: next.join() };
		return next;
	};
}

interface WeightProps {
	title: string;
	value: number;
	start: number; // in the grid
	isLocked: boolean;
	onValue: (value: number) => void;
	onLock: () => void;
}

function Weight({ title, value, start, isLocked, onValue, onLock }: WeightProps) {
	const id = useId();
	return (
		<li className="pvd-weight">
			<label htmlFor={id}>{title}</label>
			<output htmlFor={id} className="pvd-weight-value">
				{value} %{value !== start && <span className="pvd-code"> ({start} % dans la grille)</span>}
			</output>
			<input
				id={id}
				type="range"
				min={0}
				max={100}
				value={value}
				disabled={isLocked}
				aria-valuetext={`${value} %`}
				onChange={({ target }) => onValue(Number(target.value))}
			/>
			<Button
				type="button"
				size="small"
				priority="tertiary no outline"
				iconId={isLocked ? 'fr-icon-lock-line' : 'fr-icon-lock-unlock-line'}
				title={`Verrouiller : ${title}`}
				nativeButtonProps={{ 'aria-pressed': isLocked }}
				onClick={onLock}
			/>
		</li>
	);
}
