import type { CommuneScore, ScoreSheet } from 'pvd/registry/v1/sheet_pb.js';
import { address } from '~/paths';
import { number, ordinal } from '~/ui/format';
import { CommuneLink } from '~/ui/PlaceLinks';
import { RouteLink } from '~/ui/RouteLink';
import { ShortTable } from '~/ui/ShortTable';
import { ScoreBar } from './ScoreBar';
import { failedWord } from './scores';

function rankText(rank: number, of: number): string {
	return rank === 0 ? '–' : `${ordinal(rank)} sur ${number(of)}`;
}

function Score({ of }: { of: CommuneScore }) {
	return of.failedCriterion === 'NOT_SCORED' ? <>–</> : <ScoreBar score={of.score} />;
}

function rowOf(score: CommuneScore) {
	return [
		<CommuneLink code={score.communeCode} />,
		<Score of={score} />,
		score.eligible ? 'Oui' : `Non : ${failedWord(score.failedCriterion)}`,
		rankText(score.rankDepartement, score.countDepartement),
		rankText(score.rankRegion, score.countRegion),
		rankText(score.rankNation, score.countNation),
		<RouteLink href={address('score', { code: score.communeCode })}>
			Le détail<span className="fr-sr-only"> du score de la commune {score.communeCode}</span>
		</RouteLink>,
	];
}

/* How communes stand: beside a préfet's opinion, never instead of it. */
export function ScoreSheetTable({ sheet }: { sheet: ScoreSheet }) {
	return (
		<>
			<ShortTable
				caption="Score d’éligibilité de chaque commune"
				isCaptionHidden
				head={[
					'Commune',
					'Score sur 100',
					'Éligible',
					'Dans le département',
					'Dans la région',
					'En France',
					'Explication',
				]}
				rows={sheet.communes.map(rowOf)}
				numbers={[1]}
			/>
			<p className="fr-text--sm">
				Calculé selon la grille{' '}
				<RouteLink href={address('grid', { version: sheet.gridVersion })}>{sheet.gridVersion}</RouteLink>. Le score
				éclaire les avis ; il ne décide de rien.
			</p>
		</>
	);
}
