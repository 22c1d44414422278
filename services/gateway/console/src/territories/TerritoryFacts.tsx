import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import type { Territory } from 'pvd/registry/v1/territory_pb.js';
import { useAnswer } from '~/api/queries';
import { useCovers } from '~/api/scope';
import { useMay } from '~/api/session';
import { address } from '~/paths';
import { Facts } from '~/ui/Facts';
import { date } from '~/ui/format';
import { CommuneList, Departements, EpciList } from '~/ui/PlaceLinks';
import { RouteLink } from '~/ui/RouteLink';
import { Answer } from '~/ui/states';
import { TerritoryBadge } from './TerritoryBadge';

export function TerritoryFacts({ territory }: { territory: Territory }) {
	const may = useMay();
	const covers = useCovers();
	const isSeen = may(RegistryService.method.getCandidacy) && covers({ ...territory, territoryId: territory.id });
	const label = useAnswer(RegistryService.method.getLabel, { labelId: territory.labelId });
	return (
		<>
			<Facts
				facts={[
					['État', <TerritoryBadge status={territory.status} />],
					['Communes', <CommuneList codes={territory.communeCodes} />],
					[
						'Intercommunalités',
						territory.epciSirens.length > 0 ? <EpciList sirens={territory.epciSirens} /> : 'Aucune',
					],
					['Préfecture qui coordonne', <Departements codes={[territory.coordinatingDepartementCode]} />],
					[
						'Départements',
						territory.departementCodes.length > 1 ? <Departements codes={territory.departementCodes} /> : undefined,
					],
				]}
			/>
			<h3 className="fr-h6 fr-mt-3w">Label</h3>
			<Answer of={label} what="Le label">
				{({ label: of }) => (
					<Facts
						facts={[
							['Décision', of?.decisionReference],
							['Du', of && date(of.decisionDate)],
							['Critères vérifiés', of && <RouteLink href={address('grids')}>{of.criteriaVersion}</RouteLink>],
							['Retrait', of?.withdrawalReference],
							['Motif du retrait', of?.withdrawalReason && <span className="pvd-text">{of.withdrawalReason}</span>],
							[
								'Candidature',
								of && isSeen ? (
									<RouteLink href={address('candidacy', { id: of.candidacyId })}>Voir la candidature</RouteLink>
								) : undefined,
							],
						]}
					/>
				)}
			</Answer>
		</>
	);
}
