/* The programme in figures: the nation's, then by département on a map. */

import type { DepartementFigures, ListDepartementFiguresResponse } from 'pvd/registry/v1/figures_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useMemo } from 'react';
import { useAnswer } from '~/api/queries';
import { PATHS } from '~/paths';
import { Chart } from '~/ui/Chart';
import { Figures } from '~/ui/Facts';
import { count, number } from '~/ui/format';
import type { Area } from '~/ui/map/FranceMap';
import { FranceMap } from '~/ui/map/FranceMap';
import { RouteLink } from '~/ui/RouteLink';
import { Answer } from '~/ui/states';
import { LatestTerritories } from './LatestTerritories';

function sum(rows: readonly DepartementFigures[], of: (row: DepartementFigures) => number): number {
	return rows.reduce((total, row) => total + of(row), 0);
}

function href(code: string): string {
	return `${PATHS.territories}?departement=${code}`;
}

export function National() {
	const figures = useAnswer(RegistryService.method.listDepartementFigures, {});
	return (
		<section aria-labelledby="chiffres" className="pvd-national">
			<h2 id="chiffres">Où en est le programme</h2>
			<Answer
				of={figures}
				what="Les chiffres du programme"
				isEmpty={({ departements }) => departements.length === 0}
				empty="La géographie officielle n’a pas encore été importée : les chiffres et la carte seront ici dès que l’exploitant l’aura fait."
			>
				{(found) => (
					<>
						<Totals found={found} />
						<div className="pvd-map-beside">
							<ProgrammeMap departements={found.departements} />
							<LatestTerritories departements={found.departements} />
						</div>
					</>
				)}
			</Answer>
		</section>
	);
}

function Totals({
	found: { departements, populationLimit, referenceYear },
}: {
	found: ListDepartementFiguresResponse;
}) {
	const geography = useAnswer(RegistryService.method.getGeography, {}).data;
	const criteria = useAnswer(RegistryService.method.getCriteria, {}, { enabled: populationLimit > 0 }).data?.criteria;
	const under = sum(departements, (row) => row.communesUnderLimit);
	const population = sum(departements, (row) => Number(row.labelledPopulation));
	const territories = sum(departements, (row) => row.territories);
	const communes = sum(departements, (row) => row.labelledCommunes);
	return (
		<>
			<Figures
				figures={[
					[territories < 2 ? 'territoire dans le programme' : 'territoires dans le programme', number(territories)],
					[communes < 2 ? 'commune labellisée' : 'communes labellisées', number(communes)],
					[`habitants dans ces communes${geography ? `, en ${geography.populationYear}` : ''}`, number(population)],
					...(populationLimit > 0
						? [
								[
									`communes sous le seuil de ${number(populationLimit)} habitants, en ${referenceYear}`,
									number(under),
								] as const,
							]
						: []),
				]}
			/>
			<p className="fr-text--sm">
				{geography && geography.cogYear > 0 && (
					<>
						Communes et départements : code officiel géographique {geography.cogYear} ({geography.source}) ; habitants :
						population municipale {geography.populationYear}.{' '}
					</>
				)}
				{criteria && (
					<>
						Seuil : {criteria.legalReference.replace(/\.$/, '')} ; {criteria.source.replace(/\.$/, '')}. Être sous le
						seuil ne suffit pas : la commune exerce aussi des fonctions de centralité et montre des signes de fragilité
						(<a href={PATHS.eligibility}>éligibilité</a>).
					</>
				)}
			</p>
		</>
	);
}

function areasOf(departements: readonly DepartementFigures[]): Area[] {
	return departements.map(({ code, name, territories, labelledCommunes }) => ({
		code,
		value: territories,
		text:
			labelledCommunes === 0
				? `${name} (${code}) : aucun territoire`
				: `${name} (${code}) : ${count(territories, 'territoire')}, ${count(labelledCommunes, 'commune labellisée', 'communes labellisées')}`,
		href: href(code),
	}));
}

/* Département by département; those with most territories first, as the table's reader looks for them. */
function rowsOf(departements: readonly DepartementFigures[]) {
	return [...departements]
		.sort(
			(one, other) =>
				other.territories - one.territories ||
				other.labelledCommunes - one.labelledCommunes ||
				(one.code < other.code ? -1 : 1),
		)
		.map(({ code, name, territories, labelledCommunes, labelledPopulation, communesUnderLimit }) => [
			<RouteLink key={code} href={href(code)}>
				{name} ({code})
			</RouteLink>,
			number(territories),
			number(labelledCommunes),
			number(labelledPopulation),
			number(communesUnderLimit),
		]);
}

function ProgrammeMap({ departements }: { departements: readonly DepartementFigures[] }) {
	const areas = useMemo(() => areasOf(departements), [departements]);
	const rows = useMemo(() => rowsOf(departements), [departements]);
	return (
		<Chart
			title="Les territoires du programme par département"
			summary="Un territoire compte dans le département qui le coordonne. Choisissez un département pour voir les siens."
			head={[
				'Département',
				'Territoires',
				'Communes labellisées',
				'Habitants de ces communes',
				'Communes sous le seuil',
			]}
			rows={rows}
			numbers={[1, 2, 3, 4]}
		>
			<FranceMap
				label="Carte de France par département"
				legend="Territoires par département"
				none="aucun"
				areas={areas}
			/>
		</Chart>
	);
}
