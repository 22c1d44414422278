import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import { useCallback } from 'react';
import { useRows } from '~/api/queries';

/* The registry's criteria, in short; the service's own sentence has the figures. */
const OF_THE_REGISTRY: Record<string, string> = {
	POPULATION_LIMIT: 'trop d’habitants',
	POPULATION_UNKNOWN: 'population inconnue',
};

/* A hard criterion that a commune does not meet: a grid's by its title there. */
export function useCriterionWord(): (id: string) => string {
	const criteria = useRows(EligibilityService.method.listGrids, {}, (page) =>
		page.grids.flatMap((grid) => grid.criteria),
	).data;
	return useCallback(
		(id) => OF_THE_REGISTRY[id] ?? criteria?.find((criterion) => criterion.id === id)?.title ?? id,
		[criteria],
	);
}
