import type { Contribution } from 'pvd/eligibility/v1/score_pb.js';
import { Chart } from '~/ui/Chart';
import { count, number, percent, points } from '~/ui/format';
import './charts.css';

interface Props {
	title: string;
	scoreBp: number;
	contributions: readonly Contribution[];
}

const WHOLE_BP = 10_000;
const HEIGHT = 12;

/* "10,58 %", "10 254 habitants": an indicator's value is an integer, of which some digits stand behind the comma. */
export function valueText({ missing, value, decimals, unit }: Contribution): string {
	if (missing) {
		return 'valeur inconnue';
	}
	const text = (Number(value) / 10 ** decimals).toLocaleString('fr-FR', {
		minimumFractionDigits: decimals,
		maximumFractionDigits: decimals,
	});
	return unit === 'rang' || unit === 'niveau' ? `${unit} ${text}` : `${text} ${unit}`;
}

/* What a score is made of: each indicator begins where the one before it ends, and could have given as much as its
 * weight. */
export function Contributions({ title, scoreBp, contributions }: Props) {
	const starts = contributions.map((_, n) =>
		contributions.slice(0, n).reduce((sum, { contributionBp }) => sum + contributionBp, 0),
	);
	return (
		<Chart
			title={title}
			summary={`${count(contributions.length, 'indicateur')} font ${points(scoreBp)} points sur 100. Chacun commence où finit celui d’avant ; en clair, ce qu’il pouvait donner de plus.`}
			head={['Indicateur', 'Valeur', 'Rang', 'Percentile', 'Poids', 'Points']}
			numbers={[2, 3, 4, 5]}
			rows={contributions.map((one) => [
				one.title,
				valueText(one),
				one.missing ? '–' : `${number(one.rank)} sur ${number(one.referenceCount)}`,
				one.missing ? '–' : percent(one.percentileBp, 1),
				percent(one.weightBp, 1),
				points(one.contributionBp),
			])}
		>
			<div className="pvd-bars" aria-hidden="true">
				{contributions.map((one, n) => (
					<div key={one.indicatorId}>
						<p className="pvd-bar-words fr-mb-0">
							<span>{one.title}</span>
							<span>
								<span className="pvd-bar-value">{points(one.contributionBp)}</span> sur {points(one.weightBp)}
							</span>
						</p>
						<Step start={starts[n] ?? 0} contribution={one} />
					</div>
				))}
				<div className="pvd-bar-sum">
					<p className="pvd-bar-words fr-mb-0">
						<span>Score</span>
						<span>
							<span className="pvd-bar-value">{points(scoreBp)}</span> sur 100
						</span>
					</p>
					<svg className="pvd-bar" viewBox={`0 0 ${WHOLE_BP} ${HEIGHT}`} preserveAspectRatio="none">
						<rect className="pvd-bar-track" width={WHOLE_BP} height={HEIGHT} />
						<rect className="pvd-bar-fill" width={scoreBp} height={HEIGHT} />
					</svg>
				</div>
			</div>
		</Chart>
	);
}

function Step({ start, contribution: { contributionBp, weightBp } }: { start: number; contribution: Contribution }) {
	return (
		<svg className="pvd-bar" viewBox={`0 0 ${WHOLE_BP} ${HEIGHT}`} preserveAspectRatio="none">
			<rect className="pvd-bar-track" width={WHOLE_BP} height={HEIGHT} />
			<rect className="pvd-bar-before" x={start} width={weightBp} height={HEIGHT} />
			<rect className="pvd-bar-fill" x={start} width={contributionBp} height={HEIGHT} />
		</svg>
	);
}
