import { Button } from '@codegouvfr/react-dsfr/Button';
import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import type { Run } from 'pvd/eligibility/v1/run_pb.js';
import { useLive } from '~/api/events';
import { useAnswer } from '~/api/queries';
import { PATHS } from '~/paths';

import { CsvLink } from '~/ui/CsvLink';
import { day, number } from '~/ui/format';
import { Page } from '~/ui/Page';
import { RouteLink } from '~/ui/RouteLink';
import { Segments } from '~/ui/Segments';
import { Answer } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { ColumnChoice } from './ColumnChoice';
import { useColumnChoice } from './columns';
import { GridLink, runHref } from './links';
import type { Perimeter } from './perimeter';
import { usePerimeter, usePerimeterName } from './perimeter';
import { RankingFilters } from './RankingFilters';
import { RankingTable } from './RankingTable';
import { ScoreDistribution } from './ScoreDistribution';
import { ScoreMap } from './ScoreMap';
import { useScopeText } from './useScopeText';
import { useGrid, useIndicators } from './useScore';
import './eligibility.css';

const VIEWS = [
	['repartition', 'Répartition'],
	['carte', 'Carte'],
] as const;

const LEAD =
	'Chaque commune reçoit un score par une grille publiée, la même pour toutes. Il éclaire l’avis du préfet et ne le remplace pas : ouvrez une commune pour lire de quoi le sien est fait.';

export default function RankingPage() {
	const [runId] = useAddress('calcul');
	const run = useAnswer(EligibilityService.method.getRun, { runId });
	useLive('eligibility');
	return (
		<Page title="Classement des communes" lead={LEAD} actions={<Actions />}>
			<Answer of={run} what="Le dernier calcul">
				{(answer) => answer.run && <Ranking run={answer.run} isLatest={runId === ''} />}
			</Answer>
		</Page>
	);
}

function Actions() {
	return (
		<>
			<Button priority="secondary" linkProps={{ href: PATHS.whatIf }}>
				Et si ?
			</Button>
			<Button priority="secondary" linkProps={{ href: PATHS.comparison }}>
				Comparer deux communes
			</Button>
		</>
	);
}

function Ranking({ run, isLatest }: { run: Run; isLatest: boolean }) {
	const [perimeter, setPerimeter] = usePerimeter();
	const [shown, setShown] = useAddress('communes', 'eligibles');
	const eligibleOnly = shown !== 'toutes';
	const name = usePerimeterName(perimeter);
	const [view, setView] = useAddress('vue', 'repartition');
	const isMap = view === 'carte';
	const grid = useGrid(run.gridVersion);
	const indicators = useIndicators();
	const choice = useColumnChoice(grid);
	return (
		<>
			<RunLine run={run} isLatest={isLatest} />
			<RankingFilters
				perimeter={perimeter}
				onPerimeter={setPerimeter}
				eligibleOnly={eligibleOnly}
				onEligibleOnly={(only) => setShown(only ? 'eligibles' : 'toutes')}
			/>
			<section aria-labelledby="repartition">
				<h2 id="repartition">Scores : {name}</h2>
				<Segments
					isSmall
					className="fr-mb-2w"
					legend="Présentation"
					isLegendHidden
					of={VIEWS}
					value={isMap ? 'carte' : 'repartition'}
					onChange={setView}
				/>
				{isMap ? (
					<ScoreMap runId={run.id} isLatest={isLatest} perimeter={perimeter} eligibleOnly={eligibleOnly} name={name} />
				) : (
					<ScoreDistribution runId={run.id} perimeter={perimeter} eligibleOnly={eligibleOnly} name={name} />
				)}
			</section>
			<section aria-labelledby="classement">
				<h2 id="classement">Classement : {name}</h2>
				{grid && <ColumnChoice grid={grid} indicators={indicators} choice={choice} />}
				<RankingTable
					run={run}
					perimeter={perimeter}
					eligibleOnly={eligibleOnly}
					name={name}
					isLatest={isLatest}
					choice={choice}
				/>
				<Downloads runId={run.id} perimeter={perimeter} eligibleOnly={eligibleOnly} />
			</section>
		</>
	);
}

function RunLine({ run, isLatest }: { run: Run; isLatest: boolean }) {
	const scopeText = useScopeText();
	return (
		<p>
			{isLatest ? 'Dernier calcul' : 'Calcul'} du <RouteLink href={runHref(run.id)}>{day(run.runAt)}</RouteLink>, par la
			grille <GridLink version={run.gridVersion} /> : {number(run.eligibleCount)} communes éligibles sur{' '}
			{number(run.communeCount)} ({scopeText(run.scope)}).{' '}
			{!isLatest && <RouteLink href={PATHS.eligibility}>Voir le dernier calcul</RouteLink>}
		</p>
	);
}

interface DownloadsProps {
	runId: string;
	perimeter: Perimeter;
	eligibleOnly: boolean;
}

/* A row of the ranking has one cell for all indicators; the explanations have a row for each. */
function Downloads({ runId, perimeter, eligibleOnly }: DownloadsProps) {
	const request = { ...perimeter, runId, eligibleOnly };
	const ranking = { method: EligibilityService.method.listScores, request };
	const explanations = { method: EligibilityService.method.listExplanations, request };
	return (
		<ul className="fr-mt-2w pvd-downloads">
			<li>
				<CsvLink {...ranking}>Télécharger ce classement pour un tableur (CSV, points-virgules)</CsvLink>
			</li>
			<li>
				<CsvLink {...ranking} form="machine">
					Télécharger ce classement pour un programme (CSV, RFC 4180)
				</CsvLink>
			</li>
			<li>
				<CsvLink {...explanations}>
					Télécharger les explications, une ligne par commune et par indicateur (CSV, points-virgules)
				</CsvLink>
			</li>
		</ul>
	);
}
