import type { Criterion } from 'pvd/eligibility/v1/grid_pb.js';
import { Facts } from '~/ui/Facts';
import { conditionText } from './definitions';
import type { Indicators } from './transformations';
import { validity } from './validity';

/* What a grid asks for besides the registry's limit of population. */
export function CriterionFacts({ criterion, indicators }: { criterion: Criterion; indicators: Indicators }) {
	const { title, id, condition, legalReference } = criterion;
	return (
		<section className="fr-mb-3w" aria-label={title}>
			<h3 className="fr-h6">{title}</h3>
			<Facts
				facts={[
					['Identifiant', <code>{id}</code>],
					['Condition', condition && conditionText(condition, indicators)],
					['Valeur inconnue', 'le critère ne s’y oppose pas'],
					['Vaut', validity(criterion)],
					['Règle', legalReference],
				]}
			/>
		</section>
	);
}
