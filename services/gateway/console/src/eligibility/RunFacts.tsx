import type { Run } from 'pvd/eligibility/v1/run_pb.js';
import { Facts } from '~/ui/Facts';
import { instantSeconds, number } from '~/ui/format';
import { RouteLink } from '~/ui/RouteLink';
import { GridLink, runHref } from './links';
import { hex } from './words';

/* What a run was made of: whoever has the same grid and the same data makes the same scores. */
export function RunFacts({ run }: { run: Run }) {
	const { data } = run;
	return (
		<Facts
			facts={[
				['Calcul', <RouteLink href={runHref(run.id)}>{run.id}</RouteLink>],
				['Fait le', instantSeconds(run.runAt)],
				['Grille', <GridLink version={run.gridVersion} />],
				['Critères d’entrée', run.criteriaVersion],
				['Communes', `${number(run.communeCount)}, dont ${number(run.eligibleCount)} éligibles`],
				[
					'Données',
					data &&
						`registre « ${data.instance} », jusqu’à l’entrée ${number(data.sequence)} de l’époque ${data.epoch} ; code officiel géographique ${data.cogYear}`,
				],
				['Empreinte des données', data && <span className="pvd-digest">{hex(data.digest)}</span>],
				['Empreinte des scores', <span className="pvd-digest">{hex(run.digest)}</span>],
				['Version des règles de calcul', String(run.scorerVersion)],
			]}
		/>
	);
}
