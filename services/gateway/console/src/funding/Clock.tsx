/* The legal clock of a file: silence makes it complete (CGCT, art. R2334-23), unless documents that were asked for are
 * waited for. */
import { Alert } from '@codegouvfr/react-dsfr/Alert';
import type { Application } from 'pvd/funding/v1/application_pb.js';
import { ApplicationStatus as Status } from 'pvd/funding/v1/application_pb.js';
import { count, day, instant } from '~/ui/format';
import { daysTo, isBeingCompleted } from './application';

const SOON_DAYS = 15;

/* In a few words, for a list. */
export function DueText({ application }: { application: Application }) {
	const { deemedCompleteDue: due, status, clockDaysLeft } = application;
	if (due) {
		const days = daysTo(due);
		return <>{days > 0 ? `${day(due)} (${count(days, 'jour')})` : `depuis le ${day(due)}`}</>;
	}
	return (
		<>{status === Status.INCOMPLETE && clockDaysLeft > 0 ? `Arrêté, ${count(clockDaysLeft, 'jour')} à courir` : '–'}</>
	);
}

export function Clock({ application, rule }: { application: Application; rule: string }) {
	const { deemedCompleteDue: due, status, clockDaysLeft } = application;
	if (!isBeingCompleted(application)) {
		return null;
	}
	if (due) {
		const days = daysTo(due);
		return (
			<Alert
				className="fr-mb-4w"
				as="h2"
				severity={days <= SOON_DAYS ? 'warning' : 'info'}
				title={`Sans réponse, le dossier sera réputé complet : ${days > 0 ? `il reste ${count(days, 'jour')}` : 'le délai est écoulé'}`}
				description={`Échéance : ${instant(due)}. Jusque-là, la préfecture déclare le dossier complet ou demande les pièces qui manquent. Règle : ${rule}`}
			/>
		);
	}
	return status === Status.INCOMPLETE && clockDaysLeft > 0 ? (
		<Alert
			className="fr-mb-4w"
			as="h2"
			severity="warning"
			title={`Délai arrêté : il restera ${count(clockDaysLeft, 'jour')} à courir`}
			description={`Il reprendra quand toutes les pièces demandées seront là. Règle : ${rule}`}
		/>
	) : null;
}
