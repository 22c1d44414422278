/* One commune's score, with what it takes to read it: the grid's reasons, what the indicators are made of. */
import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import type { Grid } from 'pvd/eligibility/v1/grid_pb.js';
import type { Indicator } from 'pvd/eligibility/v1/indicator_pb.js';
import { useAnswer } from '~/api/queries';

const { getGrid, getScore, listIndicators } = EligibilityService.method;

export function useScore(communeCode: string, runId = '') {
	return useAnswer(getScore, { communeCode, runId }, { enabled: communeCode !== '' });
}

/* A version names its content for ever. */
export function useGrid(version: string): Grid | undefined {
	return useAnswer(getGrid, { version }, { enabled: version !== '', staleTime: Infinity }).data?.grid;
}

export function useIndicators(): ReadonlyMap<string, Indicator> {
	const indicators = useAnswer(listIndicators, {}, { staleTime: Infinity }).data?.indicators ?? [];
	return new Map(indicators.map((indicator) => [indicator.id, indicator]));
}
