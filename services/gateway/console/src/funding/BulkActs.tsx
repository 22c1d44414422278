/* Acts on several applications at once: each is its own command, with its own answer. */
import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import type { Application } from 'pvd/funding/v1/application_pb.js';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import { useBulk } from '~/api/bulk';
import { useMay, useSession } from '~/api/session';
import { count } from '~/ui/format';
import { isReady, leftToCommit } from './application';
import { BulkCommit } from './BulkCommit';
import { BulkComplete } from './BulkComplete';
import { actsFor } from './payers';

export function BulkActs({ applications }: { applications: readonly Application[] }) {
	const may = useMay();
	const { actor } = useSession();
	const ready = may(FundingService.method.declareComplete) ? applications.filter(isReady) : [];
	const grants = applications
		.flatMap((application) => leftToCommit(application).map((left) => ({ application, ...left })))
		.filter(({ line }) => may(FundingService.method.commitFunds) && actsFor(actor, line.payer));
	const complete = useBulk('dossiers-complets').lines.length > 0 || ready.length > 0; // what was begun stays, with its answers
	const commit = useBulk('engagements').lines.length > 0 || grants.length > 0;
	if (!complete && !commit) {
		return null;
	}
	return (
		<section aria-labelledby="groupes" className="fr-mt-4w">
			<h2 id="groupes">Actes groupés</h2>
			<p>Parmi les demandes affichées. Chaque demande reçoit sa propre réponse : un refus n’arrête pas les autres.</p>
			{complete && (
				<Accordion
					label={`Déclarer des dossiers complets (${count(ready.length, 'dossier')} dont toutes les pièces sont là)`}
				>
					<BulkComplete applications={ready} />
				</Accordion>
			)}
			{commit && (
				<Accordion label={`Engager ce qui est accordé (${count(grants.length, 'montant')} à engager)`}>
					<BulkCommit grants={grants} />
				</Accordion>
			)}
		</section>
	);
}
