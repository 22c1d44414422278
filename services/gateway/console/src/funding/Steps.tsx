/* An application's way from filing to the last payment, and where it stands. */
import type { Application } from 'pvd/funding/v1/application_pb.js';
import { ApplicationStatus as Status } from 'pvd/funding/v1/application_pb.js';
import { date, day, euros } from '~/ui/format';
import { sum } from './application';

interface Step {
	name: string;
	isDone: boolean;
	said: string;
}

const REACHED: readonly Status[] = [Status.FILED, Status.COMPLETE, Status.GRANTED, Status.COMMITTED, Status.PAID];

function stepsOf(application: Application): Step[] {
	const { status, filedAt, completeAt, deemedComplete, decision, lines } = application;
	const has = (step: Status) => REACHED.indexOf(status) >= REACHED.indexOf(step);
	const asked = status === Status.INCOMPLETE ? 'pièces demandées' : 'à déclarer';
	return [
		{ name: 'Déposée', isDone: true, said: `${day(filedAt)}, ${euros(sum(lines, 'requestedCents'))} demandés` },
		{
			name: 'Complète',
			isDone: completeAt !== undefined,
			said: completeAt ? `${day(completeAt)}${deemedComplete ? ', par le silence' : ''}` : asked,
		},
		{
			name: 'Accordée',
			isDone: has(Status.GRANTED),
			said: has(Status.GRANTED) ? `${date(decision?.date ?? '')}, ${euros(sum(lines, 'grantedCents'))}` : 'à décider',
		},
		{ name: 'Engagée', isDone: has(Status.COMMITTED), said: `${euros(sum(lines, 'committedCents'))} engagés` },
		{ name: 'Payée', isDone: has(Status.PAID), said: `${euros(sum(lines, 'paidCents'))} payés` },
	];
}

function endOf({ status, decision }: Application): Step | undefined {
	if (status === Status.REFUSED) {
		return { name: 'Refusée', isDone: true, said: date(decision?.date ?? '') };
	}
	return status === Status.WITHDRAWN
		? { name: 'Retirée', isDone: true, said: 'par le bénéficiaire ou la préfecture' }
		: undefined;
}

export function Steps({ application }: { application: Application }) {
	const end = endOf(application);
	const steps = stepsOf(application);
	const shown = end ? [...steps.filter(({ isDone }) => isDone), end] : steps;
	const next = shown.findIndex(({ isDone }) => !isDone);
	return (
		<ol className="pvd-steps" aria-label="Étapes de la demande">
			{shown.map(({ name, isDone, said }, n) => (
				<li
					key={name}
					className={`pvd-step${isDone ? ' pvd-step-done' : ''}${n === next ? ' pvd-step-here' : ''}`}
					aria-current={n === next ? 'step' : undefined}
				>
					<span className="pvd-step-name">
						{isDone ? '✓ ' : ''}
						{name}
						<span className="fr-sr-only">{isDone ? ' : fait' : n === next ? ' : étape en cours' : ' : à venir'}</span>
					</span>
					<span className="fr-text--sm">{said}</span>
				</li>
			))}
		</ol>
	);
}
