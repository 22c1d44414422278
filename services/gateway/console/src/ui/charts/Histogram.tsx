import { Chart } from '~/ui/Chart';
import { number } from '~/ui/format';
import './charts.css';

export interface Step {
	from: number;
	to: number;
	count: number;
}

interface Props {
	title: string;
	summary?: string;
	steps: readonly Step[]; // equally wide, one after the other
	text: (value: number) => string; // of a bound of a step
	head: readonly [string, string]; // of the table: "Score", "Communes"
	mark?: number | undefined; // a value to find among the others
	markText?: string; // what it is
}

const WIDTH = 1000;
const HEIGHT = 200;
const GAP = 4;
const TICKS = 4; // spaces between the figures under the picture

/* How many there are of each size. */
export function Histogram({ title, summary, steps, text, head, mark, markText }: Props) {
	const first = steps[0]?.from ?? 0;
	const last = steps[steps.length - 1]?.to ?? 0;
	const most = Math.max(1, ...steps.map(({ count }) => count));
	const width = WIDTH / Math.max(steps.length, 1);
	const at = (value: number) => ((value - first) / Math.max(last - first, 1)) * WIDTH;
	return (
		<Chart
			title={title}
			{...(summary !== undefined && { summary })}
			head={head}
			numbers={[1]}
			rows={steps.map(({ from, to, count }) => [`de ${text(from)} à ${text(to)}`, number(count)])}
		>
			<div className="pvd-histogram" aria-hidden="true">
				<p className="pvd-axis fr-mb-0">{`${head[1]} : ${number(most)} au plus haut`}</p>
				<svg className="pvd-histogram-picture" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
					{steps.map(({ from, count }, n) => {
						const height = (count / most) * HEIGHT;
						return (
							<rect
								key={from}
								className="pvd-bar-fill"
								x={n * width + GAP / 2}
								y={HEIGHT - height}
								width={width - GAP}
								height={height}
							/>
						);
					})}
					{mark !== undefined && <line className="pvd-histogram-mark" x1={at(mark)} x2={at(mark)} y1={0} y2={HEIGHT} />}
				</svg>
				<p className="pvd-axis fr-mb-0">
					{Array.from({ length: TICKS + 1 }, (_, n) => (
						<span key={n}>{text(first + ((last - first) * n) / TICKS)}</span>
					))}
				</p>
				{mark !== undefined && markText !== undefined && <p className="fr-mb-0">{`┆ ${markText}`}</p>}
			</div>
		</Chart>
	);
}
