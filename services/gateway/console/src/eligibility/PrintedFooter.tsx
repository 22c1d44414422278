import type { Run } from 'pvd/eligibility/v1/run_pb.js';
import { instantSeconds } from '~/ui/format';
import { hex } from './digest';

const DIGEST_SHOWN = 16; // characters: enough to find the run among others

/* At the foot of each printed page: where it comes from, and by which run. */
export function PrintedFooter({ run }: { run: Run }) {
	return (
		<p className="pvd-printed-footer">
			{window.location.href}
			<br />
			Calcul {run.id} du {instantSeconds(run.runAt)}, grille {run.gridVersion}, empreinte{' '}
			{hex(run.digest).slice(0, DIGEST_SHOWN)}…
		</p>
	);
}
