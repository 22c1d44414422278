import type { Candidacy, GetCandidacyResponse } from 'pvd/registry/v1/candidacy_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useParams } from 'react-router';
import { useLive } from '~/api/events';
import { useAnswer } from '~/api/queries';
import { PATHS } from '~/paths';
import { Facts } from '~/ui/Facts';
import { ordinal } from '~/ui/format';
import { Page } from '~/ui/Page';
import { CommuneList, Departements, EpciList } from '~/ui/PlaceLinks';
import { Section } from '~/ui/Section';
import { Answer, Empty } from '~/ui/states';
import { CandidacyActs } from './CandidacyActs';
import { CandidacyBadge, OpinionBadge } from './CandidacyBadge';
import { CandidacyTimeline } from './CandidacyTimeline';
import { titleOf } from './candidacy';
import { ScoreSheetTable } from './ScoreSheetTable';
import '~/ui/sheet.css';

const ABOVE = [{ text: 'Candidatures', href: PATHS.candidacies }];

export default function CandidacyPage() {
	const { id = '' } = useParams();
	const answer = useAnswer(RegistryService.method.getCandidacy, { candidacyId: id });
	useLive('registry');
	const candidacy = answer.data?.candidacy;
	return (
		<Page title={candidacy ? `Candidature de ${titleOf(candidacy)}` : 'Candidature'} above={ABOVE}>
			<Answer of={answer} what="La candidature">
				{(data) => data.candidacy && <Sheet candidacy={data.candidacy} data={data} />}
			</Answer>
		</Page>
	);
}

function Sheet({ candidacy, data }: { candidacy: Candidacy; data: GetCandidacyResponse }) {
	return (
		<>
			<div className="pvd-columns">
				<Section id="fiche" title="Fiche">
					<CandidacyFacts candidacy={candidacy} />
				</Section>
				<Section id="parcours" title="Parcours">
					<CandidacyTimeline candidacy={candidacy} />
				</Section>
			</div>
			<Section id="projet" title="Note de projet" className="fr-mb-4w">
				<p className="pvd-text">{candidacy.projectNote}</p>
			</Section>
			<Section id="score" title="Score des communes" className="fr-mb-4w">
				{data.score ? (
					<ScoreSheetTable sheet={data.score} />
				) : (
					<Empty>Pas encore de score : il vient du dernier calcul du service d’éligibilité, peu après le dépôt.</Empty>
				)}
			</Section>
			<CandidacyActs candidacy={candidacy} />
		</>
	);
}

function CandidacyFacts({ candidacy }: { candidacy: Candidacy }) {
	const { opinion, remarks } = candidacy;
	return (
		<Facts
			facts={[
				['État', <CandidacyBadge status={candidacy.status} />],
				['Communes', <CommuneList codes={candidacy.communeCodes} names={candidacy.communeNames} />],
				['Intercommunalités', candidacy.epciSirens.length > 0 ? <EpciList sirens={candidacy.epciSirens} /> : 'Aucune'],
				['Préfecture qui coordonne', <Departements codes={[candidacy.coordinatingDepartementCode]} />],
				[
					'Départements',
					candidacy.departementCodes.length > 1 ? <Departements codes={candidacy.departementCodes} /> : undefined,
				],
				['Avis du préfet', opinion ? <OpinionBadge opinion={opinion} /> : 'Pas encore rendu'],
				['Rang', opinion?.rank ? `${ordinal(opinion.rank)} du département` : undefined],
				['Motivation', opinion?.comment ? <span className="pvd-text">{opinion.comment}</span> : undefined],
				['Remarques', remarks.length > 0 ? <span className="pvd-text">{remarks.join('\n')}</span> : undefined],
				['Identifiant', candidacy.id],
			]}
		/>
	);
}
