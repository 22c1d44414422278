/* Whose communes are ranked: the nation's, or those of one région, one département or one intercommunalité. */
import type { Score } from 'pvd/eligibility/v1/score_pb.js';
import { useSearchParams } from 'react-router';
import { useEpciName } from '~/form/places';
import { useDepartementText, useRegionName } from '~/ui/PlaceLinks';

export interface Perimeter {
	departementCode: string;
	regionCode: string;
	epciSiren: string;
}

export const NATION: Perimeter = { departementCode: '', regionCode: '', epciSiren: '' };

const NAMES = { departementCode: 'departement', regionCode: 'region', epciSiren: 'epci' } as const;

/* All three at once: to choose one is to leave the others. */
export function usePerimeter(): [Perimeter, (next: Perimeter) => void] {
	const [params, setParams] = useSearchParams();
	const of = (key: keyof Perimeter) => params.get(NAMES[key]) ?? '';
	const set = (next: Perimeter) =>
		setParams(
			(before) => {
				const after = new URLSearchParams(before);
				for (const key of Object.keys(NAMES) as (keyof Perimeter)[]) {
					after.delete(NAMES[key]);
					if (next[key] !== '') {
						after.set(NAMES[key], next[key]);
					}
				}
				return after;
			},
			{ preventScrollReset: true },
		);
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
