import type { ValueClass } from '~/ui/quintiles';
import { shadeOfClass } from './classes';

interface Props {
	title: string;
	none: string;
	classes: readonly ValueClass[];
	format: (value: number) => string;
}

export function Legend({ title, none, classes, format }: Props) {
	const steps = [
		{ shade: 0, text: none },
		...classes.map(({ from, to }, index) => ({
			shade: shadeOfClass(index, classes.length),
			text: from === to ? format(from) : `${format(from)} à ${format(to)}`,
		})),
	];
	return (
		<div className="pvd-legend">
			<p className="pvd-legend-title">{title}</p>
			<ul className="pvd-legend-steps">
				{steps.map(({ shade, text }) => (
					<li key={shade}>
						<svg className="pvd-legend-swatch" viewBox="0 0 16 16" aria-hidden="true">
							<rect className={`pvd-map-area pvd-shade-${shade}`} x="1" y="1" width="14" height="14" />
						</svg>
						{text}
					</li>
				))}
			</ul>
		</div>
	);
}
