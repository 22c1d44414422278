import type { ReactNode } from 'react';
import { Chart } from '~/ui/Chart';
import './charts.css';

export interface Bar {
	id: string;
	label: string;
	value: number; // what the bar is long by; below zero it goes to the left
	text: string; // the value with its unit: "1 234 habitants"
	name?: ReactNode; // in the table instead of the label: a link
	isMarked?: boolean; // drawn in another colour; the label says why
}

interface Props {
	title: string;
	summary?: string;
	head: readonly [string, string]; // of the table: what a bar is, what its value is
	bars: readonly Bar[];
	most?: number; // what the longest bar there could be stands for; none: the longest there is
}

/* One bar for each thing, on one scale that begins at zero. */
export function Bars({ title, summary, head, bars, most }: Props) {
	const longest = Math.max(most ?? 0, ...bars.map(({ value }) => Math.abs(value)));
	const isTwoWay = bars.some(({ value }) => value < 0); // zero is in the middle then: both ways compare
	return (
		<Chart
			title={title}
			{...(summary !== undefined && { summary })}
			head={head}
			numbers={[1]}
			rows={bars.map(({ name, label, text }) => [name ?? label, text])}
		>
			<div className="pvd-bars" aria-hidden="true">
				{bars.map((bar) => (
					<div key={bar.id}>
						<p className="pvd-bar-words fr-mb-0">
							<span>{bar.label}</span> <span className="pvd-bar-value">{bar.text}</span>
						</p>
						<BarPicture value={bar.value} longest={longest} isTwoWay={isTwoWay} isMarked={bar.isMarked ?? false} />
					</div>
				))}
			</div>
		</Chart>
	);
}

const WIDTH = 1000;
const HEIGHT = 12;

interface PictureProps {
	value: number;
	longest: number;
	isTwoWay: boolean;
	isMarked: boolean;
}

function BarPicture({ value, longest, isTwoWay, isMarked }: PictureProps) {
	const zero = isTwoWay ? WIDTH / 2 : 0;
	const length = longest > 0 ? (Math.abs(value) / longest) * (WIDTH - zero) : 0;
	return (
		<svg className="pvd-bar" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
			<rect className="pvd-bar-track" width={WIDTH} height={HEIGHT} />
			<rect
				className={isMarked ? 'pvd-bar-fill-marked' : 'pvd-bar-fill'}
				x={value < 0 ? zero - length : zero}
				width={length}
				height={HEIGHT}
			/>
			{isTwoWay && <line className="pvd-bar-zero" x1={zero} x2={zero} y1={0} y2={HEIGHT} />}
		</svg>
	);
}
