import type { RunScope } from 'pvd/eligibility/v1/run_pb.js';
import { useRegions } from '~/form/places';
import { useDepartementText } from '~/ui/PlaceLinks';

/* Whose communes a run has ranked. */
export function useScopeText(): (scope: RunScope | undefined) => string {
	const departement = useDepartementText();
	const regions = useRegions();
	return ({ departementCode, regionCode } = { departementCode: '', regionCode: '' } as RunScope) => {
		if (departementCode !== '') {
			return departement(departementCode);
		}
		return regionCode === '' ? 'France entière' : (regions.find(({ code }) => code === regionCode)?.name ?? regionCode);
	};
}
