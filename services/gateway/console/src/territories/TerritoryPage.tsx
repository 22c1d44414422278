import { ClubService } from 'pvd/club/v1/club_pb.js';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import type { GetTerritoryResponse, Territory } from 'pvd/registry/v1/territory_pb.js';
import { TerritoryStatus } from 'pvd/registry/v1/territory_pb.js';
import { useParams } from 'react-router';
import { useLive } from '~/api/events';
import { useAnswer } from '~/api/queries';
import { useCovers } from '~/api/scope';
import { useMay } from '~/api/session';
import { ScoreSheetTable } from '~/candidacies/ScoreSheetTable';
import { PATHS } from '~/paths';
import { Page } from '~/ui/Page';
import { RouteLink } from '~/ui/RouteLink';
import { Section } from '~/ui/Section';
import { Answer, Empty } from '~/ui/states';
import { Committees } from './Committees';
import { TerritoryActs } from './TerritoryActs';
import { TerritoryFacts } from './TerritoryFacts';
import { TerritoryFunding } from './TerritoryFunding';
import { TerritoryHistory } from './TerritoryHistory';
import { TerritoryNotices } from './TerritoryNotices';
import '~/ui/sheet.css';

const ABOVE = [{ text: 'Territoires', href: PATHS.territories }];

export default function TerritoryPage() {
	const { id = '' } = useParams();
	const answer = useAnswer(RegistryService.method.getTerritory, { territoryId: id });
	useLive('registry');
	useLive('funding');
	return (
		<Page
			title={answer.data?.territory?.name ?? 'Territoire'}
			above={ABOVE}
			actions={<FileLink territory={answer.data?.territory} />}
		>
			<Answer of={answer} what="La fiche du territoire">
				{(data) => data.territory && <Sheet territory={data.territory} data={data} />}
			</Answer>
		</Page>
	);
}

function FileLink({ territory }: { territory: Territory | undefined }) {
	const may = useMay();
	const covers = useCovers();
	if (!territory || territory.status !== TerritoryStatus.LABELLED || !may(FundingService.method.fileApplication)) {
		return null;
	}
	return (
		covers({ ...territory, territoryId: territory.id }) && (
			<RouteLink className="fr-btn" href={`${PATHS.applicationNew}?territoire=${territory.id}`}>
				Déposer une demande
			</RouteLink>
		)
	);
}

function Sheet({ territory, data }: { territory: Territory; data: GetTerritoryResponse }) {
	const may = useMay();
	return (
		<>
			<div className="pvd-columns">
				<Section id="fiche" title="Fiche">
					<TerritoryFacts territory={territory} />
				</Section>
				<Section id="histoire" title="Histoire">
					<TerritoryHistory territory={territory} />
				</Section>
			</div>
			<Section id="projet" title="Projet et comités" className="fr-mb-4w">
				<Committees territory={territory} />
			</Section>
			<Section id="score" title="Score des communes" className="fr-mb-4w">
				{data.score ? (
					<ScoreSheetTable sheet={data.score} />
				) : (
					<Empty>
						La candidature de ce territoire n’a pas été classée : elle est close depuis plus longtemps que le premier
						calcul des scores.
					</Empty>
				)}
			</Section>
			<Section id="financement" title="Financement" className="fr-mb-4w">
				<TerritoryFunding territory={territory} sheet={data.funding} />
			</Section>
			{may(ClubService.method.listNotices) && (
				<Section id="avis" title="Avis du Club sur ce territoire" className="fr-mb-4w">
					<TerritoryNotices territory={territory} />
				</Section>
			)}
			<TerritoryActs territory={territory} />
		</>
	);
}
