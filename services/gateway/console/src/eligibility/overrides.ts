/* What préfets have said beside the scores, for those who may read it. */
import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import type { Override } from 'pvd/eligibility/v1/override_pb.js';
import { useMemo } from 'react';
import { useAnswer, useRows } from '~/api/queries';
import { useMay } from '~/api/session';

const { listOverrides } = EligibilityService.method;

/* By commune; none for whoever may not read them. */
export function useOverrides(departementCode: string): ReadonlyMap<string, Override> {
	const enabled = useMay()(listOverrides);
	const rows = useRows(listOverrides, { departementCode }, (page) => page.overrides, { enabled }).data;
	return useMemo(() => new Map((rows ?? []).map((override) => [override.communeCode, override])), [rows]);
}

export function useOverride(communeCode: string) {
	const enabled = useMay()(listOverrides);
	return useAnswer(listOverrides, { communeCode }, { enabled });
}
