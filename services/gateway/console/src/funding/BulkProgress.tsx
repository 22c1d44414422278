import { Badge } from '@codegouvfr/react-dsfr/Badge';
import { RefusalText } from '~/ui/states';
import type { BulkState, Result } from './useBulk';

/* How far the whole is; said once it is over. */
export function BulkProgress({ state }: { state: BulkState }) {
	const { done, count, isRunning, results } = state;
	const refused = [...results.values()].filter((result) => result.state === 'refused').length;
	const waiting = [...results.values()].filter((result) => result.state === 'waiting').length;
	if (count === 0) {
		return null;
	}
	return (
		<div className="fr-mt-2w">
			<progress className="pvd-progress" value={done} max={count} aria-label="Avancement" />
			<p role="status">
				{isRunning
					? `${done} sur ${count}…`
					: `Terminé : ${count - refused - waiting} faits, ${refused} refusés${waiting > 0 ? `, ${waiting} en attente du service` : ''}.`}
			</p>
		</div>
	);
}

const WORDS = { sending: 'Envoi…', done: 'Fait', waiting: 'En attente du service', refused: 'Refusé' } as const;
const SEVERITIES = { sending: undefined, done: 'success', waiting: 'warning', refused: 'error' } as const;

export function BulkResult({ result }: { result: Result | undefined }) {
	if (!result) {
		return null;
	}
	return (
		<div className="fr-mt-1w">
			<Badge noIcon small severity={SEVERITIES[result.state]}>
				{WORDS[result.state]}
			</Badge>
			{result.state === 'refused' && (
				<p className="fr-error-text">
					<RefusalText refusal={result.refusal} />
				</p>
			)}
		</div>
	);
}
