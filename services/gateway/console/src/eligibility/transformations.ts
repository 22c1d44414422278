/* How a line of a grid makes a level from 0 to 1 of a value: in words, and as a function to draw. */
import type { GridIndicator } from 'pvd/eligibility/v1/grid_pb.js';
import { Direction } from 'pvd/eligibility/v1/grid_pb.js';
import type { Indicator } from 'pvd/eligibility/v1/indicator_pb.js';
import { decimal } from '~/ui/format';
import { GROUPS } from '~/words/groups';
import { valueWord } from './values';

export type Indicators = ReadonlyMap<string, Indicator>;

/* Whom a commune is compared with. */
export function groupText(groupId: string, indicators: Indicators): string {
	return GROUPS[groupId] ?? `les communes de même « ${indicators.get(groupId)?.title ?? groupId} »`;
}

function bestText({ direction }: GridIndicator): string {
	return direction === Direction.LOWER ? 'plus sa valeur est basse' : 'plus sa valeur est haute';
}

function scaleText(
	line: GridIndicator,
	low: number,
	high: number,
	how: string,
	told: (value: number) => string,
): string {
	const isLower = line.direction === Direction.LOWER;
	return (
		`De ${told(low)} et moins à ${told(high)} et plus, la part des points va de ` +
		`${isLower ? '100 % à 0 %' : '0 % à 100 %'}, ${how}.`
	);
}

/* "La commune est classée parmi les communes de son département : plus sa valeur est haute, plus elle a de points." */
export function transformationText(line: GridIndicator, indicators: Indicators): string {
	const indicator = indicators.get(line.indicatorId);
	const told = (value: number) => (indicator ? valueWord(indicator, value) : decimal(value, 2));
	const { transformation: of } = line;
	switch (of.case) {
		case 'percentile':
			return (
				`La commune est classée parmi ${groupText(of.value.groupId, indicators)} : ${bestText(line)}, plus elle a de points ; ` +
				'la part des points est celle des communes, de valeur différente, qu’elle devance.'
			);
		case 'linear':
			return scaleText(line, of.value.low, of.value.high, 'en ligne droite', told);
		case 'logarithm':
			return scaleText(line, of.value.low, of.value.high, 'selon le logarithme de la valeur', told);
		case 'steps':
			return `Par paliers : ${of.value.steps.map(({ from, value }) => `à partir de ${told(from)}, ${decimal(100 * value, 0)} % des points`).join(' ; ')}.`;
		default:
			return '';
	}
}

export interface Curve {
	from: number;
	to: number;
	at: (value: number) => number; // a level from 0 to 1
	isStepped: boolean;
}

/* What a scale gives for a value; a percentile has none: that depends on the others. */
export function curveOf({ transformation: of, direction }: GridIndicator): Curve | undefined {
	const turned = (level: number) => (direction === Direction.LOWER ? 1 - level : level);
	const clamped = (level: number) => turned(Math.min(1, Math.max(0, level)));
	switch (of.case) {
		case 'linear': {
			const { low, high } = of.value;
			const margin = (high - low) / 6;
			const at = (value: number) => clamped((value - low) / (high - low));
			return { from: low - margin, to: high + margin, at, isStepped: false };
		}
		case 'logarithm': {
			const { low, high } = of.value;
			const at = (value: number) => clamped(Math.log(Math.max(value, low) / low) / Math.log(high / low));
			return { from: low, to: high + (high - low) / 6, at, isStepped: false };
		}
		case 'steps': {
			const { steps } = of.value;
			const [first, last] = [steps[0]?.from ?? 0, steps.at(-1)?.from ?? 0];
			const margin = (last - first || 1) / 4;
			const at = (value: number) => (steps.findLast(({ from }) => from <= value) ?? steps[0])?.value ?? 0;
			return { from: first - margin, to: last + margin, at, isStepped: true };
		}
		default:
			return undefined;
	}
}
