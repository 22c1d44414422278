import { Alert } from '@codegouvfr/react-dsfr/Alert';
import type { FollowStatus } from 'pvd/bus/v1/process_pb.js';
import { address } from '~/paths';
import { instantSeconds } from '~/ui/format';
import { processWord } from './services';
import type { ProcessState } from './useStatuses';

interface Alarm {
	service: string;
	title: string;
	text: string;
}

/* What somebody must look at, first and loud; services say what to do in their own words. */
export function alarmsOf({ service, status, fault }: ProcessState): Alarm[] {
	const word = processWord(service);
	if (fault !== '') {
		return [{ service, title: `${word} : ne répond pas`, text: fault }];
	}
	const own = (status?.alarms ?? []).map((text) => ({ service, title: `${word} : alarme`, text }));
	const follows = (status?.follows ?? []).flatMap((follow) => followAlarm(service, follow, own));
	return [...own, ...follows];
}

function followAlarm(service: string, follow: FollowStatus, said: Alarm[]): Alarm[] {
	const title = `${processWord(service)} ne suit plus ${processWord(follow.service)}`;
	if (follow.keyRefused) {
		return [{ service, title, text: 'L’instance suivie n’admet pas notre clé.' }];
	}
	if (follow.unreachableSince) {
		return [
			{
				service,
				title,
				text: `L’instance suivie n’est pas jointe depuis le ${instantSeconds(follow.unreachableSince)}.`,
			},
		];
	}
	// A halt is among the service's own alarms, with what to do.
	const isSaid = said.some(({ text }) => text.includes(`« ${follow.service} »`));
	return follow.halted !== '' && !isSaid ? [{ service, title, text: follow.halted }] : [];
}

export function Alarms({ states, isLinked = true }: { states: readonly ProcessState[]; isLinked?: boolean }) {
	const alarms = states.flatMap(alarmsOf);
	if (alarms.length === 0) {
		const isKnown = states.length > 0 && states.every(({ status }) => status);
		return isKnown ? (
			<Alert
				severity="success"
				small
				description="Aucune alarme : chaque service répond et suit les autres."
				className="fr-mb-3w"
			/>
		) : null;
	}
	return (
		<section aria-label="Alarmes" className="pvd-stack fr-mb-3w" role="alert">
			{alarms.map(({ service, title, text }) => (
				<Alert
					key={`${title}${text}`}
					severity="error"
					as="h2"
					title={title}
					description={
						<>
							{text} {isLinked && <a href={address('service', { service })}>Voir le service</a>}
						</>
					}
				/>
			))}
		</section>
	);
}
