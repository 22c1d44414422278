import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import type { Commune } from 'pvd/registry/v1/geography_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useParams } from 'react-router';
import { useLive } from '~/api/events';
import { useAnswer } from '~/api/queries';
import { useCovers } from '~/api/scope';
import { useMay } from '~/api/session';
import { ScoreBar } from '~/candidacies/ScoreBar';
import { address, PATHS } from '~/paths';
import { Facts } from '~/ui/Facts';
import { number, ordinal } from '~/ui/format';
import { Page } from '~/ui/Page';
import { RouteLink } from '~/ui/RouteLink';
import { Section } from '~/ui/Section';
import { ShortTable } from '~/ui/ShortTable';
import { Answer, Empty } from '~/ui/states';
import { CommuneFacts } from './CommuneFacts';
import { Entry, useEntry } from './Entry';
import '~/ui/sheet.css';

const ABOVE = [{ text: 'Territoires', href: PATHS.territories }];

export default function CommunePage() {
	const { code = '' } = useParams();
	const answer = useAnswer(RegistryService.method.getCommune, { code });
	useLive('registry');
	const commune = answer.data?.commune;
	return (
		<Page
			title={commune?.name ?? `Commune ${code}`}
			above={ABOVE}
			actions={commune && <SubmitLink commune={commune} />}
		>
			<Answer of={answer} what="La commune">
				{(data) => data.commune && <Sheet commune={data.commune} />}
			</Answer>
		</Page>
	);
}

function SubmitLink({ commune }: { commune: Commune }) {
	const may = useMay();
	const covers = useCovers();
	const { isOpen } = useEntry(commune);
	const subject = {
		departementCodes: [commune.departementCode],
		communeCodes: [commune.code],
		epciSirens: [commune.epciSiren],
	};
	if (!isOpen || !may(RegistryService.method.submitCandidacy) || !covers(subject)) {
		return null;
	}
	return (
		<RouteLink className="fr-btn" href={`${PATHS.candidacyNew}?commune=${commune.code}`}>
			Manifester son intérêt
		</RouteLink>
	);
}

function Sheet({ commune }: { commune: Commune }) {
	return (
		<>
			<div className="pvd-columns">
				<Section id="fiche" title="Fiche">
					<CommuneFacts commune={commune} />
				</Section>
				<div>
					<Section id="entree" title="Dans le programme">
						<Entry commune={commune} />
					</Section>
					<Section id="score" title="Score d’éligibilité" className="fr-mt-4w">
						<CommuneScore code={commune.code} />
					</Section>
				</div>
			</div>
			<Section id="populations" title="Population municipale">
				<Populations commune={commune} />
			</Section>
		</>
	);
}

function CommuneScore({ code }: { code: string }) {
	const answer = useAnswer(EligibilityService.method.getScore, { communeCode: code });
	return (
		<Answer
			of={answer}
			what="Le score"
			isEmpty={({ score }) => !score}
			empty="Pas encore de score : l’ANCT lance le calcul pour tout le pays."
		>
			{({ score }) =>
				score && (
					<>
						<Facts
							facts={[
								['Score sur 100', <ScoreBar score={score.score} />],
								['Dans le département', rankText(score.rankDepartement, score.countDepartement)],
								['Dans la région', rankText(score.rankRegion, score.countRegion)],
								['En France', rankText(score.rankNation, score.countNation)],
								['Non éligible', score.eligible ? undefined : `${score.failedReason} ${score.legalReference}`.trim()],
							]}
						/>
						<p className="fr-mt-2w">
							<RouteLink href={address('score', { code })}>Le score expliqué, indicateur par indicateur</RouteLink>
						</p>
					</>
				)
			}
		</Answer>
	);
}

function rankText(rank: number, of: number): string | undefined {
	return rank === 0 ? undefined : `${ordinal(rank)} sur ${number(of)} communes éligibles`;
}

function Populations({ commune }: { commune: Commune }) {
	if (commune.populations.length === 0) {
		return <Empty>Aucune population n’est enregistrée. L’ANCT enregistre celles de l’Insee.</Empty>;
	}
	return (
		<ShortTable
			caption={`Population municipale de ${commune.name}`}
			isCaptionHidden
			head={['Année', 'Habitants', 'Source']}
			rows={commune.populations.map(({ year, value, source }) => [String(year), number(value), source])}
			numbers={[1]}
		/>
	);
}
