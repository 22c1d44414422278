import type { GridIndicator } from 'pvd/eligibility/v1/grid_pb.js';
import { MissingRuleSchema } from 'pvd/eligibility/v1/grid_pb.js';
import type { Contribution } from 'pvd/eligibility/v1/score_pb.js';
import { Facts } from '~/ui/Facts';
import { decimal, number, ordinal } from '~/ui/format';
import { enumWord } from '~/words';
import type { Indicators } from './transformations';
import { groupText, transformationText } from './transformations';
import { valueText, yearText } from './values';

interface Props {
	contribution: Contribution;
	indicators: Indicators;
	line: GridIndicator | undefined; // of the grid
}

/* One indicator as it fell out for one commune: what was known, among whom it was ranked, what that gave, and why it is
 * looked at. */
export function IndicatorReading({ contribution, indicators, line }: Props) {
	const { title, indicatorId, missing, source, year } = contribution;
	return (
		<section className="pvd-indicator" aria-label={title}>
			<h3 className="fr-h6 fr-mb-1w">{title}</h3>
			<Facts
				facts={[
					['Valeur', missing ? missingText(line) : `${valueText(contribution)} (${yearText(year)})`],
					['Source', source],
					['Rang', rankText(contribution, indicators)],
					['Points', pointsText(contribution)],
					['Règle', line && transformationText(line, indicators)],
					['Définition', indicators.get(indicatorId)?.definition],
					['Pourquoi', line?.reason],
				]}
			/>
		</section>
	);
}

function missingText(line: GridIndicator | undefined): string {
	const rule = line ? ` : elle reçoit ${enumWord(MissingRuleSchema, line.missing).toLowerCase()}` : '';
	return `inconnue${rule}`;
}

function rankText({ rank, groupCount, groupId, missing }: Contribution, indicators: Indicators): string {
	if (groupId === '' || missing || rank === 0) {
		return '';
	}
	return `${ordinal(rank)} sur ${number(groupCount)}, parmi ${groupText(groupId, indicators)} dont la valeur est connue`;
}

function pointsText({ level, weight, points }: Contribution): string {
	return `${decimal(points, 2)} = ${decimal(level, 3)} (niveau, de 0 à 1) × ${decimal(weight, 2)} (poids)`;
}
