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
				<section aria-labelledby="fiche">
					<h2 className="fr-h4" id="fiche">
						Fiche
					</h2>
					<TerritoryFacts territory={territory} />
				</section>
				<section aria-labelledby="histoire">
					<h2 className="fr-h4" id="histoire">
						Histoire
					</h2>
					<TerritoryHistory territory={territory} />
				</section>
			</div>
			<section className="fr-mb-4w" aria-labelledby="projet">
				<h2 className="fr-h4" id="projet">
					Projet et comités
				</h2>
				<Committees territory={territory} />
			</section>
			<section className="fr-mb-4w" aria-labelledby="score">
				<h2 className="fr-h4" id="score">
					Score des communes
				</h2>
				{data.score ? (
					<ScoreSheetTable sheet={data.score} />
				) : (
					<Empty>
						La candidature de ce territoire n’a pas été classée : elle est close depuis plus longtemps que le premier
						calcul des scores.
					</Empty>
				)}
			</section>
			<section className="fr-mb-4w" aria-labelledby="financement">
				<h2 className="fr-h4" id="financement">
					Financement
				</h2>
				<TerritoryFunding territory={territory} sheet={data.funding} />
			</section>
			{may(ClubService.method.listNotices) && (
				<section className="fr-mb-4w" aria-labelledby="avis">
					<h2 className="fr-h4" id="avis">
						Avis du Club sur ce territoire
					</h2>
					<TerritoryNotices territory={territory} />
				</section>
			)}
			<TerritoryActs territory={territory} />
		</>
	);
}
