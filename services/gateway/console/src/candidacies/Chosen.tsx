/* What is known beforehand of the communes of a candidacy: their intercommunalités, their population beside the limit,
 * their score. The registry checks it all again. */
import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import type { Criteria } from 'pvd/registry/v1/criteria_pb.js';
import type { Commune } from 'pvd/registry/v1/geography_pb.js';
import { useAnswer } from '~/api/queries';
import { useTerritoryOfCommunes } from '~/form/places';
import { populationFor, useCriteria } from '~/territories/Entry';
import { number } from '~/ui/format';
import { CommuneLink, EpciList, TerritoryLink } from '~/ui/PlaceLinks';
import { ShortTable } from '~/ui/ShortTable';
import { ScoreBar } from './ScoreBar';

export function Chosen({ communes, sirens }: { communes: readonly Commune[]; sirens: readonly string[] }) {
	const criteria = useCriteria();
	const year = criteria?.referenceYear ?? '';
	return (
		<div className="fr-my-3w">
			<h2 className="fr-h6">Intercommunalités de la candidature</h2>
			{sirens.length > 0 ? (
				<EpciList sirens={sirens} />
			) : (
				<p>Aucune : ces communes n’appartiennent à aucune intercommunalité.</p>
			)}
			<p className="fr-hint-text fr-mt-1w">
				Chaque commune vient avec la sienne (instruction du 16 octobre 2019, annexe 2) : elles sont déduites des
				communes choisies.
			</p>
			<ShortTable
				caption="Les communes choisies, au regard des critères d’entrée"
				head={['Commune', `Habitants ${year}`, 'Critère de population', 'Score sur 100']}
				rows={communes.map((commune) => [
					<CommuneLink code={commune.code} name={commune.name} />,
					people(commune, criteria),
					<Verdict commune={commune} criteria={criteria} />,
					<Score code={commune.code} />,
				])}
				numbers={[1, 3]}
			/>
		</div>
	);
}

function people(commune: Commune, criteria: Criteria | undefined): string {
	const value = populationFor(commune, criteria);
	return value === undefined ? 'inconnue' : number(value);
}

function Verdict({ commune, criteria }: { commune: Commune; criteria: Criteria | undefined }) {
	const inside = useTerritoryOfCommunes().get(commune.code);
	const value = populationFor(commune, criteria);
	if (inside) {
		return (
			<>
				Déjà dans le territoire <TerritoryLink {...inside} />
			</>
		);
	}
	if (!criteria) {
		return <>Aucun critère n’est en vigueur</>;
	}
	const limit = number(criteria.populationLimit);
	return (
		<>
			{value === undefined
				? 'Ne peut pas être vérifié'
				: value < criteria.populationLimit
					? `Rempli : moins de ${limit}`
					: `Non rempli : il en faut moins de ${limit}`}
		</>
	);
}

function Score({ code }: { code: string }) {
	const score = useAnswer(EligibilityService.method.getScore, { communeCode: code }).data?.score;
	return score ? <ScoreBar score={score.score} /> : <>–</>;
}
