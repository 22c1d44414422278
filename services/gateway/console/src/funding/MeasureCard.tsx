import { Badge } from '@codegouvfr/react-dsfr/Badge';
import type { Measure } from 'pvd/funding/v1/measure_pb.js';
import { address } from '~/paths';
import { RouteLink } from '~/ui/RouteLink';
import { amountText, openingOf, openingText, payersText } from './measure';
import { coPayersOf } from './rule';

const SEVERITIES = { open: 'success', coming: 'info', closed: undefined } as const;

export function OpeningBadge({ measure }: { measure: Measure }) {
	return (
		<Badge noIcon small severity={SEVERITIES[openingOf(measure)]}>
			{openingText(measure)}
		</Badge>
	);
}

/* One measure of the offer, in short. */
export function MeasureCard({ measure }: { measure: Measure }) {
	const co = coPayersOf(measure).map(({ payer }) => payer);
	return (
		<li className="pvd-card">
			<OpeningBadge measure={measure} />
			<h3 className="fr-h6 fr-mt-1w fr-mb-1w">
				<RouteLink href={address('measure', { id: measure.id })}>{measure.title}</RouteLink>
			</h3>
			<p className="fr-mb-1w">{amountText(measure)}</p>
			<p className="fr-text--sm fr-mb-0">
				Financeur : {payersText(measure.payers)}
				{co.length > 0 && ` ; cofinanceur possible : ${payersText(co)}`}
			</p>
		</li>
	);
}
