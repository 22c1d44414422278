import type { GridIndicator, Indicator } from 'pvd/eligibility/v1/grid_pb.js';
import { DirectionSchema, MissingRuleSchema, ReferenceSchema } from 'pvd/eligibility/v1/grid_pb.js';
import type { Contribution } from 'pvd/eligibility/v1/score_pb.js';
import { valueText } from '~/ui/charts/Contributions';
import { Facts } from '~/ui/Facts';
import { number, ordinal, percent, points } from '~/ui/format';
import { enumWord } from '~/words';

interface Props {
	contribution: Contribution;
	indicator: Indicator | undefined;
	line: GridIndicator | undefined; // of the grid
}

/* One indicator as it fell out for one commune: what was known, among whom it was ranked, what that gave, and why it is
 * looked at. */
export function IndicatorReading({ contribution, indicator, line }: Props) {
	const { missing, title, rank, referenceCount, percentileBp, weightBp, contributionBp, source, year, reference } =
		contribution;
	return (
		<section className="pvd-indicator" aria-label={title}>
			<h3 className="fr-h5">{title}</h3>
			<Facts
				facts={[
					['Valeur', valueText(contribution)],
					['Année', year === 0 ? '' : String(year)],
					['Source', source],
					['Comparée à', enumWord(ReferenceSchema, reference).toLowerCase()],
					[
						'Rang',
						missing ? missingText(line) : `${ordinal(rank)} sur ${number(referenceCount)} dont la valeur est connue`,
					],
					['Percentile', `${percent(percentileBp, 2)} (100 % : la meilleure)`],
					['Points', `${points(contributionBp)} = ${percent(percentileBp, 2)} × ${points(weightBp)}, son poids`],
					['Sens', line && enumWord(DirectionSchema, line.direction).toLowerCase()],
					['Définition', indicator?.definition],
					['Pourquoi', line?.reason],
				]}
			/>
		</section>
	);
}

function missingText(line: GridIndicator | undefined): string {
	const rule = line ? ` : elle reçoit ${enumWord(MissingRuleSchema, line.missing).toLowerCase()}` : '';
	return `aucun, la valeur n’est pas connue${rule}`;
}
