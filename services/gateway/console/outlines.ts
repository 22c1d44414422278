/* The package's outlines as a map of France needs them: to a tenth of a unit, an eighth of a pixel where the map is
 * largest, and without the points that then fall onto each other. Half of what the package weighs. */
import type { Plugin } from 'vite';

const PACKAGE = /@svg-maps[\\/]france\.departments[\\/]index\.js$/;
const PER_UNIT = 10;

/* Rings are "m x,y dx,dy … z", each relative to where the one before began. Sums are rounded, not steps, so that
 * errors do not add up. */
export function thinned(path: string): string {
	let [startX, startY, writtenX, writtenY] = [0, 0, 0, 0];
	const rings = path.split('z').filter((ring) => ring.trim() !== '');
	return rings
		.map((ring) => {
			let [x, y] = [startX, startY];
			const steps: string[] = [];
			for (const [n, pair] of ring.replace('m', '').trim().split(/\s+/).entries()) {
				const [dx = 0, dy = 0] = pair.split(',').map(Number);
				x += dx;
				y += dy;
				const [nextX, nextY] = [Math.round(x * PER_UNIT), Math.round(y * PER_UNIT)];
				if (n > 0 && nextX === writtenX && nextY === writtenY) {
					continue;
				}
				steps.push(`${(nextX - writtenX) / PER_UNIT},${(nextY - writtenY) / PER_UNIT}`);
				[writtenX, writtenY] = [nextX, nextY];
				if (n === 0) {
					[startX, startY] = [x, y];
				}
			}
			[writtenX, writtenY] = [Math.round(startX * PER_UNIT), Math.round(startY * PER_UNIT)];
			return `m${steps.join(' ')}`;
		})
		.map((ring) => `${ring}z`)
		.join('');
}

export function thinOutlines(): Plugin {
	return {
		name: 'outlines',
		transform(code, id) {
			if (!PACKAGE.test(id)) {
				return null;
			}
			const thin = code.replace(/"path":"([^"]*)"/g, (_, path: string) => `"path":"${thinned(path)}"`);
			return { code: thin, map: null };
		},
	};
}
