/* How many applications are at each step, and for how much; one step at a time may be looked at. */
import type { Application } from 'pvd/funding/v1/application_pb.js';
import { ApplicationStatus as Status } from 'pvd/funding/v1/application_pb.js';
import { count, euros, number } from '~/ui/format';
import type { Amount } from './application';
import { statusText, sum } from './application';

/* In the order of an application's life, with the amount that says most at that step. */
const STEPS: readonly (readonly [Status, Amount, string])[] = [
	[Status.FILED, 'requestedCents', 'demandés'],
	[Status.INCOMPLETE, 'requestedCents', 'demandés'],
	[Status.COMPLETE, 'requestedCents', 'demandés'],
	[Status.GRANTED, 'grantedCents', 'accordés'],
	[Status.COMMITTED, 'committedCents', 'engagés'],
	[Status.PAID, 'paidCents', 'payés'],
	[Status.REFUSED, 'requestedCents', 'demandés'],
	[Status.WITHDRAWN, 'requestedCents', 'demandés'],
];

interface Props {
	applications: readonly Application[];
	status: Status | undefined;
	onStatus: (status: Status | undefined) => void;
}

export function Statuses({ applications, status, onStatus }: Props) {
	return (
		<>
			<h2 className="fr-h6" id="etapes">
				{count(applications.length, 'demande')} par étape
			</h2>
			<ul className="pvd-statuses" aria-labelledby="etapes">
				{STEPS.map(([step, amount, said]) => {
					const there = applications.filter((application) => application.status === step);
					const cents = there.reduce((total, { lines }) => total + sum(lines, amount), 0n);
					return (
						<li key={step}>
							<button
								type="button"
								className="pvd-status"
								aria-pressed={status === step}
								onClick={() => onStatus(status === step ? undefined : step)}
							>
								<span className="pvd-status-count">{number(there.length)}</span>
								{statusText(step)}
								<span className="pvd-status-amount">{there.length > 0 ? `${euros(cents)} ${said}` : '–'}</span>
							</button>
						</li>
					);
				})}
			</ul>
		</>
	);
}
