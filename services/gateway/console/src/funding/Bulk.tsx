/* Acts on several applications at once: each is its own command, with its own answer. */
import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import type { Application } from 'pvd/funding/v1/application_pb.js';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import { useRef } from 'react';
import { useMay, useSession } from '~/api/session';
import { count } from '~/ui/format';
import { leftToCommit, isReady } from './application';
import { BulkCommit } from './BulkCommit';
import { BulkComplete } from './BulkComplete';
import { actsFor } from './payers';

export function Bulk({ applications }: { applications: readonly Application[] }) {
	const may = useMay();
	const { actor } = useSession();
	const ready = may(FundingService.method.declareComplete) ? applications.filter(isReady) : [];
	const lines = applications
		.flatMap((application) => leftToCommit(application).map((left) => ({ application, ...left })))
		.filter(({ line }) => may(FundingService.method.commitFunds) && actsFor(actor, line.payer));
	const isShown = useRef({ complete: false, commit: false }); // once shown they stay, with their answers
	isShown.current.complete ||= ready.length > 0;
	isShown.current.commit ||= lines.length > 0;
	const { complete, commit } = isShown.current;
	if (!complete && !commit) {
		return null;
	}
	return (
		<section aria-labelledby="groupes" className="fr-mt-4w">
			<h2 id="groupes">Actes groupés</h2>
			<p>Parmi les demandes affichées. Chaque demande reçoit sa propre réponse : un refus n’arrête pas les autres.</p>
			{complete && (
				<Accordion label={`Déclarer des dossiers complets (${count(ready.length, 'dossier')} dont toutes les pièces sont là)`}>
					<BulkComplete applications={ready} />
				</Accordion>
			)}
			{commit && (
				<Accordion label={`Engager ce qui est accordé (${count(lines.length, 'montant')} à engager)`}>
					<BulkCommit lines={lines} />
				</Accordion>
			)}
		</section>
	);
}
