/* Whether a commune is in the programme, and if not whether it may be a candidate: the criteria in force beside its
 * population of the year they name (instruction of 16 October 2019, annex 2). The service decides; this tells beforehand. */
import { Alert } from '@codegouvfr/react-dsfr/Alert';
import type { Criteria } from 'pvd/registry/v1/criteria_pb.js';
import type { Commune } from 'pvd/registry/v1/geography_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useAnswer } from '~/api/queries';
import { useTerritoryOfCommunes } from '~/form/places';
import { number } from '~/ui/format';
import { TerritoryLink } from '~/ui/PlaceLinks';

export type Standing = 'ended' | 'inside' | 'unknown' | 'above' | 'below';

export function useCriteria(): Criteria | undefined {
	return useAnswer(RegistryService.method.getCriteria, {}).data?.criteria;
}

/* Of the year of the criteria: another year's does not count. */
export function populationFor(commune: Commune, criteria: Criteria | undefined): number | undefined {
	return commune.populations.find(({ year }) => year === criteria?.referenceYear)?.value;
}

export function useEntry(commune: Commune): { standing: Standing; isOpen: boolean } {
	const inside = useTerritoryOfCommunes();
	const criteria = useCriteria();
	const people = populationFor(commune, criteria);
	const standing =
		commune.endedCogYear !== 0
			? 'ended'
			: inside.has(commune.code)
				? 'inside'
				: !criteria || people === undefined
					? 'unknown'
					: people < criteria.populationLimit
						? 'below'
						: 'above';
	return { standing, isOpen: standing === 'below' };
}

export function Entry({ commune }: { commune: Commune }) {
	const { standing } = useEntry(commune);
	const inside = useTerritoryOfCommunes().get(commune.code);
	const criteria = useCriteria();
	const people = populationFor(commune, criteria);
	if (standing === 'ended') {
		return (
			<p>
				{commune.name} n’existe plus depuis le code officiel géographique {commune.endedCogYear} : c’est la commune qui
				lui a succédé qui peut être candidate.
			</p>
		);
	}
	if (inside) {
		return (
			<Alert
				severity="success"
				small
				description={
					<>
						{commune.name} est dans le territoire labellisé <TerritoryLink {...inside} />.
					</>
				}
			/>
		);
	}
	if (!criteria) {
		return (
			<p>
				Aucun critère d’entrée n’est en vigueur : aucune candidature ne peut être reçue. L’ANCT doit d’abord en adopter.
			</p>
		);
	}
	return (
		<>
			<Alert
				severity={standing === 'below' ? 'info' : 'warning'}
				small
				description={verdict(commune, criteria, people)}
			/>
			<p className="fr-text--sm fr-mt-2w">
				Règle : {criteria.legalReference}. Population prise en compte : {criteria.source}.
			</p>
		</>
	);
}

function verdict({ name }: Commune, { populationLimit, referenceYear }: Criteria, people: number | undefined): string {
	const limit = number(populationLimit);
	if (people === undefined) {
		return `La population municipale ${referenceYear} de ${name}, année de référence des critères, n’est pas connue : la commune ne peut pas encore être candidate. L’ANCT peut la faire enregistrer.`;
	}
	const counted = `${number(people)} habitants (population municipale ${referenceYear})`;
	return people < populationLimit
		? `${name} n’est dans aucun territoire et peut être candidate : ${counted}, il en faut moins de ${limit}.`
		: `${name} ne peut pas être candidate : ${counted}, il en faut moins de ${limit}.`;
}
