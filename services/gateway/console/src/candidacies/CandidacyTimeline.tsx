import type { Candidacy } from 'pvd/registry/v1/candidacy_pb.js';
import { CandidacyStatus, OpinionKindSchema } from 'pvd/registry/v1/candidacy_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useAnswer, useRows } from '~/api/queries';
import { useMay } from '~/api/session';
import { address } from '~/paths';
import { date, day } from '~/ui/format';
import { TerritoryLink, useDepartementText } from '~/ui/PlaceLinks';
import { RouteLink } from '~/ui/RouteLink';
import type { Moment } from '~/ui/Timeline';
import { Timeline } from '~/ui/Timeline';
import { enumWord } from '~/words';

/* Who must act next; nobody once it is closed. */
function awaited({ status, coordinatingDepartementCode }: Candidacy, departement: (code: string) => string): string {
	switch (status) {
		case CandidacyStatus.SUBMITTED:
			return `Avis de la préfecture qui coordonne : ${departement(coordinatingDepartementCode)}`;
		case CandidacyStatus.OPINION_GIVEN:
			return 'Proposition par le comité régional';
		case CandidacyStatus.PROPOSED:
			return 'Décision de l’ANCT : label, ou candidature non retenue';
		default:
			return '';
	}
}

function useSelection({ selectionId }: Candidacy): Moment[] {
	const may = useMay();
	const isSeen = selectionId !== '' && may(RegistryService.method.getSelection);
	const selection = useAnswer(RegistryService.method.getSelection, { selectionId }, { enabled: isSeen }).data
		?.selection;
	if (selectionId === '') {
		return [];
	}
	const when = selection ? date(selection.committeeDate) : 'Date du comité régional';
	const text = isSeen ? (
		<RouteLink href={address('selection', { id: selectionId })}>Voir la sélection</RouteLink>
	) : undefined;
	return [{ key: 'selection', when, title: 'Proposée par la région', text }];
}

function useLabel({ labelId }: Candidacy): Moment[] {
	const label = useAnswer(RegistryService.method.getLabel, { labelId }, { enabled: labelId !== '' }).data?.label;
	const territories = useRows(
		RegistryService.method.listTerritories,
		{ communeCode: label?.communeCodes[0] ?? '' },
		(page) => page.territories,
		{ enabled: label !== undefined },
	);
	const territory = territories.data?.find((one) => one.labelId === labelId);
	if (!label) {
		return [];
	}
	const text = (
		<>
			{label.decisionReference}
			{territory && (
				<>
					{'\n'}
					Territoire : <TerritoryLink id={territory.id} name={territory.name} />
				</>
			)}
		</>
	);
	return [{ key: 'label', when: date(label.decisionDate), title: 'Label accordé', text }];
}

export function CandidacyTimeline({ candidacy }: { candidacy: Candidacy }) {
	const departement = useDepartementText();
	const selection = useSelection(candidacy);
	const label = useLabel(candidacy);
	const { opinion, status, closingReason, decisionReference } = candidacy;
	const next = awaited(candidacy, departement);
	const moments: Moment[] = [
		{ key: 'submitted', when: day(candidacy.submittedAt), title: 'Intérêt manifesté' },
		...(opinion
			? [
					{
						key: 'opinion',
						when: day(opinion.givenAt),
						title: `Avis ${enumWord(OpinionKindSchema, opinion.kind).toLowerCase()} du préfet`,
					},
				]
			: []),
		...selection,
		...label,
		...(closingReason !== ''
			? [
					{
						key: 'closed',
						when: decisionReference,
						title: status === CandidacyStatus.REFUSED ? 'Candidature non retenue' : 'Candidature retirée',
						text: closingReason,
					},
				]
			: []),
		...(next !== '' ? [{ key: 'next', when: 'Attendu', title: next, isAwaited: true }] : []),
	];
	return <Timeline label="Parcours de la candidature" moments={moments} />;
}
