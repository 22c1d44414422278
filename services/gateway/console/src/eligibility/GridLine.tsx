import type { GridIndicator } from 'pvd/eligibility/v1/grid_pb.js';
import { MissingRuleSchema } from 'pvd/eligibility/v1/grid_pb.js';
import { ThemeSchema } from 'pvd/eligibility/v1/indicator_pb.js';
import { Facts } from '~/ui/Facts';
import { percent } from '~/ui/format';
import { enumWord } from '~/words';
import { Curve } from './Curve';
import { IndicatorLink } from './links';
import type { Indicators } from './transformations';
import { curveOf, transformationText } from './transformations';

/* One line of a grid: what it looks at, what it makes of a value, how much that weighs, and why. */
export function GridLine({ line, indicators }: { line: GridIndicator; indicators: Indicators }) {
	const indicator = indicators.get(line.indicatorId);
	const title = indicator?.title ?? line.indicatorId;
	const curve = curveOf(line);
	return (
		<section className="pvd-indicator" aria-label={title}>
			<h3 className="fr-h5">{title}</h3>
			<Facts
				facts={[
					['Indicateur', <IndicatorLink id={line.indicatorId} title={line.indicatorId} />],
					['Thème', indicator && enumWord(ThemeSchema, indicator.theme)],
					['Année', line.year === 0 ? 'la dernière connue' : String(line.year)],
					['Définition', indicator?.definition],
					['Poids', percent(line.weightBp, 2)],
					[
						'Règle',
						<>
							{transformationText(line, indicators)}
							{curve && <Curve curve={curve} />}
						</>,
					],
					['Valeur inconnue', `la commune reçoit ${enumWord(MissingRuleSchema, line.missing).toLowerCase()}`],
					['Pourquoi', line.reason],
				]}
			/>
		</section>
	);
}
