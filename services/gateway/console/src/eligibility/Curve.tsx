import type { Curve as Scale } from './transformations';

const WIDTH = 120;
const HEIGHT = 40;
const POINTS = 60;

/* What a line of a grid gives for a value, drawn: the sentence beside it says it in words. */
export function Curve({ curve: { from, to, at, isStepped } }: { curve: Scale }) {
	const points = Array.from({ length: POINTS + 1 }, (_, n) => {
		const x = (n / POINTS) * WIDTH;
		const y = HEIGHT - at(from + ((to - from) * n) / POINTS) * HEIGHT;
		return { x: x.toFixed(1), y: y.toFixed(1) };
	});
	const path = points.map(({ x, y }, n) => (n === 0 ? `M${x},${y}` : isStepped ? `H${x}V${y}` : `L${x},${y}`)).join('');
	return (
		<svg className="pvd-curve" viewBox={`-1 -2 ${WIDTH + 2} ${HEIGHT + 4}`} aria-hidden="true">
			<path className="pvd-curve-ground" d={`M0,${HEIGHT}H${WIDTH}M0,0H${WIDTH}`} />
			<path className="pvd-curve-line" d={path} />
		</svg>
	);
}
