/* How much a measure pays: its rule in sentences, and what comes of it. */
import type { Measure } from 'pvd/funding/v1/measure_pb.js';
import { euros } from '~/ui/format';
import { ShortTable } from '~/ui/ShortTable';
import { payerWord } from '~/words/payers';
import { ruleTexts } from './measure';
import { Prose } from './Prose';
import { proposals } from './rule';

const EXAMPLE_CENTS = 60_000_00n;

export function RuleTexts({ measure }: { measure: Measure }) {
	return (
		<ul>
			{ruleTexts(measure).map((text) => (
				<li key={text}>{text}</li>
			))}
		</ul>
	);
}

/* For a round cost, over a year where there is a duration. */
export function RuleExample({ measure }: { measure: Measure }) {
	if (measure.amount.case !== 'share') {
		return null;
	}
	const months = measure.maxMonths > 0 ? Math.min(measure.maxMonths, 12) : 0;
	const cost = `${euros(EXAMPLE_CENTS)}${months > 0 ? ` par an, pour ${months} mois` : ''}`;
	const rows = proposals(measure, EXAMPLE_CENTS, months).flatMap(({ title, lines }) =>
		lines.map(({ payer, cents, how }) => [title, payerWord(payer), euros(cents), <Prose key="how" text={how} />]),
	);
	return (
		<ShortTable
			caption={`Exemple : un coût de ${cost}`}
			head={['Cas', 'Financeur', 'Au plus', 'Calcul']}
			rows={rows}
			numbers={[2]}
		/>
	);
}
