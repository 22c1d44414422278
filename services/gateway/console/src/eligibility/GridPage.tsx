import { Button } from '@codegouvfr/react-dsfr/Button';
import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import type { Grid } from 'pvd/eligibility/v1/grid_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useParams } from 'react-router';
import { useAnswer, useRows } from '~/api/queries';
import { useMay } from '~/api/session';
import { address, PATHS } from '~/paths';
import { Bars } from '~/ui/charts/Bars';
import { Facts } from '~/ui/Facts';
import { instant, instantSeconds, percent } from '~/ui/format';
import { Page } from '~/ui/Page';
import { RouteLink } from '~/ui/RouteLink';
import { Answer, Empty } from '~/ui/states';
import { CriteriaFacts } from './CriteriaFacts';
import { CriterionFacts } from './CriterionFacts';
import { GridLine } from './GridLine';
import { runHref } from './links';
import { lineKey } from './ScoreContributions';
import { useIndicators } from './useScore';
import { validity } from './validity';
import './eligibility.css';

export default function GridPage() {
	const { version = '' } = useParams();
	const answer = useAnswer(EligibilityService.method.getGrid, { version }, { staleTime: Infinity });
	const mayAdopt = useMay()(EligibilityService.method.adoptGrid);
	const grid = answer.data?.grid;
	return (
		<Page
			title={`Grille ${version}`}
			lead={grid?.title}
			above={[
				{ text: 'Classement', href: PATHS.eligibility },
				{ text: 'Grilles et critères', href: PATHS.grids },
			]}
			actions={
				mayAdopt && (
					<Button
						priority="secondary"
						linkProps={{ href: `${address('grids')}?modele=${encodeURIComponent(version)}` }}
					>
						En faire une nouvelle version
					</Button>
				)
			}
		>
			<Answer of={answer} what="La grille">
				{() => grid && <GridSheet grid={grid} />}
			</Answer>
		</Page>
	);
}

function GridSheet({ grid }: { grid: Grid }) {
	const indicators = useIndicators();
	const title = (id: string) => indicators.get(id)?.title ?? id;
	return (
		<>
			<Facts
				facts={[
					['Auteur', grid.author],
					['Fondement', grid.source],
					['Vaut', validity(grid)],
					['Adoptée le', instant(grid.adoptedAt)],
				]}
			/>
			<h2 className="fr-mt-4w">Ce que chaque indicateur pèse</h2>
			<Bars
				title={`Poids des indicateurs de la grille ${grid.version}`}
				summary="Chaque valeur devient un niveau de 0 à 1, comme la règle de sa ligne le dit ; le niveau, fois le poids, donne des points. Le score est leur somme, sur 100."
				head={['Indicateur', 'Poids']}
				bars={grid.indicators.map((line) => ({
					id: lineKey(line),
					label: title(line.indicatorId),
					value: line.weightBp,
					text: percent(line.weightBp, 2),
				}))}
			/>
			<h2>Les indicateurs</h2>
			{grid.indicators.map((line) => (
				<GridLine key={lineKey(line)} line={line} indicators={indicators} />
			))}
			<h2>Les critères d’entrée</h2>
			<Criteria version={grid.criteriaVersion} />
			{grid.criteria.map((criterion) => (
				<CriterionFacts key={criterion.id} criterion={criterion} indicators={indicators} />
			))}
			<h2>Les calculs par cette grille</h2>
			<RunsOf version={grid.version} />
		</>
	);
}

function Criteria({ version }: { version: string }) {
	const criteria = useAnswer(RegistryService.method.getCriteria, { version }, { staleTime: Infinity });
	return (
		<Answer of={criteria} what="Les critères">
			{(answer) => answer.criteria && <CriteriaFacts criteria={answer.criteria} isInForce={false} />}
		</Answer>
	);
}

function RunsOf({ version }: { version: string }) {
	const runs = useRows(EligibilityService.method.listRuns, {}, (page) => page.runs);
	return (
		<Answer of={runs} what="Les calculs">
			{(rows) => {
				const own = rows.filter(({ gridVersion }) => gridVersion === version);
				return own.length === 0 ? (
					<Empty>
						Aucun calcul n’a encore été fait par cette grille. L’ANCT ou l’exploitant en lance un sur la page des
						calculs.
					</Empty>
				) : (
					<ul>
						{own.map(({ id, runAt }) => (
							<li key={id}>
								<RouteLink href={runHref(id)}>{instantSeconds(runAt)}</RouteLink>
							</li>
						))}
					</ul>
				);
			}}
		</Answer>
	);
}
