import { useQueries } from '@tanstack/react-query';
import type { Candidacy } from 'pvd/registry/v1/candidacy_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import type { Selection } from 'pvd/registry/v1/selection_pb.js';
import { useParams } from 'react-router';
import { useLive } from '~/api/events';
import { answerQuery, useAnswer } from '~/api/queries';
import { address, PATHS } from '~/paths';
import { Facts } from '~/ui/Facts';
import { date, instant, ordinal } from '~/ui/format';
import { Page } from '~/ui/Page';
import { Departements, RegionName } from '~/ui/PlaceLinks';
import { RouteLink } from '~/ui/RouteLink';
import { ShortTable } from '~/ui/ShortTable';
import { Answer } from '~/ui/states';
import { CandidacyBadge, OpinionBadge } from './CandidacyBadge';
import { titleOf } from './candidacy';
import '~/ui/sheet.css';

const ABOVE = [{ text: 'Sélections des régions', href: PATHS.selections }];

export default function SelectionPage() {
	const { id = '' } = useParams();
	const answer = useAnswer(RegistryService.method.getSelection, { selectionId: id });
	useLive('registry');
	const of = answer.data?.selection;
	return (
		<Page title={of ? `Sélection du comité régional du ${date(of.committeeDate)}` : 'Sélection'} above={ABOVE}>
			<Answer of={answer} what="La sélection">
				{({ selection }) => selection && <Sheet selection={selection} />}
			</Answer>
		</Page>
	);
}

function Sheet({ selection }: { selection: Selection }) {
	return (
		<>
			<Facts
				facts={[
					['Région', <RegionName code={selection.regionCode} />],
					['Comité régional', date(selection.committeeDate)],
					['Compte rendu', selection.minutesReference],
					['Départements', <Departements codes={selection.departementCodes} />],
					[
						'Malgré un avis défavorable',
						selection.unfavourableReason === '' ? undefined : (
							<span className="pvd-text">{selection.unfavourableReason}</span>
						),
					],
					['Proposée le', instant(selection.proposedAt)],
					['Identifiant', selection.id],
				]}
			/>
			<h2 className="fr-h4 fr-mt-4w">Candidatures, dans l’ordre du comité</h2>
			<Candidacies ids={selection.candidacyIds} />
		</>
	);
}

/* A préfecture sees those that are its own; of others, that they are there. */
function Candidacies({ ids }: { ids: readonly string[] }) {
	const answers = useQueries({
		queries: ids.map((candidacyId) => answerQuery(RegistryService.method.getCandidacy, { candidacyId })),
	});
	return (
		<ShortTable
			caption="Candidatures proposées"
			isCaptionHidden
			head={['Rang', 'Candidature', 'Préfecture qui coordonne', 'Avis du préfet', 'État']}
			rows={ids.map((id, n) => rowOf(id, n, answers[n]?.data?.candidacy, answers[n]?.isError ?? false))}
		/>
	);
}

function rowOf(id: string, n: number, candidacy: Candidacy | undefined, isRefused: boolean) {
	if (!candidacy) {
		return [ordinal(n + 1), isRefused ? `Hors de votre ressort (${id})` : id, '–', '–', '–'];
	}
	return [
		ordinal(n + 1),
		<RouteLink href={address('candidacy', { id })}>{titleOf(candidacy)}</RouteLink>,
		<Departements codes={[candidacy.coordinatingDepartementCode]} />,
		<OpinionBadge opinion={candidacy.opinion} />,
		<CandidacyBadge status={candidacy.status} />,
	];
}
