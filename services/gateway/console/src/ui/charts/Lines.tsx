/* Lines over the last minutes: time goes to the right, the newest at the right edge. Each line has its own dashes, so that
 * colour is not alone in telling them apart. */
import { Chart } from '../Chart';
import { number } from '../format';
import './lines.css';

export interface LineSeries {
	name: string;
	values: readonly (number | undefined)[]; // one for each instant; undefined: not known
}

interface Props {
	title: string;
	summary?: string;
	times: readonly number[]; // milliseconds since 1970, growing
	series: readonly LineSeries[];
	text?: (value: number) => string;
}

const COLOURS = ['var(--pvd-series-1)', 'var(--pvd-series-2)', 'var(--pvd-series-3)', 'var(--pvd-series-4)'];
const DASHES = ['', '6 3', '2 3', '10 3 2 3', '14 4']; // one more than colours, so that the fifth line is not as the first
const WIDTH = 100;
const HEIGHT = 100;
const TABLE_ROWS = 15;

const CLOCK = new Intl.DateTimeFormat('fr-FR', { timeStyle: 'medium', timeZone: 'Europe/Paris' });

export function Lines({ title, summary, times, series, text = number }: Props) {
	const top = niceTop(Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0))));
	const first = times[0] ?? 0;
	const span = Math.max((times.at(-1) ?? 0) - first, 1);
	const step = Math.max(1, Math.ceil(times.length / TABLE_ROWS));
	const rows = times
		.map((time, n) => [CLOCK.format(time), ...series.map(({ values }) => textOf(values[n], text))])
		.filter((_, n) => (times.length - 1 - n) % step === 0)
		.reverse();
	return (
		<Chart
			title={title}
			summary={summary}
			head={['Heure', ...series.map(({ name }) => name)]}
			rows={rows}
			numbers={series.map((_, n) => n + 1)}
		>
			<Legend series={series} />
			<div className="pvd-lines" aria-hidden="true">
				<span className="pvd-lines-top">{text(top)}</span>
				<svg className="pvd-lines-plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
					{series.map(({ name, values }, n) => (
						<path
							key={name}
							className="pvd-lines-line"
							d={path(
								values,
								(index) => (((times[index] ?? first) - first) / span) * WIDTH,
								(value) => HEIGHT - (value / top) * HEIGHT,
							)}
							stroke={COLOURS[n % COLOURS.length]}
							strokeDasharray={DASHES[n % DASHES.length]}
						/>
					))}
				</svg>
				<span className="pvd-lines-bottom">{text(0)}</span>
				<span className="pvd-lines-from">{times.length > 1 ? CLOCK.format(first) : ''}</span>
				<span className="pvd-lines-to">{times.length > 0 ? CLOCK.format(times.at(-1)) : ''}</span>
			</div>
		</Chart>
	);
}

function textOf(value: number | undefined, text: (value: number) => string): string {
	return value === undefined ? '–' : text(value);
}

/* 1, 2 or 5 times a power of ten, so that the scale does not jump with every measure. */
function niceTop(value: number): number {
	const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
	return [1, 2, 5, 10].map((factor) => factor * power).find((top) => top >= value) ?? value;
}

function path(
	values: readonly (number | undefined)[],
	x: (index: number) => number,
	y: (value: number) => number,
): string {
	let isPen = false;
	return values
		.map((value, index) => {
			const command = value === undefined ? '' : `${isPen ? 'L' : 'M'}${x(index).toFixed(2)} ${y(value).toFixed(2)}`;
			isPen = value !== undefined;
			return command;
		})
		.join('');
}

function Legend({ series }: { series: readonly LineSeries[] }) {
	return (
		<ul className="pvd-lines-legend" aria-hidden="true">
			{series.map(({ name }, n) => (
				<li key={name}>
					<svg viewBox="0 0 32 8" className="pvd-lines-key">
						<path
							className="pvd-lines-line"
							d="M0 4L32 4"
							stroke={COLOURS[n % COLOURS.length]}
							strokeDasharray={DASHES[n % DASHES.length]}
						/>
					</svg>
					{name}
				</li>
			))}
		</ul>
	);
}
