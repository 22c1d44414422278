/* What waits for somebody, by what the contract lets them do. */
import type { DescMethod } from '@bufbuild/protobuf';
import { ApplicationStatus } from 'pvd/funding/v1/application_pb.js';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import { CandidacyStatus } from 'pvd/registry/v1/candidacy_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useRows } from '~/api/queries';
import { useMay } from '~/api/session';
import { PATHS } from '~/paths';

export interface Duty {
	act: DescMethod; // whoever may do it has the duty
	one: string;
	many: string;
	href: string;
}

type OfStatus = Duty & { status: number };

const candidacies = (status: CandidacyStatus, act: DescMethod, one: string, many: string): OfStatus => ({
	act,
	one,
	many,
	status,
	href: `${PATHS.candidacies}?etat=CANDIDACY_STATUS_${CandidacyStatus[status]}`,
});

const applications = (status: ApplicationStatus, act: DescMethod, one: string, many: string): OfStatus => ({
	act,
	one,
	many,
	status,
	href: `${PATHS.applications}?statut=${ApplicationStatus[status]}`,
});

const registry = RegistryService.method;
const funding = FundingService.method;

const OF_CANDIDACIES: readonly OfStatus[] = [
	candidacies(
		CandidacyStatus.SUBMITTED,
		registry.giveOpinion,
		'candidature attend l’avis du préfet',
		'candidatures attendent l’avis du préfet',
	),
	candidacies(
		CandidacyStatus.OPINION_GIVEN,
		registry.proposeSelection,
		'candidature instruite attend d’être proposée',
		'candidatures instruites attendent d’être proposées',
	),
	candidacies(
		CandidacyStatus.PROPOSED,
		registry.grantLabel,
		'candidature proposée attend le label',
		'candidatures proposées attendent le label',
	),
];

const OF_APPLICATIONS: readonly OfStatus[] = [
	applications(
		ApplicationStatus.FILED,
		funding.declareComplete,
		'demande d’aide est à dire complète',
		'demandes d’aide sont à dire complètes',
	),
	applications(
		ApplicationStatus.INCOMPLETE,
		funding.provideDocuments,
		'demande d’aide attend des pièces',
		'demandes d’aide attendent des pièces',
	),
	applications(
		ApplicationStatus.COMPLETE,
		funding.grantApplication,
		'demande complète attend une décision',
		'demandes complètes attendent une décision',
	),
	applications(
		ApplicationStatus.GRANTED,
		funding.commitFunds,
		'aide accordée reste à engager',
		'aides accordées restent à engager',
	),
	applications(
		ApplicationStatus.COMMITTED,
		funding.recordPayment,
		'aide engagée reste à verser',
		'aides engagées restent à verser',
	),
];

export interface Waiting extends Duty {
	count: number;
}

function waiting(duties: readonly OfStatus[], statuses: readonly number[] | undefined): Waiting[] {
	return duties
		.map((duty) => ({ ...duty, count: statuses?.filter((status) => status === duty.status).length ?? 0 }))
		.filter(({ count }) => count > 0);
}

/* What waits, and whether all services have said so. */
export function useDuties(): { duties: Waiting[]; isPending: boolean; error: unknown } {
	const may = useMay();
	const mine = (duties: readonly OfStatus[]) => duties.filter(({ act }) => may(act));
	const [ofCandidacies, ofApplications] = [mine(OF_CANDIDACIES), mine(OF_APPLICATIONS)];
	const asksCandidacies = ofCandidacies.length > 0 && may(registry.listCandidacies);
	const asksApplications = ofApplications.length > 0 && may(funding.listApplications);
	const ones = useRows(registry.listCandidacies, {}, (page) => page.candidacies.map(({ status }) => status), {
		enabled: asksCandidacies,
	});
	const others = useRows(funding.listApplications, {}, (page) => page.applications.map(({ status }) => status), {
		enabled: asksApplications,
	});
	return {
		duties: [...waiting(ofCandidacies, ones.data), ...waiting(ofApplications, others.data)],
		isPending: (asksCandidacies && ones.isPending) || (asksApplications && others.isPending),
		error: ones.error ?? others.error,
	};
}
