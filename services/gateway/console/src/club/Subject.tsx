/* What a notice is on, as a link. Its id says neither what it is nor whether the reader may open it: the topic does, and
 * the lists that the reader has. */

import { Topic } from 'pvd/club/v1/member_pb.js';
import type { Notice } from 'pvd/club/v1/notice_pb.js';
import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useRows } from '~/api/queries';
import { useMay } from '~/api/session';
import { useTerritories } from '~/form/places';
import { address, PATHS } from '~/paths';
import { RouteLink } from '~/ui/RouteLink';

interface Props {
	notice: Notice;
	onFollow: () => void;
}

export function Subject(props: Props) {
	switch (props.notice.topic) {
		case Topic.CANDIDACY:
			return <CandidacySubject {...props} />;
		case Topic.LABEL:
			return <TerritorySubject {...props} />;
		case Topic.SCORE:
			return <ScoreSubject {...props} />;
		case Topic.MEASURE:
			return <MeasureSubject {...props} />;
		case Topic.FUNDING:
			return <ApplicationSubject {...props} />;
		default:
			return null;
	}
}

function To({ href, text, notice, onFollow }: Props & { href: string; text: string }) {
	return (
		<RouteLink className="fr-link" href={href} aria-label={`${text} : ${notice.title}`} onClick={onFollow}>
			{text}
		</RouteLink>
	);
}

function CandidacySubject(props: Props) {
	const { subjectId: id } = props.notice;
	const may = useMay();
	const selections = useRows(RegistryService.method.listSelections, {}, (page) => page.selections, {
		enabled: may(RegistryService.method.listSelections),
	});
	if (selections.data?.some((selection) => selection.id === id)) {
		return <To {...props} href={address('selection', { id })} text="Voir la sélection" />;
	}
	return may(RegistryService.method.getCandidacy) ? (
		<To {...props} href={address('candidacy', { id })} text="Voir la candidature" />
	) : null;
}

function TerritorySubject(props: Props) {
	const { subjectId } = props.notice;
	const territory = useTerritories().data?.find(({ id, labelId }) => id === subjectId || labelId === subjectId);
	return territory ? (
		<To {...props} href={address('territory', { id: territory.id })} text="Voir le territoire" />
	) : null;
}

function ScoreSubject(props: Props) {
	const { subjectId } = props.notice;
	const may = useMay();
	const runs = useRows(EligibilityService.method.listRuns, {}, (page) => page.runs);
	if (runs.data?.some(({ id }) => id === subjectId)) {
		return <To {...props} href={`${PATHS.runs}?calcul=${encodeURIComponent(subjectId)}`} text="Voir le calcul" />;
	}
	return may(RegistryService.method.getCandidacy) ? (
		<To {...props} href={address('candidacy', { id: subjectId })} text="Voir la candidature" />
	) : null;
}

/* Several measures that change at once have no subject of their own. */
function MeasureSubject(props: Props) {
	const { subjectId: id } = props.notice;
	return id === '' ? (
		<To {...props} href={PATHS.measures} text="Voir l’offre de services" />
	) : (
		<To {...props} href={address('measure', { id })} text="Voir la mesure" />
	);
}

function ApplicationSubject(props: Props) {
	const { subjectId: id } = props.notice;
	return useMay()(FundingService.method.getApplication) ? (
		<To {...props} href={address('application', { id })} text="Voir la demande" />
	) : null;
}
