/* Whose communes are ranked: the nation's, or those of one région, one département or one intercommunalité. */
import type { Score } from 'pvd/eligibility/v1/score_pb.js';
import { useEpciName } from '~/form/places';
import { useDepartementText, useRegionName } from '~/ui/PlaceLinks';
import { setParameter, useParameters } from '~/ui/useParameters';

export interface Perimeter {
	departementCode: string;
	regionCode: string;
	epciSiren: string;
}

export const NATION: Perimeter = { departementCode: '', regionCode: '', epciSiren: '' };

const NAMES = { departementCode: 'departement', regionCode: 'region', epciSiren: 'epci' } as const;

/* All three at once: to choose one is to leave the others. */
export function usePerimeter(): [Perimeter, (next: Perimeter) => void] {
	const [parameters, change] = useParameters();
	const of = (key: keyof Perimeter) => parameters.get(NAMES[key]) ?? '';
	const set = (perimeter: Perimeter) =>
		change((next) => {
			for (const key of Object.keys(NAMES) as (keyof Perimeter)[]) {
				setParameter(next, NAMES[key], perimeter[key]);
			}
		});
	return [{ departementCode: of('departementCode'), regionCode: of('regionCode'), epciSiren: of('epciSiren') }, set];
}

export function usePerimeterName({ departementCode, regionCode, epciSiren }: Perimeter): string {
	const departement = useDepartementText();
	const region = useRegionName(regionCode);
	const epci = useEpciName(epciSiren);
	if (epciSiren !== '') {
		return epci ?? epciSiren;
	}
	if (departementCode !== '') {
		return departement(departementCode);
	}
	return regionCode !== '' ? region : 'France entière';
}

/* A commune's place in the perimeter that is shown; in an intercommunalité, which has no ranks of its own, the nation's. */
export function rankIn({ departementCode, regionCode }: Perimeter, score: Score): number {
	return departementCode !== '' ? score.rankDepartement : regionCode !== '' ? score.rankRegion : score.rankNation;
}
