import type { ReactNode } from 'react';
import { Fragment } from 'react';
import { Chart } from '~/ui/Chart';
import { count, points } from '~/ui/format';
import './charts.css';

export interface Contribution {
	id: string;
	title: string;
	points: number;
	weight: number; // the most it could have given
	cells: readonly string[]; // of its row in the table, between its title and its points
}

export interface Part {
	title: string; // "Centralité"
	contributions: readonly Contribution[];
}

interface Props {
	title: string;
	score: number;
	parts: readonly Part[]; // those with nothing in them are left out
	head: readonly string[]; // of those cells
}

const WHOLE = 100;
const HEIGHT = 1.2;

function sum(contributions: readonly Contribution[], of: 'points' | 'weight'): number {
	return contributions.reduce((total, one) => total + one[of], 0);
}

/* Where each begins: all before it, part by part. */
function startsOf(parts: readonly Part[]): Map<string, number> {
	let at = 0;
	const starts = new Map<string, number>();
	for (const one of parts.flatMap(({ contributions }) => contributions)) {
		starts.set(one.id, at);
		at += one.points;
	}
	return starts;
}

/* What a score is made of: each line begins where the one before it ends, and could have given as much as its weight. */
export function Contributions({ title, score, parts: given, head }: Props) {
	const parts = given.filter(({ contributions }) => contributions.length > 0);
	const all = parts.flatMap(({ contributions }) => contributions);
	const starts = startsOf(parts);
	return (
		<Chart
			title={title}
			summary={`${count(all.length, 'indicateur')} font ${points(score)} points sur 100. Chacun commence où finit celui d’avant ; en clair, ce qu’il pouvait donner de plus.`}
			head={['Thème', 'Indicateur', ...head, 'Points']}
			numbers={[head.length + 2]}
			rows={parts.flatMap(({ title: part, contributions }) =>
				contributions.map((one) => [part, one.title, ...one.cells, `${points(one.points)} sur ${points(one.weight)}`]),
			)}
		>
			<div className="pvd-bars" aria-hidden="true">
				{parts.map(({ title: part, contributions }) => (
					<Fragment key={part}>
						<Words
							title={part}
							points={sum(contributions, 'points')}
							of={sum(contributions, 'weight')}
							className="pvd-bar-part"
						/>
						{contributions.map((one) => (
							<div key={one.id}>
								<Words title={one.title} points={one.points} of={one.weight} />
								<Picture>
									<rect className="pvd-bar-before" x={starts.get(one.id)} width={one.weight} height={HEIGHT} />
									<rect className="pvd-bar-fill" x={starts.get(one.id)} width={one.points} height={HEIGHT} />
								</Picture>
							</div>
						))}
					</Fragment>
				))}
				<div className="pvd-bar-sum">
					<Words title="Score" points={score} of={WHOLE} />
					<Picture>
						<rect className="pvd-bar-fill" width={score} height={HEIGHT} />
					</Picture>
				</div>
			</div>
		</Chart>
	);
}

function Words({
	title,
	points: got,
	of,
	className = '',
}: {
	title: string;
	points: number;
	of: number;
	className?: string;
}) {
	return (
		<p className={`pvd-bar-words fr-mb-0 ${className}`.trim()}>
			<span>{title}</span>
			<span>
				<span className="pvd-bar-value">{points(got)}</span> sur {points(of)}
			</span>
		</p>
	);
}

function Picture({ children }: { children: ReactNode }) {
	return (
		<svg className="pvd-bar" viewBox={`0 0 ${WHOLE} ${HEIGHT}`} preserveAspectRatio="none">
			<rect className="pvd-bar-track" width={WHOLE} height={HEIGHT} />
			{children}
		</svg>
	);
}
