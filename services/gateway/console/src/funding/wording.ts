/* Two wordings of a measure, side by side: what one says and the other does not. */
import { equals } from '@bufbuild/protobuf';
import type { Measure } from 'pvd/funding/v1/measure_pb.js';
import { MeasureSchema } from 'pvd/funding/v1/measure_pb.js';
import { date } from '~/ui/format';
import { payerWord } from '~/words/payers';
import { openingText, pillarText, ruleTexts } from './measure';
import { coPayersOf } from './rule';

export interface Difference {
	term: string;
	one: string;
	other: string;
}

type Said = readonly [string, (measure: Measure) => string];

const SAID: readonly Said[] = [
	['Intitulé', ({ title }) => title],
	['Pilier', pillarText],
	['Financeurs', ({ payers }) => payers.map(payerWord).join(', ')],
	['Dates', openingText],
	['Ouverture', ({ opensOn }) => date(opensOn)],
	['Montant', (measure) => ruleTexts(measure).join(' ')],
	['Pièces', ({ documents }) => documents.map(({ code, title }) => `${title} (${code})`).join(' ; ')],
	[
		'Pièces des cofinanceurs',
		(measure) =>
			coPayersOf(measure)
				.map(({ payer, documentCode }) => `${payerWord(payer)} : ${documentCode || 'aucune'}`)
				.join(' ; '),
	],
	[
		'Sources des cofinanceurs',
		(measure) =>
			coPayersOf(measure)
				.map(({ source }) => source)
				.join(' ; '),
	],
	[
		'Silence qui vaut dossier complet',
		({ completenessMonths }) => (completenessMonths > 0 ? `${completenessMonths} mois` : 'non'),
	],
	['Référence légale', ({ legalReference }) => legalReference],
	['Source', ({ source }) => source],
	['Lue le', ({ readOn }) => date(readOn)],
];

export function differences(one: Measure, other: Measure): Difference[] {
	return SAID.map(([term, say]) => ({ term, one: say(one), other: say(other) })).filter(
		(said) => said.one !== said.other,
	);
}

export function sameWords(one: Measure, other: Measure): boolean {
	return equals(MeasureSchema, one, other);
}

export function isSameVersion(one: Measure, other: Measure): boolean {
	return one.id === other.id && one.version === other.version;
}
