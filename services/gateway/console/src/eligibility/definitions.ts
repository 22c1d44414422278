/* What an indicator is made of, as a sentence from its own definition: nobody has to believe a description. */
import type { Condition, Indicator, InGroup, Operand } from 'pvd/eligibility/v1/indicator_pb.js';
import { Comparison, Geographic_Fact, Measure, Nature } from 'pvd/eligibility/v1/indicator_pb.js';
import { decimal, number } from '~/ui/format';
import type { Indicators } from './transformations';
import { groupText } from './transformations';
import { valueWord } from './values';

function quoted(id: string, indicators: Indicators): string {
	return `« ${indicators.get(id)?.title ?? id} »`;
}

function operandText(of: Operand | undefined, indicators: Indicators): string {
	if (!of) {
		return '';
	}
	return quoted(of.indicatorId, indicators) + (of.year === 0 ? '' : ` de ${of.year}`);
}

const RELATIONS: Record<Comparison, string> = {
	[Comparison.UNSPECIFIED]: '',
	[Comparison.BELOW]: 'inférieur à',
	[Comparison.AT_MOST]: 'au plus égal à',
	[Comparison.EQUAL]: 'égal à',
	[Comparison.NOT_EQUAL]: 'autre que',
	[Comparison.AT_LEAST]: 'au moins égal à',
	[Comparison.ABOVE]: 'supérieur à',
};

/* « Cœur de ville » autre que « convention signée ». */
export function conditionText({ operand, comparison, threshold }: Condition, indicators: Indicators): string {
	const indicator = indicators.get(operand?.indicatorId ?? '');
	const value = indicator ? valueWord(indicator, threshold) : String(threshold);
	return `${operandText(operand, indicators)} ${RELATIONS[comparison]} : ${value}`;
}

function conditionsText(conditions: readonly Condition[], indicators: Indicators): string {
	return conditions.map((condition) => conditionText(condition, indicators)).join(' et ');
}

const NATURES: Record<Nature, string> = {
	[Nature.UNSPECIFIED]: '',
	[Nature.COUNT]: 'un nombre : les communes qui fusionnent l’additionnent',
	[Nature.RATE]: 'un taux : les communes qui fusionnent en ont la moyenne pondérée',
	[Nature.CLASS]: 'une classe : les communes qui fusionnent ont la plus haute',
	[Nature.GROUP]: 'un groupe de communes : celle qui demeure garde le sien',
};

const FACTS: Record<Geographic_Fact, string> = {
	[Geographic_Fact.UNSPECIFIED]: '',
	[Geographic_Fact.POPULATION]: 'la population municipale, d’une même année pour toutes',
	[Geographic_Fact.CHEF_LIEU]: 'le rang administratif de la commune',
};

function groupMeasure({ measure, operand, groupId, conditions }: InGroup, indicators: Indicators): string {
	const whom = groupText(groupId, indicators);
	const what = operandText(operand, indicators);
	switch (measure) {
		case Measure.SHARE:
			return `part de la commune, en pour cent, dans la somme de ${what} parmi ${whom}`;
		case Measure.RANK:
			return `rang de la commune par ${what} parmi ${whom} : 1 pour la plus haute valeur`;
		case Measure.RATIO_TO_LARGEST:
			return `${what}, en pour cent de la plus haute valeur parmi ${whom}`;
		case Measure.RATIO_TO_LARGEST_OTHER:
			return `${what}, en pour cent de la plus haute valeur des autres parmi ${whom} : au-dessus de 100, la commune est la première`;
		case Measure.COUNT:
			return `nombre de communes, parmi ${whom}, où ${conditionsText(conditions, indicators)}`;
		default:
			return '';
	}
}

/* How the value comes about. */
export function originText({ origin: of }: Indicator, indicators: Indicators): string {
	const told = (operand: Operand | undefined) => operandText(operand, indicators);
	switch (of.case) {
		case 'recorded':
			return `Relevé par commune. C’est ${NATURES[of.value.nature]}.`;
		case 'geographic':
			return `Tenu par le registre : ${FACTS[of.value.fact]}.`;
		case 'ratio':
			return `${told(of.value.numerator)} divisé par ${told(of.value.denominator)}${factorText(of.value.factor)}.`;
		case 'sum':
			return `Somme de ${of.value.terms.map(({ operand, factor }) => (factor === 1 ? told(operand) : `${number(factor)} × ${told(operand)}`)).join(' + ')}.`;
		case 'trend':
			return `Évolution annuelle, en pour cent, de ${told(of.value.from)} à ${told(of.value.to)}.`;
		case 'presence':
			return `Combien atteignent ${number(of.value.atLeast || 1)} parmi : ${of.value.operands.map(told).join(', ')}.`;
		case 'firstKnown':
			return `La première valeur connue de : ${of.value.operands.map(told).join(', puis ')}.`;
		case 'stepTable':
			return `${told(of.value.operand)}, par paliers : ${of.value.steps.map(({ from, value }) => `${number(value)} à partir de ${number(from)}`).join(' ; ')}.`;
		case 'inGroup':
			return `${capital(groupMeasure(of.value, indicators))}.`;
		case 'nearest':
			return `Distance, en kilomètres, à la plus proche autre commune où ${conditionsText(of.value.conditions, indicators)}${of.value.atLeastOwn ? `, et qui n’a pas moins de ${told(of.value.atLeastOwn)}` : ''}.`;
		case 'catchment':
			return `${of.value.sum ? `Somme de ${told(of.value.sum)}` : 'Nombre'} des communes dont celle-ci est la plus proche où ${conditionsText(of.value.conditions, indicators)}.`;
		case 'around':
			return `Part de la commune, en pour cent, dans la somme de ${told(of.value.operand)} à ${decimal(of.value.radiusKm, 0)} km à la ronde.`;
		default:
			return '';
	}
}

function factorText(factor: number): string {
	return factor === 0 || factor === 1 ? '' : `, fois ${number(factor)}`;
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
