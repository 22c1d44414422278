import type { Run } from 'pvd/eligibility/v1/run_pb.js';
import { Facts } from '~/ui/Facts';
import { date, instantSeconds, number } from '~/ui/format';
import { RouteLink } from '~/ui/RouteLink';
import { hex } from './digest';
import { GridLink, runHref } from './links';
import { useScopeText } from './useScopeText';

/* What a run was made of: whoever has the same grid and the same data makes the same scores. */
export function RunFacts({ run }: { run: Run }) {
	const { data } = run;
	const scopeText = useScopeText();
	return (
		<Facts
			facts={[
				['Calcul', <RouteLink href={runHref(run.id)}>{run.id}</RouteLink>],
				['Fait le', instantSeconds(run.runAt)],
				['Grille', <GridLink version={run.gridVersion} />],
				['Communes classées', scopeText(run.scope)],
				['Critères d’entrée', `${run.criteriaVersion}, en vigueur le ${date(run.criteriaOn)}`],
				['Communes', `${number(run.communeCount)}, dont ${number(run.eligibleCount)} éligibles`],
				[
					'Données',
					data &&
						`registre « ${data.instance} », jusqu’à l’entrée ${number(data.sequence)} de l’époque ${data.epoch} ; code officiel géographique ${data.cogYear}`,
				],
				['Séries', data && seriesText(data.seriesSequence)],
				['Empreinte des données', data && <span className="pvd-digest">{hex(data.digest)}</span>],
				['Empreinte des scores', <span className="pvd-digest">{hex(run.digest)}</span>],
				['Version des règles de calcul', String(run.scorerVersion)],
			]}
		/>
	);
}

/* How far the series had been recorded. */
export function seriesText(sequence: bigint): string {
	return sequence === 0n ? 'aucune n’était enregistrée' : `enregistrées jusqu’à l’entrée ${number(sequence)}`;
}
