/* What is tried of a grid, and its place in an address: "?poids=40-30-15-15&places=departement.10". */
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { CompareGridsRequestSchema, PlacesSchema } from 'pvd/eligibility/v1/comparison_pb.js';
import type { Grid } from 'pvd/eligibility/v1/grid_pb.js';
import { setParameter } from '~/ui/useParameters';
import { rounded } from './weights';

export type PlacesKind = 'toutes' | 'departement' | 'france' | 'part';

export interface PlacesChoice {
	kind: PlacesKind;
	count: number;
}

export interface Trial {
	weights: readonly number[]; // percent of each line, in the grid's order: integers that make 100
	locked: readonly number[]; // lines that others' changes leave alone
	limit: number; // of population; 0: the registry's
	off: readonly string[]; // criteria of the grid that do not hold
	on: string; // YYYY-MM-DD: whose criteria hold; '': the run's day
	places: PlacesChoice;
	departement: string;
}

/* About as many as the programme has: a thousand towns in a hundred départements. */
const PLACES_START: PlacesChoice = { kind: 'departement', count: 10 };

export function trialOf(grid: Grid): Trial {
	return {
		weights: rounded(grid.indicators.map(({ weightBp }) => weightBp)),
		locked: [],
		limit: 0,
		off: [],
		on: '',
		places: PLACES_START,
		departement: '',
	};
}

/* ---- In an address */

const BETWEEN = '-';
const KINDS: readonly PlacesKind[] = ['toutes', 'departement', 'france', 'part'];

function numbers(text: string | null): number[] {
	return (text ?? '').split(BETWEEN).filter(Boolean).map(Number);
}

function isWeights(weights: readonly number[], grid: Grid): boolean {
	return (
		weights.length === grid.indicators.length &&
		weights.every((weight) => Number.isInteger(weight) && weight >= 0) &&
		weights.reduce((sum, weight) => sum + weight, 0) === 100
	);
}

/* What an address says and the grid cannot have is as in the grid. */
export function readTrial(params: URLSearchParams, grid: Grid): Trial {
	const start = trialOf(grid);
	const weights = numbers(params.get('poids'));
	return {
		weights: isWeights(weights, grid) ? weights : start.weights,
		locked: numbers(params.get('verrous')).filter((line) => line < grid.indicators.length),
		limit: positive(params.get('limite')),
		off: (params.get('sans') ?? '').split('.').filter((id) => grid.criteria.some((criterion) => criterion.id === id)),
		on: /^\d{4}-\d{2}-\d{2}$/.test(params.get('criteres') ?? '') ? (params.get('criteres') ?? '') : '',
		places: readPlaces(params.get('places') ?? ''),
		departement: params.get('departement') ?? '',
	};
}

export function readPlaces(text: string): PlacesChoice {
	const [kind, count] = text.split('.');
	const known = KINDS.find((one) => one === kind);
	return known ? { kind: known, count: positive(count ?? '') || PLACES_START.count } : PLACES_START;
}

export function placesText({ kind, count }: PlacesChoice): string {
	return `${kind}.${count}`;
}

function positive(text: string | null): number {
	return /^\d{1,7}$/.test(text ?? '') ? Number(text) : 0;
}

/* What is as in the grid is left out. */
export function writeTrial(trial: Trial, grid: Grid, parameters: URLSearchParams): void {
	const start = trialOf(grid);
	const set = (name: string, value: string, initial?: string) => setParameter(parameters, name, value, initial);
	set('poids', trial.weights.join(BETWEEN), start.weights.join(BETWEEN));
	set('verrous', trial.locked.join(BETWEEN));
	set('limite', trial.limit === 0 ? '' : String(trial.limit));
	set('sans', trial.off.join('.'));
	set('criteres', trial.on);
	set('places', placesText(trial.places), placesText(start.places));
	set('departement', trial.departement);
}

/* ---- As a grid, and as a question */

/* Weights that nobody has touched are the grid's own, to the hundredth; a line that weighs nothing is none. */
export function triedGrid({ weights, off }: Trial, grid: Grid): Grid {
	const isUntouched = weights.join() === trialOf(grid).weights.join();
	return {
		...grid,
		version: `${grid.version}-variante`,
		indicators: grid.indicators
			.map((line, n) => ({ ...line, weightBp: isUntouched ? line.weightBp : 100 * (weights[n] ?? 0) }))
			.filter(({ weightBp }) => weightBp > 0),
		criteria: grid.criteria.filter(({ id }) => !off.includes(id)),
	};
}

const UNREAD = '–'; // prose changes no score, and an address holds 16 kB at most

function withoutProse(grid: Grid): Grid {
	return {
		...grid,
		title: UNREAD,
		author: UNREAD,
		source: UNREAD,
		indicators: grid.indicators.map((line) => ({ ...line, reason: UNREAD })),
	};
}

export function placesOf({ kind, count }: PlacesChoice): MessageInitShape<typeof PlacesSchema> {
	switch (kind) {
		case 'departement':
			return { perDepartement: count };
		case 'france':
			return { nation: count };
		case 'part':
			return { shareBp: 100 * Math.min(count, 100) };
		case 'toutes':
			return {};
	}
}

const TOLD = 100;

export function trialRequest(
	trial: Trial,
	grid: Grid,
	runId: string,
): MessageInitShape<typeof CompareGridsRequestSchema> {
	return {
		runId,
		grid: withoutProse(triedGrid(trial, grid)),
		criteriaOn: trial.on,
		populationLimit: trial.limit,
		places: placesOf(trial.places),
		departementCode: trial.departement,
		limit: TOLD,
	};
}
