import type { DepartementFigures } from 'pvd/registry/v1/figures_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import type { Territory } from 'pvd/registry/v1/territory_pb.js';
import { TerritoryStatus, TerritoryStep } from 'pvd/registry/v1/territory_pb.js';
import { useAnswer } from '~/api/queries';
import { address, PATHS } from '~/paths';
import { count, date } from '~/ui/format';
import { RouteLink } from '~/ui/RouteLink';
import { Answer } from '~/ui/states';

const SHOWN = 5;

export function LatestTerritories({ departements }: { departements: readonly DepartementFigures[] }) {
	const latest = useAnswer(RegistryService.method.listTerritories, {
		status: TerritoryStatus.LABELLED,
		latestFirst: true,
		pageSize: SHOWN,
	});
	return (
		<section aria-labelledby="derniers">
			<h3 id="derniers">Derniers territoires labellisés</h3>
			<Answer
				of={latest}
				what="Les derniers territoires"
				isEmpty={({ territories }) => territories.length === 0}
				empty="Aucun territoire n’est labellisé pour l’instant. Chaque label accordé par l’ANCT paraît ici aussitôt."
			>
				{({ territories }) => (
					<>
						<ul className="pvd-latest">
							{territories.map((territory) => (
								<Line key={territory.id} territory={territory} departements={departements} />
							))}
						</ul>
						<p>
							<RouteLink href={PATHS.territories} className="fr-link">
								Tous les territoires
							</RouteLink>
						</p>
					</>
				)}
			</Answer>
		</section>
	);
}

function Line({ territory, departements }: { territory: Territory; departements: readonly DepartementFigures[] }) {
	const { id, name, history, coordinatingDepartementCode, communeCodes } = territory;
	const departement = departements.find(({ code }) => code === coordinatingDepartementCode)?.name;
	const labelled = history.find(({ step }) => step === TerritoryStep.LABELLED);
	return (
		<li>
			<RouteLink href={address('territory', { id })}>{name}</RouteLink>
			<span>
				{departement ?? 'Département'} ({coordinatingDepartementCode}) · {count(communeCodes.length, 'commune')}
				{labelled && labelled.date !== '' && ` · label du ${date(labelled.date)}`}
			</span>
		</li>
	);
}
