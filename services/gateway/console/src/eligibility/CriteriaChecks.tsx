import { Badge } from '@codegouvfr/react-dsfr/Badge';
import type { CriterionCheck } from 'pvd/eligibility/v1/score_pb.js';

/* Every hard criterion as it stands for a commune, with its reason and its rule. */
export function CriteriaChecks({ checks }: { checks: readonly CriterionCheck[] }) {
	return (
		<ul className="pvd-criteria-checks">
			{checks.map(({ id, title, met, missing, reason, legalReference }) => (
				<li key={id}>
					<strong>{title}</strong>{' '}
					<Badge small as="span" severity={met ? (missing ? 'info' : 'success') : 'warning'}>
						{met ? (missing ? 'Non opposé' : 'Rempli') : 'Non rempli'}
					</Badge>
					<br />
					{reason}
					{legalReference !== '' && <span className="pvd-code"> Règle : {legalReference}.</span>}
				</li>
			))}
		</ul>
	);
}
