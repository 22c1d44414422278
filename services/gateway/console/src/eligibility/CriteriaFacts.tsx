import type { Criteria } from 'pvd/registry/v1/criteria_pb.js';
import { Facts } from '~/ui/Facts';
import { number } from '~/ui/format';

export function CriteriaFacts({ criteria, isInForce }: { criteria: Criteria; isInForce: boolean }) {
	return (
		<section className="fr-mb-3w" aria-label={`Critères ${criteria.version}`}>
			<h3 className="fr-h6">
				{criteria.version}
				{isInForce ? ', en vigueur' : ''}
			</h3>
			<Facts
				facts={[
					['Population', `moins de ${number(criteria.populationLimit)} habitants`],
					['Année de la population', String(criteria.referenceYear)],
					['Source', criteria.source],
					['Règle', criteria.legalReference],
				]}
			/>
		</section>
	);
}
