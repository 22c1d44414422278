import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { Button } from '@codegouvfr/react-dsfr/Button';
import type { Run } from 'pvd/eligibility/v1/run_pb.js';
import type { GetScoreResponse, Score } from 'pvd/eligibility/v1/score_pb.js';
import { useParams } from 'react-router';
import { useLive } from '~/api/events';
import { address, PATHS } from '~/paths';
import { Figures } from '~/ui/Facts';
import { number, ordinal, percent, points } from '~/ui/format';
import { Page } from '~/ui/Page';
import { useDepartementText, useRegionName } from '~/ui/PlaceLinks';
import { Answer } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { CriteriaChecks } from './CriteriaChecks';
import { IndicatorReading } from './IndicatorReading';
import { comparisonHref } from './links';
import { OutlookText } from './OutlookText';
import { OverrideSection } from './OverrideSection';
import { PrintedFooter } from './PrintedFooter';
import { PrintedLines } from './PrintedLines';
import { NATION } from './perimeter';
import { RunFacts } from './RunFacts';
import { lineKey, ScoreContributions } from './ScoreContributions';
import { ScoreDistribution } from './ScoreDistribution';
import type { Indicators } from './transformations';
import { useGrid, useIndicators, useScore } from './useScore';
import './eligibility.css';
import './print.css';

/* An answer that has what it explains. */
type Told = GetScoreResponse & { score: Score; run: Run };

export default function ScorePage() {
	const { code = '' } = useParams();
	const [runId] = useAddress('calcul');
	const answer = useScore(code, runId);
	useLive('eligibility');
	const { score, run } = answer.data ?? {};
	return (
		<Page
			title={`Score de ${score?.communeName ?? code}`}
			above={[{ text: 'Classement', href: PATHS.eligibility }]}
			lead={score && <Standing score={score} />}
			actions={score && <Actions code={code} />}
		>
			<Answer of={answer} what="Le score">
				{(told) => score && run && <Explained answer={{ ...told, score, run }} isLatest={runId === ''} />}
			</Answer>
		</Page>
	);
}

function Actions({ code }: { code: string }) {
	return (
		<>
			<Button priority="secondary" linkProps={{ href: address('commune', { code }) }}>
				La commune
			</Button>
			<Button priority="secondary" linkProps={{ href: comparisonHref(code) }}>
				Comparer
			</Button>
			<Button priority="secondary" onClick={() => window.print()}>
				Imprimer
			</Button>
		</>
	);
}

function Standing({ score }: { score: Score }) {
	const departement = useDepartementText();
	const region = useRegionName(score.regionCode);
	return (
		<>
			{departement(score.departementCode)}, {region}.{' '}
			{score.eligible
				? `Éligible, ${ordinal(score.rankDepartement)} des ${number(score.countDepartement)} communes éligibles de son département.`
				: 'Non éligible.'}
		</>
	);
}

function Explained({ answer, isLatest }: { answer: Told; isLatest: boolean }) {
	const { score, run, criteria, outlook } = answer;
	const departement = useDepartementText();
	const indicators = useIndicators();
	return (
		<div className="pvd-score">
			<div className="pvd-score-body">
				{!score.eligible && <NotEligible score={score} />}
				<h2>Le score et les rangs</h2>
				<Figures figures={figuresOf(score)} />
				<p>
					Ce score éclaire l’avis du préfet ; il ne le remplace pas et ne décide de rien. Qui est classé peut en
					connaître les règles et ce dont il est fait (code des relations entre le public et l’administration, art.
					L311-3-1).
				</p>
				<h2>Les critères d’entrée</h2>
				<CriteriaChecks checks={criteria} />
				<h2>De quoi le score est fait</h2>
				<ScoreContributions score={score} />
				{outlook && (
					<section aria-labelledby="autrement">
						<h2 id="autrement">Ce qui aurait changé le résultat</h2>
						<OutlookText score={score} outlook={outlook} indicators={indicators} runId={isLatest ? '' : run.id} />
					</section>
				)}
				<OverrideSection score={score} />
				<div className="pvd-unprinted">
					<h2>Parmi les autres</h2>
					<ScoreDistribution
						runId={run.id}
						perimeter={{ ...NATION, departementCode: score.departementCode }}
						eligibleOnly={score.eligible}
						name={departement(score.departementCode)}
						mark={{ score: score.score, text: `${score.communeName} : ${points(score.score)}` }}
					/>
					<h2>Indicateur par indicateur</h2>
					<Readings score={score} run={run} indicators={indicators} />
				</div>
				<PrintedLines score={score} indicators={indicators} />
				<h2>La grille et le calcul</h2>
				<RunFacts run={run} />
			</div>
			<PrintedFooter run={run} />
		</div>
	);
}

function NotEligible({ score }: { score: Score }) {
	return (
		<Alert
			className="fr-mb-4w"
			severity="warning"
			as="h2"
			title="Cette commune n’est pas éligible"
			description={
				<>
					{score.failedReason}
					{score.legalReference !== '' && (
						<>
							<br />
							Règle : {score.legalReference}
						</>
					)}
					<br />
					Elle a un score, comme toutes les communes, mais pas de rang : seules les communes éligibles sont classées.
				</>
			}
		/>
	);
}

function figuresOf(score: Score): (readonly [string, string])[] {
	const ranks: (readonly [string, string])[] = [
		[`sur ${number(score.countDepartement)} dans le département`, ordinal(score.rankDepartement)],
		[`sur ${number(score.countRegion)} dans la région`, ordinal(score.rankRegion)],
		[`sur ${number(score.countNation)} en France`, ordinal(score.rankNation)],
	];
	return [
		['points sur 100', points(score.score)],
		...(score.eligible ? ranks : []),
		['du poids des indicateurs a une valeur', percent(score.completenessBp)],
	];
}

function Readings({ score, run, indicators }: { score: Score; run: Run; indicators: Indicators }) {
	const grid = useGrid(run.gridVersion);
	return (
		<>
			{score.contributions.map((contribution, n) => (
				<IndicatorReading
					key={lineKey(contribution)}
					contribution={contribution}
					indicators={indicators}
					line={grid?.indicators[n]}
				/>
			))}
		</>
	);
}
