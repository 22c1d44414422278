import type { Application } from 'pvd/funding/v1/application_pb.js';
import { ApplicationStatus as Status } from 'pvd/funding/v1/application_pb.js';
import { Facts } from '~/ui/Facts';
import { date } from '~/ui/format';

/* How it was decided, or ended. */
export function DecisionFacts({ application }: { application: Application }) {
	const { decision, status, withdrawalReason } = application;
	const isWithdrawn = status === Status.WITHDRAWN;
	if (!decision && !isWithdrawn) {
		return null;
	}
	return (
		<section aria-labelledby="decision" className="fr-mt-4w">
			<h2 id="decision">{isWithdrawn ? 'Retrait' : 'Décision'}</h2>
			<Facts
				facts={[
					['Sens', decision ? (status === Status.REFUSED ? 'Refusée' : 'Accordée') : ''],
					['Référence', decision?.reference],
					['Date', decision ? date(decision.date) : ''],
					['Règle', decision?.rule],
					['Motif du refus', decision?.reason],
					['Motif du retrait', withdrawalReason],
				]}
			/>
		</section>
	);
}
