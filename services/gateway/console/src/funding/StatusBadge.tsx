import { Badge } from '@codegouvfr/react-dsfr/Badge';
import { ApplicationStatus as Status } from 'pvd/funding/v1/application_pb.js';
import { statusText } from './application';

type Severity = 'info' | 'warning' | 'success' | 'error' | 'new' | undefined;

const SEVERITIES: Partial<Record<Status, Severity>> = {
	[Status.FILED]: 'info',
	[Status.INCOMPLETE]: 'warning',
	[Status.COMPLETE]: 'new',
	[Status.GRANTED]: 'success',
	[Status.COMMITTED]: 'success',
	[Status.PAID]: 'success',
	[Status.REFUSED]: 'error',
};

export function StatusBadge({ status }: { status: Status }) {
	return (
		<Badge noIcon small severity={SEVERITIES[status]}>
			{statusText(status)}
		</Badge>
	);
}
