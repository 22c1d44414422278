import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import { Badge } from '@codegouvfr/react-dsfr/Badge';
import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import type { Grid } from 'pvd/eligibility/v1/grid_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useLive } from '~/api/events';
import { useAnswer, useRows } from '~/api/queries';
import { useMay } from '~/api/session';
import { CommandForm } from '~/form/CommandForm';
import { PATHS } from '~/paths';
import { count, day } from '~/ui/format';
import { Page } from '~/ui/Page';
import { ShortTable } from '~/ui/ShortTable';
import { Answer } from '~/ui/states';
import { CriteriaFacts } from './CriteriaFacts';
import { GridForm } from './GridForm';
import { GridLink } from './links';
import { validity } from './validity';

const LEAD =
	'Une grille dit ce qui compte, parmi qui, dans quel sens et combien. Les critères d’entrée, avec ceux qu’une grille peut y ajouter, disent quelles communes sont éligibles. Les deux sont versionnés : une version nomme son contenu pour toujours.';

export default function GridsPage() {
	const grids = useRows(EligibilityService.method.listGrids, {}, (page) => page.grids);
	const inForce = useAnswer(EligibilityService.method.getGrid, {}).data?.grid?.version ?? '';
	useLive('eligibility');
	return (
		<Page title="Grilles et critères" above={[{ text: 'Classement', href: PATHS.eligibility }]} lead={LEAD}>
			<h2>Les grilles</h2>
			<Answer
				of={grids}
				what="Les grilles"
				isEmpty={(rows) => rows.length === 0}
				empty="Aucune grille n’a encore été adoptée. L’ANCT ou l’exploitant en adopte une ici même ; les communes sont classées ensuite par un calcul."
			>
				{(rows) => <GridTable grids={rows} inForce={inForce} />}
			</Answer>
			<h2>Les critères d’entrée</h2>
			<Criteria grids={grids.data ?? []} />
			<Adoptions grids={grids.data ?? []} />
		</Page>
	);
}

function GridTable({ grids, inForce }: { grids: readonly Grid[]; inForce: string }) {
	return (
		<ShortTable
			caption="Grilles, par version"
			head={['Version', 'Titre', 'Auteur', 'Vaut', 'Critères', 'Indicateurs', 'Adoptée le']}
			rows={grids.map((grid) => [
				<>
					<GridLink version={grid.version} />{' '}
					{grid.version === inForce && (
						<Badge small severity="success" as="span">
							En vigueur
						</Badge>
					)}
				</>,
				grid.title,
				grid.author,
				validity(grid),
				grid.criteriaVersion,
				count(grid.indicators.length, 'indicateur'),
				day(grid.adoptedAt),
			])}
		/>
	);
}

/* Those in force, and those that grids before rested on. */
function Criteria({ grids }: { grids: readonly Grid[] }) {
	const answer = useAnswer(RegistryService.method.getCriteria, {});
	const inForce = answer.data?.criteria;
	const others = [...new Set(grids.map(({ criteriaVersion }) => criteriaVersion))].filter(
		(version) => version !== inForce?.version,
	);
	useLive('registry');
	return (
		<>
			<Answer of={answer} what="Les critères en vigueur">
				{() => inForce && <CriteriaFacts criteria={inForce} isInForce />}
			</Answer>
			{inForce && others.map((version) => <PastCriteria key={version} version={version} />)}
		</>
	);
}

function PastCriteria({ version }: { version: string }) {
	const answer = useAnswer(RegistryService.method.getCriteria, { version }, { staleTime: Infinity });
	return (
		<Answer of={answer} what={`Les critères ${version}`}>
			{({ criteria }) => criteria && <CriteriaFacts criteria={criteria} isInForce={false} />}
		</Answer>
	);
}

function Adoptions({ grids }: { grids: readonly Grid[] }) {
	const may = useMay();
	const mayAdoptGrid = may(EligibilityService.method.adoptGrid);
	const mayAdoptCriteria = may(RegistryService.method.adoptCriteria);
	if (!mayAdoptGrid && !mayAdoptCriteria) {
		return null;
	}
	return (
		<>
			<h2>Adopter</h2>
			{mayAdoptCriteria && (
				<Accordion label="Adopter des critères d’entrée" titleAs="h3">
					<p>
						Ils valent pour les candidatures et les labels à partir de maintenant ; une grille les nomme pour que ses
						calculs les appliquent.
					</p>
					<CommandForm
						method={RegistryService.method.adoptCriteria}
						title="Adoption de critères d’entrée"
						form="criteres"
					/>
				</Accordion>
			)}
			{mayAdoptGrid && <GridForm grids={grids} />}
		</>
	);
}
